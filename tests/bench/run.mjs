// SPDX-License-Identifier: Apache-2.0
// The benchmarks: measures, prints one table, writes build/bench/results.json. Runs on the loopback alone.
// With names ("conversion", "compressed", "memory", "upload", "package", "serving", "reconstruction", "large", "viewer") it runs these alone.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { compressedBench } from "./compressed.mjs";
import { conversionBench } from "./conversion.mjs";
import { writeCtSeries } from "./ct_series.mjs";
import { largeBench } from "./large.mjs";
import { row, runProgram } from "./measure.mjs";
import { memoryBench } from "./memory.mjs";
import { packageBench } from "./package.mjs";
import { reconstructionBench } from "./reconstruction.mjs";
import { servingBench } from "./serving.mjs";
import { uploadBench } from "./upload.mjs";
import { viewerBench } from "./viewer.mjs";

const slices = 300;
const zipScript = `
import sys, zipfile, os
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=6) as z:
    for f in sys.argv[2:]: z.write(f, "ct/" + os.path.basename(f))
`;
const folder = mkdtempSync(path.join(tmpdir(), "scanetrix-bench-"));
const results = [];
try {
  console.log(`Making a CT of ${slices} slices, 512 × 512 …`);
  const series = writeCtSeries(path.join(folder, "ct"), slices);
  const zip = path.join(folder, "ct.zip");
  runProgram("python3", ["-c", zipScript, zip, ...series]);
  const wanted = process.argv.slice(2);
  const benches = [
    ["conversion", () => conversionBench(folder, slices)],
    ["compressed", () => compressedBench(folder, series)],
    ["memory", () => memoryBench(folder)],
    ["upload", () => uploadBench(folder, zip, slices)],
    ["package", () => packageBench(folder, zip)],
    ["serving", () => servingBench(folder, zip)],
    ["large", () => largeBench(folder)],
    ["viewer", () => viewerBench(folder)],
    ["reconstruction", () => reconstructionBench(folder)],
  ];
  for (const [name, bench] of benches) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`Measuring: ${name} …`);
    results.push(...(await bench()));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const setup = recordedSetup();
if (setup) results.push(setup);

const out = path.resolve(import.meta.dirname, "../../build/bench");
mkdirSync(out, { recursive: true });
writeFileSync(path.join(out, "results.json"), JSON.stringify({ results }, null, 2));
console.table(
  results.map(({ name, ours = "", peer = "", ratio = "", unit, bar = "", met }) => ({
    name,
    ours,
    peer,
    "ours / peer": ratio,
    unit,
    bar,
    met: met === undefined ? "" : met ? "yes" : "NO",
  })),
);
console.log("written to build/bench/results.json");

/** How long `make build` took the first time on this machine, where tools/setup.sh has noted it. */
function recordedSetup() {
  try {
    const seconds = Number(readFileSync(path.join(out, "first_build_seconds"), "utf8"));
    return row("first make build, installing included", "s", seconds, undefined, { most: 720 });
  } catch {
    return null;
  }
}
