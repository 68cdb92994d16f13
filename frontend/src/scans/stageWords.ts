/** The stages of an upload's way, in order, in words: while it is there, and once it is behind. */
const stages = [
  { stage: "receiving", now: "Receiving the files", done: "Files received" },
  { stage: "unpacking", now: "Unpacking", done: null }, // Most uploads have nothing to unpack.
  { stage: "reading", now: "Reading the files", done: "Files read" },
  { stage: "assembling", now: "Sorting the slices", done: "Slices sorted" },
  { stage: "pyramid", now: "Building the volume", done: "Volume built" },
  { stage: "storing", now: "Storing", done: null },
] as const;

export function stageNow(stage: string): string {
  return stages.find((row) => row.stage === stage)?.now ?? "Working on it";
}

/** What lies behind once `stage` has begun. */
export function stagesDone(stage: string): string[] {
  const at = stages.findIndex((row) => row.stage === stage);
  return stages.slice(0, Math.max(0, at)).flatMap((row) => row.done ?? []);
}
