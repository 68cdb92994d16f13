// SPDX-License-Identifier: Apache-2.0
// The benchmarks: measures, prints one table, writes build/bench/results.json. Runs on the loopback alone.
// With names ("conversion", "compressed", "memory", "upload") it runs these alone.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { compressedBench } from "./compressed.mjs";
import { conversionBench } from "./conversion.mjs";
import { writeCtSeries } from "./ct_series.mjs";
import { row } from "./measure.mjs";
import { memoryBench } from "./memory.mjs";
import { uploadBench } from "./upload.mjs";

const slices = 300;
const folder = mkdtempSync(path.join(tmpdir(), "scanetrix-bench-"));
const results = [];
try {
  console.log(`Making a CT of ${slices} slices, 512 × 512 …`);
  const series = writeCtSeries(path.join(folder, "ct"), slices);
  const wanted = process.argv.slice(2);
  const benches = [
    ["conversion", () => conversionBench(folder, slices)],
    ["compressed", () => compressedBench(folder, series.slice(0, 60))],
    ["memory", () => memoryBench(folder)],
    ["upload", () => uploadBench(folder, series)],
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
