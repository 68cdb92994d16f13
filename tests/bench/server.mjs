// SPDX-License-Identifier: Apache-2.0
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { program } from "./measure.mjs";

const lateMs = 900_000;

/** Our server with everything in `dataDir` and one account. The caller stops it. */
export async function startServer(dataDir, options = []) {
  const child = spawn(
    program,
    ["serve", "--listen", "127.0.0.1:0", "--data-dir", dataDir, "--log-level", "error", ...options],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [line] = await once(createInterface(child.stdout), "line");
  const url = line.replace("listening on ", "");
  const account = await fetch(`${url}/api/v1/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      email: "bench@example.org",
      password: "a long enough one",
      name: "Bench",
    }),
  });
  const token = (await account.json()).accessToken;
  const headers = { authorization: `Bearer ${token}` };
  const get = async (address) => (await fetch(`${url}${address}`, { headers })).json();
  return {
    url,
    dataDir,
    token,
    pid: child.pid,
    get,
    /**
     * Sends one file and waits until its scan can be viewed. The form is made before the clock starts, as that is the
     * client's work. @returns seconds since the first byte, the scan.
     */
    async upload(file) {
      const form = multipart(path.basename(file), readFileSync(file));
      const begin = performance.now();
      const answer = await fetch(`${url}/api/v1/uploads`, {
        method: "POST",
        headers: { ...headers, "content-type": form.type },
        body: form.body,
      });
      let upload = await answer.json();
      const sent = (performance.now() - begin) / 1000;
      while (upload.state !== "done") {
        if (upload.state === "failed") throw new Error(JSON.stringify(upload));
        if (performance.now() - begin > lateMs) throw new Error("the upload was not done in time");
        await new Promise((resolve) => setTimeout(resolve, 10));
        upload = await get(`/api/v1/uploads/${upload.id}`);
      }
      const seconds = (performance.now() - begin) / 1000;
      if (upload.scans.length !== 1)
        throw new Error(`one scan was expected, and ${upload.scans.length} came`);
      return { seconds, sent, scan: await get(`/api/v1/scans/${upload.scans[0]}`) };
    },
    residentMegabytes: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) / 1024,
    async stop() {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

/** One file as multipart/form-data (RFC 7578). */
function multipart(name, bytes) {
  const boundary = "----bench-boundary-that-no-scan-holds";
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
