/** Numbers as people read them. Units always, with a space. */

const byteUnits = ["bytes", "KB", "MB", "GB", "TB"];

/** "145 MB", "1.2 GB": decimal units, as the disks and systems of most readers count. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit >= 3 && value < 99.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${byteUnits[unit]}`;
}

/** Two amounts in the unit of the greater: "93 of 145 MB". */
export function formatBytesOf(part: number, whole: number): string {
  const words = formatBytes(whole);
  const [amount = "", unit = ""] = words.split(" ");
  const scale = 1000 ** byteUnits.indexOf(unit);
  const digits = amount.includes(".") ? 1 : 0;
  return `${(part / scale).toFixed(digits)} of ${words}`;
}

/** "86 %", never broken before its sign. */
export function formatPercent(fraction: number): string {
  // Rounded down: 100 % is said only when all is done.
  return `${Math.floor(Math.min(1, Math.max(0, fraction)) * 100 + 1e-9)}\u00a0%`;
}

/** "18 s left", "3 min left", "2 h left". */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 1) return "1 s left";
  if (seconds < 90) return `${Math.ceil(seconds)} s left`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min left`;
  return `${Math.round(seconds / 3600)} h left`;
}

/** "1 slice", "275 slices". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
