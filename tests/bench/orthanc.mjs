// SPDX-License-Identifier: Apache-2.0
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "./ports.mjs";

const startMs = 20_000;

/** Debian's Orthanc with everything in `folder`, reachable from this machine alone. The caller stops it. */
export async function startOrthanc(folder) {
  mkdirSync(folder);
  const port = await freePort();
  const configuration = path.join(folder, "orthanc.json");
  writeFileSync(
    configuration,
    JSON.stringify({
      StorageDirectory: path.join(folder, "storage"),
      IndexDirectory: path.join(folder, "storage"),
      HttpPort: port,
      DicomServerEnabled: false,
      RemoteAccessAllowed: false,
      AuthenticationEnabled: false,
      Plugins: [],
    }),
  );
  const child = spawn("Orthanc", [configuration], { stdio: "ignore" });
  const ended = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + startMs;
  while (!(await fetch(`${url}/system`).catch(() => null))?.ok) {
    if (performance.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error("Orthanc did not answer in time");
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    /** Takes a zip of instances; all are stored when this returns. */
    async upload(zip) {
      const answer = await fetch(`${url}/instances`, { method: "POST", body: zip });
      const taken = await answer.json();
      if (!answer.ok || !taken.every(({ Status }) => Status === "Success"))
        throw new Error(`Orthanc did not take the zip: ${answer.status}`);
    },
    async forget() {
      for (const id of await (await fetch(`${url}/patients`)).json())
        await fetch(`${url}/patients/${id}`, { method: "DELETE" });
    },
    async stop() {
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), startMs);
      await ended;
      clearTimeout(late);
    },
  };
}
