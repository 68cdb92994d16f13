// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from "node:child_process";
import { rmSync, statfsSync } from "node:fs";
import path from "node:path";
import { writeCtSeries } from "./ct_series.mjs";
import { peakMegabytes, program, row } from "./measure.mjs";

const slices = 1000;
const rows = 2048;

/** A volume of 2048 × 2048 × 1000: taken in with all its levels, and the most memory that this held. */
export function largeBench(folder) {
  const room = statfsSync(folder);
  const name = `taking in ${rows} × ${rows} × ${slices} (${((rows * rows * slices * 2) / 1e9).toFixed(1)} GB)`;
  if (room.bavail * room.bsize < 30e9)
    return [{ name, unit: "s", peer: "not measured: less than 30 GB are free" }];
  const input = path.join(folder, "large");
  const data = path.join(folder, "large_data");
  writeCtSeries(input, slices, { distinct: 8, rows });
  const account = ["bench@example.org", "--name", "Bench", "--data-dir", data];
  const made = spawnSync(program, ["users", "add", ...account], {
    input: "a long enough one\n",
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`users add ended with ${made.status}: ${made.stderr}`);
  const begin = performance.now();
  const peak = peakMegabytes(program, [
    ...["import", input, "--user", "bench@example.org", "--data-dir", data],
  ]);
  const seconds = (performance.now() - begin) / 1000;
  rmSync(input, { recursive: true });
  rmSync(data, { recursive: true });
  return [row(name, "s", seconds), row("  peak memory", "MB", peak, undefined, { most: 3000 })];
}
