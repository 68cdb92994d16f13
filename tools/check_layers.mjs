// SPDX-License-Identifier: Apache-2.0
// Holds every #include of the backend against the NEEDS line of its folder's CMakeLists.txt, and the NEEDS lines
// against the arrow: base ← {walls, volume} ← stages ← pipeline ← serve ← commands; stages do not include one another.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const backend = new URL("../backend/", import.meta.url).pathname;
const rank = {
  base: 0,
  walls: 1,
  volume: 1,
  upload: 2,
  ingest: 2,
  store: 2,
  render: 2,
  surface: 2,
  export: 2,
  models: 2,
  reconstruct: 2,
  infer: 3,
  pipeline: 3,
  evaluate: 4,
  train: 4,
  serve: 4,
  commands: 5,
};
const faults = [];

const needsOf = {};
for (const folder of readdirSync(backend)) {
  if (!statSync(join(backend, folder)).isDirectory()) continue;
  if (!(folder in rank)) {
    faults.push(
      `backend/${folder}: not in the arrow; say in tools/check_layers.mjs where it stands`,
    );
    continue;
  }
  const text = readFileSync(join(backend, folder, "CMakeLists.txt"), "utf8").replace(/#.*/g, "");
  const call = /app_module\(\s*(\w+)([^)]*)\)/.exec(text);
  if (call?.[1] !== folder) {
    faults.push(`backend/${folder}/CMakeLists.txt: app_module(${folder} …) is missing`);
    continue;
  }
  const needs =
    /\bNEEDS\s+((?:[a-z_]+\s*)*)/.exec(call[2])?.[1].trim().split(/\s+/).filter(Boolean) ?? [];
  needsOf[folder] = new Set(needs);
  for (const need of needs) {
    if (!(rank[need] < rank[folder]))
      faults.push(`backend/${folder}: NEEDS ${need}, which does not stand below it`);
  }
}

let files = 0;
for (const [folder, needs] of Object.entries(needsOf)) {
  for (const file of readdirSync(join(backend, folder))) {
    if (!/\.(h|cpp)$/.test(file)) continue;
    files += 1;
    const lines = readFileSync(join(backend, folder, file), "utf8").split("\n");
    lines.forEach((line, index) => {
      const target = /^#include "([a-z_]+)\/[^"]+"/.exec(line)?.[1];
      if (target && target !== folder && !needs.has(target)) {
        faults.push(
          `backend/${folder}/${file}:${index + 1}: includes ${target}/, which ${folder} does not NEED`,
        );
      }
    });
  }
}

for (const fault of faults) console.error(fault);
if (files === 0 || faults.length > 0) process.exit(1);
console.log(`layers: ${files} files keep to the arrow`);
