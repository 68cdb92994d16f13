import { readdirSync, readFileSync } from "node:fs";

/** Numbers of the processes that `parent` has started and that still run. */
export function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

/** Null when there is no such process. */
function parentOf(pid: number): number | null {
  try {
    // "PID (name, with anything in it) STATE PARENT …" (proc(5)).
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop()!.split(" ");
    return state === "Z" ? null : Number(parent);
  } catch {
    return null;
  }
}

/** Command lines of running programs that name a folder. */
export function commandsThatName(folder: string): string[] {
  const numbers = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const lines = numbers.map((number) => {
    try {
      return readFileSync(`/proc/${number}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      return ""; // It ended in the meantime.
    }
  });
  return lines.filter((line) => line.includes(folder));
}
