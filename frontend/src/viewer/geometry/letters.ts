import { scaled, type Vec3 } from "./affine";
import { type PlaneGeometry, screenDirection, type VolumeGeometry } from "./volumeGeometry";

/** Letters at the edges of a picture. Two where the edge lies between two directions: "AR". */
export type EdgeLetters = { top: string; bottom: string; left: string; right: string };

/** Sine of 15°: a part smaller than this does not get a letter of its own. */
const kSecondLetterFrom = 0.26;

/** The letters of an LPS direction, greatest part first. At most two. */
export function directionLetters(direction: Vec3): string {
  const [left, posterior, superior] = direction;
  return [
    { letter: left < 0 ? "R" : "L", part: Math.abs(left) },
    { letter: posterior < 0 ? "A" : "P", part: Math.abs(posterior) },
    { letter: superior < 0 ? "I" : "S", part: Math.abs(superior) },
  ]
    .sort((a, b) => b.part - a.part)
    .filter(({ part }, place) => part > (place === 0 ? 0 : kSecondLetterFrom))
    .slice(0, 2)
    .map(({ letter }) => letter)
    .join("");
}

export function edgeLetters(geometry: VolumeGeometry, plane: PlaneGeometry): EdgeLetters {
  const right = screenDirection(geometry, plane.right);
  const down = screenDirection(geometry, plane.down);
  return {
    right: directionLetters(right),
    left: directionLetters(scaled(right, -1)),
    bottom: directionLetters(down),
    top: directionLetters(scaled(down, -1)),
  };
}
