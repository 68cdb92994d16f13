// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export const program = path.resolve(import.meta.dirname, "../../build/release/scanetrix");

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const rounded = (value) => Math.round(value * 1000) / 1000;

/**
 * Runs several works in turn, `times` times after one that warms up, so that what else the machine does meets all of
 * them alike. @returns the median seconds of each, under its name.
 */
export async function sideBySide(times, works, { warm = true } = {}) {
  const seconds = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
  for (let run = warm ? -1 : 0; run < times; run += 1) {
    for (const [name, work] of Object.entries(works)) {
      const begin = performance.now();
      await work();
      if (run >= 0) seconds[name].push((performance.now() - begin) / 1000);
    }
  }
  return Object.fromEntries(Object.entries(seconds).map(([name, all]) => [name, median(all)]));
}

/** Runs a program to its end; an exit status other than 0 is an error that shows what it said. */
export function runProgram(name, programArguments) {
  const { status, stderr, error } = spawnSync(name, programArguments, {
    encoding: "utf8",
    timeout: 300_000,
    maxBuffer: 64 << 20,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr.slice(-2000)}`);
}

/** Runs a program to its end. @returns the most memory that it held, MB, the mapped parts of files included. */
export function peakMegabytes(name, programArguments) {
  const folder = mkdtempSync(path.join(tmpdir(), "scanetrix-peak-"));
  const report = path.join(folder, "kilobytes");
  try {
    runProgram("/usr/bin/time", ["-f", "%M", "-o", report, name, ...programArguments]);
    return (Number(readFileSync(report, "utf8").trim().split("\n").pop()) * 1024) / 1e6;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function isInstalled(name) {
  return spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;
}

/**
 * A row of the table.
 * @param bar What is asked: `{ most }` or `{ least }` in the row's own unit, or `{ ratio }`, at most so many times the peer's.
 */
export function row(name, unit, ours, peer, bar = {}) {
  const result = { name, ours: rounded(ours), unit };
  if (typeof peer === "string") result.peer = peer;
  if (typeof peer === "number")
    Object.assign(result, { peer: rounded(peer), ratio: rounded(ours / peer) });
  if (bar.most !== undefined)
    Object.assign(result, { bar: `≤ ${rounded(bar.most)} ${unit}`, met: ours <= bar.most });
  if (bar.least !== undefined)
    Object.assign(result, { bar: `≥ ${rounded(bar.least)} ${unit}`, met: ours >= bar.least });
  if (bar.ratio !== undefined && typeof peer === "number")
    Object.assign(result, { bar: `≤ ${rounded(bar.ratio)} × peer`, met: ours <= bar.ratio * peer });
  return result;
}
