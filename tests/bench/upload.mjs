// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import path from "node:path";
import { isInstalled, median, row } from "./measure.mjs";
import { startOrthanc } from "./orthanc.mjs";
import { startServer } from "./server.mjs";

const runs = 5;

/**
 * From the first byte of one zip to `done`, beside Orthanc, which stores the same instances and makes nothing of them;
 * and what our server takes at rest before and after.
 */
export async function uploadBench(folder, zip, slices) {
  const orthanc = isInstalled("Orthanc") ? await startOrthanc(path.join(folder, "orthanc")) : null;
  const server = await startServer(path.join(folder, "data"));
  try {
    const atRest = server.residentMegabytes();
    const bytes = readFileSync(zip);
    const seconds = { ours: [], sent: [], peer: [] };
    for (let run = 0; run <= runs; run += 1) {
      const ours = await server.upload(zip);
      seconds.ours.push(ours.seconds);
      seconds.sent.push(ours.sent);
      if (!orthanc) continue;
      const begin = performance.now();
      await orthanc.upload(bytes);
      seconds.peer.push((performance.now() - begin) / 1000);
      await orthanc.forget();
    }
    const of = (all) => median(all.slice(1)); // The first one warms up.
    const peer = orthanc ? of(seconds.peer) : "Orthanc is not installed";
    const name = `upload of a ${slices}-slice CT as one zip (${Math.round(bytes.length / 1e6)} MB)`;
    return [
      row(`${name} until it can be viewed`, "s", of(seconds.ours), undefined, { most: 6 }),
      row("  the same, beside Orthanc's storing", "s", of(seconds.ours), peer, { ratio: 0.8 }),
      row("  of which until all bytes are taken in", "s", of(seconds.sent)),
      row("server at rest, resident", "MB", atRest, undefined, { most: 60 }),
      row(`server after ${runs + 1} uploads, resident`, "MB", server.residentMegabytes()),
    ];
  } finally {
    await server.stop();
    await orthanc?.stop();
  }
}
