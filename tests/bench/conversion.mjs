// SPDX-License-Identifier: Apache-2.0
import { mkdirSync } from "node:fs";
import path from "node:path";
import { isInstalled, medianSeconds, rounded, runProgram } from "./measure.mjs";

const program = path.resolve(import.meta.dirname, "../../build/release/scanetrix");

/** `convert` of the CT to .nii, beside dcm2niix on the same files in the same run. */
export async function conversionBench(folder) {
  const input = path.join(folder, "ct");
  const ours = await medianSeconds(5, () =>
    runProgram(program, ["convert", input, "--output", path.join(folder, "ours.nii")]),
  );
  const result = { name: "convert 300-slice CT to .nii", ours: rounded(ours), unit: "s" };
  if (!isInstalled("dcm2niix")) return [{ ...result, peer: "not installed" }];
  const target = path.join(folder, "peer");
  mkdirSync(target);
  const peer = await medianSeconds(5, () =>
    runProgram("dcm2niix", ["-z", "n", "-b", "n", "-w", "1", "-o", target, input]),
  );
  return [{ ...result, peer: rounded(peer), ratio: rounded(ours / peer) }];
}
