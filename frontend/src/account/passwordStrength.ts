/** The server refuses shorter ones. */
export const leastPasswordLength = 10;

/** 0: too short. 1 … 4: from just enough to strong. A rough guide by length and variety; the server decides. */
export function passwordStrength(password: string): 0 | 1 | 2 | 3 | 4 {
  if (password.length < leastPasswordLength) return 0;
  const different = new Set(password).size;
  if (different < 6 || password.length < 12) return 1;
  if (password.length < 15) return 2;
  return password.length < 20 ? 3 : 4;
}
