// SPDX-License-Identifier: Apache-2.0
// The benchmarks: measures, prints one table, writes build/bench/results.json. Runs on the loopback alone.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { conversionBench } from "./conversion.mjs";
import { uploadBench } from "./upload.mjs";
import { writeCtSeries } from "./ct_series.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "scanetrix-bench-"));
const results = [];
try {
  console.log("Making a CT of 300 slices, 512 × 512 …");
  const series = writeCtSeries(path.join(folder, "ct"), 300);
  results.push(...(await uploadBench(folder, series)));
  results.push(...(await conversionBench(folder)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const setup = recordedSetup();
if (setup) results.push(setup);

const out = path.resolve(import.meta.dirname, "../../build/bench");
mkdirSync(out, { recursive: true });
writeFileSync(path.join(out, "results.json"), JSON.stringify({ results }, null, 2));
console.table(
  results.map(({ name, ours, peer = "", ratio = "", unit, bar = "" }) => ({
    name,
    ours,
    peer,
    ratio,
    unit,
    bar,
  })),
);
console.log("written to build/bench/results.json");

/** How long `make build` took the first time on this machine, where tools/setup.sh has noted it. */
function recordedSetup() {
  try {
    const seconds = Number(readFileSync(path.join(out, "first_build_seconds"), "utf8"));
    return { name: "first make build, installing included", ours: seconds, unit: "s", bar: 720 };
  } catch {
    return null;
  }
}
