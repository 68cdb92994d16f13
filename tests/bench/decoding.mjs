// SPDX-License-Identifier: Apache-2.0
/* global window, Worker */

/** Enough for a time that is not chance. */
const kMostBytes = 40e6;
const kRuns = 5;

/** Makes pages of `context` keep what they give to their decoding workers: the script, and the first jobs of level 0. */
export function recordDecoding(context) {
  return context.addInitScript((most) => {
    const recorded = { script: null, described: null, jobs: [], bytes: 0 };
    window.recordedDecoding = recorded;
    const Own = window.Worker;
    window.Worker = class extends Own {
      constructor(script, options) {
        super(script, options);
        this.script = String(script);
      }
      postMessage(message, ...rest) {
        if (message.kind === "level" && message.level === 0) {
          recorded.script = this.script;
          recorded.described = structuredClone(message);
        }
        if (message.kind === "decode" && message.level === 0 && recorded.bytes < most) {
          recorded.bytes += message.bytes.length;
          recorded.jobs.push(structuredClone(message));
        }
        super.postMessage(message, ...rest);
      }
    };
  }, kMostBytes);
}

/**
 * Gives the same jobs to one new worker of the same script, once to warm up and then several times, and nothing else.
 * @returns the median speed, and how many voxels' bytes came of one run.
 */
export function decodeSpeed(page) {
  return page.evaluate(async (runs) => {
    const { script, described, jobs } = window.recordedDecoding;
    if (!described || jobs.length === 0) throw new Error("the page decoded nothing");
    const worker = new Worker(script, { type: "module" });
    worker.postMessage(described);
    const decodeAll = () =>
      new Promise((resolve, reject) => {
        let [left, bytes] = [jobs.length, 0];
        const copies = jobs.map((job) => ({ ...job, bytes: job.bytes.slice() }));
        const begin = performance.now();
        worker.onmessage = ({ data }) => {
          if (data.kind !== "decoded") return reject(new Error(data.message));
          for (const brick of data.bricks) bytes += brick.byteLength;
          left -= 1;
          if (left === 0) resolve({ bytes, seconds: (performance.now() - begin) / 1000 });
        };
        worker.onerror = ({ message }) => reject(new Error(message));
        for (const copy of copies) worker.postMessage(copy, [copy.bytes.buffer]);
      });
    await decodeAll();
    const all = [];
    for (let run = 0; run < runs; run += 1) all.push(await decodeAll());
    worker.terminate();
    const { bytes, seconds } = all.sort((a, b) => a.seconds - b.seconds)[runs >> 1];
    return { megabytes: bytes / 1e6, megabytesPerSecond: bytes / 1e6 / seconds };
  }, kRuns);
}
