// SPDX-License-Identifier: Apache-2.0
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isInstalled, median, row, rounded } from "./measure.mjs";
import { freePort } from "./ports.mjs";
import { startServer } from "./server.mjs";

const connections = 64;
const seconds = 3;
const rounds = 3;

/** What one request asks for: a brick, a row of bricks, a large part of a level. */
const rangeSizes = [32, 256, 1024].map((kilobytes) => kilobytes * 1024);

/**
 * Ranges of a level's file from our server, with a token, beside the same file from nginx, which asks for nothing.
 * Both are given the same ranges by the same program, in turn.
 */
export async function servingBench(folder, zip) {
  if (!isInstalled("wrk"))
    return [{ name: "serving ranges", unit: "MB/s", peer: "wrk is not installed" }];
  const server = await startServer(path.join(folder, "serving"));
  const nginx = isInstalled("nginx")
    ? await startNginx(path.join(folder, "nginx"), server.dataDir)
    : null;
  try {
    const { scan } = await server.upload(zip);
    const { zarrUrl } = scan.volumes[0];
    const key = "0/c/0/0/0";
    const file = findFile(path.join(server.dataDir, "blobs"), key);
    const size = statSync(file).size;
    const ours = { url: `${server.url}${zarrUrl}/${key}`, token: server.token };
    const theirs = nginx && { url: `${nginx.url}/${path.relative(server.dataDir, file)}` };
    const results = [];
    for (const bytes of rangeSizes) {
      const script = path.join(folder, `ranges_${bytes}.lua`);
      writeFileSync(script, luaScript(size, bytes, ours.token));
      const measured = { ours: [], peer: [] };
      for (let round = 0; round < rounds; round += 1) {
        measured.ours.push(load(ours.url, script, bytes));
        if (theirs) measured.peer.push(load(theirs.url, script, bytes));
      }
      const of = (who, what) => median(measured[who].map((run) => run[what]));
      const name = `ranges of ${bytes / 1024} KB, ${connections} connections`;
      const peer = theirs ? of("peer", "rate") : "nginx is not installed";
      results.push({
        ...row(name, "MB/s", of("ours", "rate"), peer),
        ...(theirs && { bar: "≥ 0.7 × peer", met: of("ours", "rate") >= 0.7 * of("peer", "rate") }),
      });
      results.push(
        row(
          "  99 of 100 answered within",
          "ms",
          of("ours", "p99"),
          theirs ? of("peer", "p99") : peer,
        ),
      );
    }
    return results;
  } finally {
    await server.stop();
    await nginx?.stop();
  }
}

/** Each request another range of `bytes`; the token is sent to both, for equal requests. */
function luaScript(size, bytes, token) {
  const starts = Array.from({ length: 499 }, (_, n) =>
    Math.floor(((n * 7919) % 499) * ((size - bytes) / 499)),
  );
  return `
local starts = {${starts.join(",")}}
local n = 0
wrk.headers["Authorization"] = "Bearer ${token}"
request = function()
  n = n % #starts + 1
  wrk.headers["Range"] = "bytes=" .. starts[n] .. "-" .. (starts[n] + ${bytes - 1})
  return wrk.format()
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
`;
}

function load(url, script, bytes) {
  const { stdout, status, stderr } = spawnSync(
    "wrk",
    ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "-s", script, url],
    { encoding: "utf8", timeout: 60_000 },
  );
  const [, requests, microseconds, p99, errors] =
    /RESULT (\d+) (\d+) (\d+) (\d+)/.exec(stdout) ?? [];
  if (status !== 0 || requests === undefined)
    throw new Error(`wrk ended with ${status}: ${stderr}`);
  if (Number(errors) > 0) throw new Error(`${errors} of ${requests} requests to ${url} failed`);
  return {
    rate: (Number(requests) * bytes) / Number(microseconds),
    p99: rounded(Number(p99) / 1000),
  };
}

function findFile(folder, ending) {
  const found = readdirSync(folder, { recursive: true }).find((name) => name.endsWith(ending));
  if (!found) throw new Error(`there is no ${ending} below the server's storage`);
  return path.join(folder, found);
}

/** Debian's nginx over the files of `root`, with a configuration of its own, on the loopback alone. */
async function startNginx(folder, root) {
  mkdirSync(folder);
  const port = await freePort();
  const configuration = path.join(folder, "nginx.conf");
  writeFileSync(
    configuration,
    `daemon off;
worker_processes 2;
user root;
pid ${folder}/pid;
error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  open_file_cache max=100;
  default_type application/octet-stream;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port}; root ${root}; }
}
`,
  );
  const child = spawn("nginx", ["-c", configuration, "-p", folder, "-e", "stderr"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; !(await fetch(url).catch(() => null)); tries += 1) {
    if (tries > 100 || child.exitCode !== null) throw new Error("nginx did not start");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
