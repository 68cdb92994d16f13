// SPDX-License-Identifier: Apache-2.0
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { isInstalled, median, program, row, runProgram } from "./measure.mjs";
import { startOrthanc } from "./orthanc.mjs";

/**
 * From the first byte of one zip to `done`, beside Orthanc, which stores the same instances and makes nothing of them;
 * and what our server takes at rest before and after.
 */
export async function uploadBench(folder, series) {
  const zip = path.join(folder, "ct.zip");
  runProgram("python3", ["-c", zipScript, zip, ...series]);
  const orthanc = isInstalled("Orthanc") ? await startOrthanc(path.join(folder, "orthanc")) : null;
  const server = spawn(
    program,
    [
      "serve",
      "--listen",
      "127.0.0.1:0",
      "--data-dir",
      path.join(folder, "data"),
      "--log-level",
      "error",
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  try {
    const [line] = await once(createInterface(server.stdout), "line");
    const url = line.replace("listening on ", "");
    const token = await register(url);
    const atRest = residentMegabytes(server.pid);
    const bytes = readFileSync(zip);
    const seconds = { ours: [], peer: [] };
    for (let run = 0; run < 4; run += 1) {
      seconds.ours.push(await uploadOnce(url, token, zip));
      if (!orthanc) continue;
      const begin = performance.now();
      await orthanc.upload(bytes);
      seconds.peer.push((performance.now() - begin) / 1000);
      await orthanc.forget();
    }
    const ours = median(seconds.ours.slice(1));
    const peer = orthanc ? median(seconds.peer.slice(1)) : "Orthanc is not installed";
    const name = `upload of a ${series.length}-slice CT as one zip (${Math.round(bytes.length / 1e6)} MB)`;
    return [
      row(`${name} until it can be viewed`, "s", ours, undefined, { most: 6 }),
      row("  the same, beside Orthanc's storing", "s", ours, peer),
      row("server at rest, resident", "MB", atRest, undefined, { most: 60 }),
      row("server after four uploads, resident", "MB", residentMegabytes(server.pid)),
    ];
  } finally {
    server.kill("SIGTERM");
    await once(server, "exit");
    await orthanc?.stop();
  }
}

const zipScript = `
import sys, zipfile, os
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=6) as z:
    for f in sys.argv[2:]: z.write(f, "ct/" + os.path.basename(f))
`;

async function register(url) {
  const response = await fetch(`${url}/api/v1/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      email: "bench@example.org",
      password: "a long enough one",
      name: "Bench",
    }),
  });
  return (await response.json()).accessToken;
}

async function uploadOnce(url, token, zip) {
  const headers = { authorization: `Bearer ${token}` };
  const form = new FormData();
  form.append("files", new Blob([readFileSync(zip)]), "ct.zip");
  const begin = performance.now();
  let upload = await (
    await fetch(`${url}/api/v1/uploads`, { method: "POST", headers, body: form })
  ).json();
  while (upload.state !== "done") {
    if (upload.state === "failed") throw new Error(JSON.stringify(upload.error));
    if (performance.now() - begin > 120_000)
      throw new Error("the upload was not done within two minutes");
    await new Promise((resolve) => setTimeout(resolve, 25));
    upload = await (await fetch(`${url}/api/v1/uploads/${upload.id}`, { headers })).json();
  }
  if (upload.scans.length !== 1)
    throw new Error(`one scan was expected, and ${upload.scans.length} came`);
  return (performance.now() - begin) / 1000;
}

function residentMegabytes(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
}
