// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ctPixels } from "./ct_series.mjs";
import { peakMegabytes, program, row, runProgram, sideBySide } from "./measure.mjs";

/** What is asked, dB: mean gain over the volumes. */
const wanted = {
  "thick x3": { overInterpolation: 2.5, overBackProjection: 1.8 },
  "thick x4": { overInterpolation: 2.5, overBackProjection: 1.8 },
  "gapped x4": { overLinear: 2.5 },
};
const against = {
  overInterpolation: "the best interpolation",
  overBackProjection: "back-projection",
  overLinear: "linear",
  overFlow: "flow",
};
const worstAllowed = -0.1;
const refineSeconds = 30;

/** How well stacks are made finer, on volumes that no weights were made from; how fast, and in how much memory. */
export async function reconstructionBench(folder) {
  if (!hasWeights()) return [...gainRows(evaluate("--classical")), ...(await costRows(folder))];
  const named = Object.keys(wanted).flatMap((name) => ["--case", name]);
  return [
    ...gainRows(evaluate()),
    ...gainRows(
      evaluate("--refine", String(refineSeconds), ...named),
      `, refined for ${refineSeconds} s`,
    ),
    ...(await costRows(folder)),
  ];
}

/** Without weights only the classical methods run, and no gain can be told. */
const hasWeights = () =>
  existsSync(path.join(path.dirname(program), "models", "slicesr.safetensors"));

function evaluate(...options) {
  const { status, stdout, stderr } = spawnSync(
    program,
    ["models", "evaluate", "--json", ...options],
    { encoding: "utf8", timeout: 3_000_000, maxBuffer: 64 << 20 },
  );
  if (status !== 0) throw new Error(`models evaluate ended with ${status}: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout).summary;
}

const gainRows = (summary, how = "") =>
  summary.flatMap((gains) =>
    Object.entries(against).flatMap(([key, method]) => [
      row(`${gains.case}${how}: gain over ${method}, mean`, "dB", gains[key], undefined, {
        least: wanted[gains.case]?.[key],
      }),
      row("  worst volume", "dB", gains[`${key}Worst`], undefined, { least: worstAllowed }),
    ]),
  );

async function costRows(folder) {
  const input = path.join(folder, "thick.nii");
  const output = path.join(folder, "fine.nii");
  const size = [512, 512, 100];
  const factor = 5;
  writeFileSync(input, thickStack(size, [0.7, 0.7, 0.7 * factor]));
  const convert = ["convert", input, "--isotropic", "--output", output];
  const megabytes = (size[0] * size[1] * ((size[2] - 1) * factor + 1) * 2) / 1e6;
  const peak = peakMegabytes(program, convert);
  const told = spawnSync(program, convert, { encoding: "utf8" });
  if (hasWeights() && !/network/.test(told.stdout + told.stderr))
    throw new Error(`The network did not run: ${told.stdout}${told.stderr}`);
  const { ours } = await sideBySide(
    1,
    { ours: () => runProgram(program, convert) },
    { warm: false },
  );
  rmSync(input);
  rmSync(output);
  return [
    row(`${size.join(" × ")} made isotropic, factor ${factor}`, "s", ours, undefined, { most: 45 }),
    row(`  peak memory (the result has ${Math.round(megabytes)} MB)`, "MB", peak, undefined, {
      most: 2 * megabytes,
    }),
  ];
}

/** The bench's CT as a NIfTI of thick slices: smooth enough that the network passes its gate. */
function thickStack(size, spacing) {
  const [, rows, slices] = size;
  const head = Buffer.alloc(352);
  head.writeInt32LE(348, 0);
  [3, ...size, 1, 1, 1, 1].forEach((length, n) => head.writeInt16LE(length, 40 + 2 * n));
  head.writeInt16LE(4, 70);
  head.writeInt16LE(16, 72);
  [1, ...spacing].forEach((length, n) => head.writeFloatLE(length, 76 + 4 * n));
  head.writeFloatLE(352, 108);
  head.writeFloatLE(1, 112);
  head.writeUInt8(2, 123);
  head.writeInt16LE(1, 254);
  spacing.forEach((step, axis) => head.writeFloatLE(step, 280 + 16 * axis + 4 * axis));
  head.write("n+1\0", 344, "latin1");
  head.writeFloatLE(-1024, 116);
  const pixels = Array.from({ length: slices }, (_, k) => ctPixels(k, rows));
  return Buffer.concat([head, ...pixels]);
}
