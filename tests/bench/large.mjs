// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from "node:child_process";
import { rmSync, statfsSync } from "node:fs";
import path from "node:path";
import { writeCtSeries } from "./ct_series.mjs";
import { peakMegabytes, program, row } from "./measure.mjs";
import { account, openInBrowser } from "./viewer.mjs";

const slices = 1000;
const rows = 2048;

/**
 * A volume of 2048 × 2048 × 1000: taken in with all its levels, and the most memory that this held; then opened in
 * Chromium with software GL until every plane is exact.
 */
export async function largeBench(folder) {
  const room = statfsSync(folder);
  const name = `taking in ${rows} × ${rows} × ${slices} (${((rows * rows * slices * 2) / 1e9).toFixed(1)} GB)`;
  if (room.bavail * room.bsize < 30e9)
    return [{ name, unit: "s", peer: "not measured: less than 30 GB are free" }];
  const input = path.join(folder, "large");
  const data = path.join(folder, "large_data");
  writeCtSeries(input, slices, { distinct: 8, rows });
  const options = [account.email, "--name", account.name, "--data-dir", data];
  const made = spawnSync(program, ["users", "add", ...options], {
    input: `${account.password}\n`,
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`users add ended with ${made.status}: ${made.stderr}`);
  const begin = performance.now();
  const peak = peakMegabytes(program, [
    ...["import", input, "--user", account.email, "--data-dir", data],
  ]);
  const seconds = (performance.now() - begin) / 1000;
  rmSync(input, { recursive: true });
  const opened = await openInBrowser(data, account);
  rmSync(data, { recursive: true });
  return [
    row(name, "s", seconds),
    row("  peak memory", "MB", peak, undefined, { most: 3000 }),
    row("opening it: click to first picture", "s", opened.seconds),
    row("  until every plane is exact", "s", opened.exactSeconds),
    row("  voxel bytes for that", "MB", opened.bytes / 1e6),
    row("  page: peak memory above an empty one", "MB", opened.peakBytes / 1e6),
  ];
}
