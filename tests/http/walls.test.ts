import { readFileSync, readlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { Client } from "../harness/client";
import { reconstructDone } from "../harness/jobs";
import { childrenOf } from "../harness/processes";
import { type Upload } from "../harness/types";
import { finished, formOf, uploadScan } from "../harness/uploading";
import { withServer } from "../harness/with_server";
import { dicomSeries } from "../phantom/dicom";
import { nifti1 } from "../phantom/nifti";
import { acquire, acquisitions } from "../phantom/phantom";

const running = withServer();

type Seen = { seccomp: number; noNewPrivileges: number; capabilities: bigint; root: string };

/** What the kernel says about a process; nothing once it is gone. */
function look(pid: number): Seen[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const field = (name: string) => new RegExp(`^${name}:\\s*(\\w+)`, "m").exec(status)?.[1] ?? "0";
    return [
      {
        seccomp: Number(field("Seccomp")),
        noNewPrivileges: Number(field("NoNewPrivs")),
        capabilities: BigInt(`0x${field("CapEff")}`),
        root: readlinkSync(`/proc/${pid}/root`),
      },
    ];
  } catch {
    return [];
  }
}

/** Whether the kernel filters calls, and how a root of their own is made; as the worker says. */
async function spokenOf(): Promise<{ callFilter: string; ownRoot: string }> {
  const walls = /"call_filter":"(\w+)","landlock_abi":\d+,"own_root":"(\w+)"/;
  for (const deadline = Date.now() + 5000; !walls.test(running.server.log);)
    if (Date.now() > deadline) throw new Error("not a word about walls");
    else await new Promise((resolve) => setTimeout(resolve, 25));
  const [, callFilter, ownRoot] = walls.exec(running.server.log)!;
  return { callFilter, ownRoot };
}

/** All that was seen of the workers' children until `ended`. */
async function watch(ended: Promise<unknown>): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let done = false; !done;) {
    seen.push(...childrenOf(running.server.pid).flatMap(childrenOf).flatMap(look));
    done = await Promise.race([
      ended.then(() => true),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 2)),
    ]);
  }
  return seen;
}

function mustStandBehindWalls(seen: Seen[], ownRoot: string): void {
  const walled = seen.filter(({ seccomp }) => seccomp === 2);
  expect(walled.length).toBeGreaterThan(0);
  for (const { noNewPrivileges, capabilities, root } of walled) {
    expect(noNewPrivileges).toBe(1);
    expect(capabilities).toBe(0n);
    if (ownRoot !== "none") expect(root).toMatch(/\/work\/[^/]+$/);
  }
}

test("the decoder of an upload stands behind every wall that its worker spoke of", async (context) => {
  const { callFilter, ownRoot } = await spokenOf();
  if (callFilter !== "yes") return context.skip("this kernel filters no system calls");

  const someone = await Client.register(running.server.url);
  const large = { ...acquisitions.axial, size: [160, 160, 40] as const };
  const { id } = await someone.json<Upload>("/api/v1/uploads", {
    body: formOf(dicomSeries(acquire(large))),
  });
  const ended = finished(someone, id);
  const seen = await watch(ended);
  expect((await ended).scans).toHaveLength(1);
  mustStandBehindWalls(seen, ownRoot);
});

test("so does what reconstructs, and it works there", async (context) => {
  const { callFilter, ownRoot } = await spokenOf();
  if (callFilter !== "yes") return context.skip("this kernel filters no system calls");

  const someone = await Client.register(running.server.url);
  const thick = acquire({
    ...acquisitions.axial,
    size: [160, 160, 20] as const,
    spacing: [0.5, 0.5, 2] as const,
  });
  const { id } = await uploadScan(someone, [{ path: "thick.nii", bytes: nifti1(thick) }]);
  const ended = reconstructDone(someone, id, { mode: "deblur" });
  const seen = await watch(ended);
  await ended;
  expect((await someone.scan(id)).reconstruction).toMatchObject({ state: "made" });
  mustStandBehindWalls(seen, ownRoot);
  expect(running.server.log).not.toContain("infer_killed");
});
