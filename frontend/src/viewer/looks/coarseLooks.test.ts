import { beforeEach, expect, test, vi } from "vitest";
import { type Voxels } from "../../pyramid/voxels";
import { firstCamera } from "../geometry/camera";
import { workerHere } from "../testWorker";
import { CoarseLooks } from "./CoarseLooks";
import { Exposure } from "./Exposure";
import { type ToLooks } from "./looksMessages";
import { unitThicknessMm } from "./looksFor";
import { LookThumbnails, thumbnailCamera } from "./lookThumbnail";
import { leftMarked, lookOf, markedGeometry } from "./testLooks";
import { VoxelLooks } from "./VoxelLooks";
import { xrayTotalMm } from "./xray";

const kSize = 16;
const marked = { voxels: leftMarked() };

beforeEach(() => {
  const Here = workerHere<ToLooks>(() => {
    const looks = new VoxelLooks();
    return (message) => looks.take(message);
  });
  vi.stubGlobal("Worker", Here);
});

/** Lets every answer come that is on its way. */
const answers = () => new Promise((resolve) => setTimeout(resolve, 5));

test("a small picture made by the worker is that of these voxels from the front", async () => {
  const looks = new CoarseLooks(marked, markedGeometry);
  const look = lookOf("xray");

  const pixels = await looks.thumbnail(look, kSize);

  const camera = thumbnailCamera(
    firstCamera(markedGeometry, { width: 1, height: 1 }),
    markedGeometry,
  );
  const total = xrayTotalMm(look.points, marked.voxels, markedGeometry);
  const own = new LookThumbnails(marked.voxels, markedGeometry, camera, kSize);
  expect(Math.max(...pixels.filter((_, n) => n % 4 === 0))).toBeGreaterThan(200);
  expect([...pixels]).toEqual([...own.draw(look, unitThicknessMm([20, 20, 20]), total)]);
});

test("voxels stay the page's own, and are sent once", async () => {
  const looks = new CoarseLooks(marked, markedGeometry);
  const [total, again] = await Promise.all([
    looks.exposure(lookOf("xray").points),
    looks.exposure([
      { value: 20, opacity: 0, color: [1, 1, 1] },
      { value: 200, opacity: 0.5, color: [1, 1, 1] },
    ]),
  ]);
  expect(again).toBeCloseTo(total / 2, 6);
  expect(marked.voxels.data).toHaveLength(20 ** 3);
});

test("an X-ray waits for its first exposure; while the curve is dragged the last one serves", async () => {
  const changed = vi.fn();
  const exposure = new Exposure(new CoarseLooks(marked, markedGeometry), {
    changed,
    failed: vi.fn(),
  });
  const look = lookOf("xray");
  expect(exposure.of(look)).toBeNull();
  expect(exposure.settled).toBe(false);
  await answers();
  expect(changed).toHaveBeenCalledOnce();
  const total = exposure.of(look);
  expect(total).toBeCloseTo(xrayTotalMm(look.points, marked.voxels, markedGeometry), 6);

  const dragged = { ...look, points: look.points.map((p) => ({ ...p, opacity: p.opacity / 4 })) };
  expect(exposure.of(dragged)).toBe(total);
  expect(exposure.settled).toBe(false);
  await answers();
  expect(exposure.of(dragged)).toBeCloseTo((total ?? 0) / 4, 6);
  expect(exposure.settled).toBe(true);
});

test("other looks need no exposure, and nothing is asked before there are voxels", () => {
  const none: { voxels: Voxels | null } = { voxels: null };
  const exposure = new Exposure(new CoarseLooks(none, markedGeometry), {
    changed: vi.fn(),
    failed: vi.fn(),
  });
  expect(exposure.of(lookOf("solid"))).toBe(1);
  expect(exposure.of(lookOf("xray"))).toBeNull();
  expect(exposure.settled).toBe(true);
});

test("after its end nothing comes any more", async () => {
  const looks = new CoarseLooks(marked, markedGeometry);
  const come = vi.fn();
  void looks.exposure(lookOf("xray").points).then(come);
  looks.dispose();
  await answers();
  expect(come).not.toHaveBeenCalled();
});

test("a worker that fails is said, and another is asked the next time", async () => {
  const made: { onerror?: (event: { message: string }) => void }[] = [];
  const Here = globalThis.Worker;
  vi.stubGlobal(
    "Worker",
    class extends Here {
      constructor() {
        super("");
        made.push(this as unknown as (typeof made)[number]);
      }
    },
  );
  const [changed, failed] = [vi.fn(), vi.fn()];
  const exposure = new Exposure(new CoarseLooks(marked, markedGeometry), { changed, failed });
  expect(exposure.of(lookOf("xray"))).toBeNull();
  made[0]?.onerror?.({ message: "gone" });
  await answers();
  expect(failed).toHaveBeenCalledOnce();
  expect(exposure.settled).toBe(true);

  expect(exposure.of(lookOf("xray"))).toBeNull();
  await answers();
  expect(made).toHaveLength(2);
  expect(changed).toHaveBeenCalledOnce();
  expect(exposure.of(lookOf("xray"))).toBeGreaterThan(0);
});
