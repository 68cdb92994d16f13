// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from "node:child_process";

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const rounded = (value) => Math.round(value * 1000) / 1000;

/** Seconds that `work` takes, once warm and then `times` times: the median. */
export async function medianSeconds(times, work) {
  await work();
  const seconds = [];
  for (let run = 0; run < times; run += 1) {
    const begin = performance.now();
    await work();
    seconds.push((performance.now() - begin) / 1000);
  }
  return median(seconds);
}

/** Runs a program to its end; an exit status other than 0 is an error that shows what it said. */
export function runProgram(program, programArguments) {
  const { status, stderr, error } = spawnSync(program, programArguments, {
    encoding: "utf8",
    timeout: 300_000,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
}

export function isInstalled(program) {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}
