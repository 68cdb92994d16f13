import { expect, test, vi } from "vitest";
import { SceneSeat } from "./SceneSeat";
import type { VolumeScene } from "./vtk/VolumeScene";

/** Of a scene the seat knows nothing but that it ends. */
function sceneOf() {
  const dispose = vi.fn();
  return { dispose, scene: { dispose } as unknown as VolumeScene };
}

const place = () => document.createElement("div");
const endOfTask = () => new Promise((resolve) => setTimeout(resolve, 1));

test("who follows in the same task finds the graphics as they were", async () => {
  const seat = new SceneSeat();
  const { scene, dispose } = sceneOf();
  const host = place();
  const leave = seat.sit(host, () => undefined);
  seat.scene = scene;
  leave();
  expect(seat.host).toBeNull();
  seat.sit(host, () => undefined);
  await endOfTask();
  expect(seat.scene).toBe(scene);
  expect(seat.host).toBe(host);
  expect(dispose).not.toHaveBeenCalled();
});

test("where nobody follows they end, once", async () => {
  const seat = new SceneSeat();
  const { scene, dispose } = sceneOf();
  const leave = seat.sit(place(), () => undefined);
  seat.scene = scene;
  leave();
  leave();
  await endOfTask();
  expect(seat.scene).toBeNull();
  expect(dispose).toHaveBeenCalledOnce();
});

test("in another place they are made anew; who has left late ends nothing of them", async () => {
  const seat = new SceneSeat();
  const { scene, dispose } = sceneOf();
  const leave = seat.sit(place(), () => undefined);
  seat.scene = scene;
  const other = place();
  seat.sit(other, () => undefined);
  expect(dispose).toHaveBeenCalledOnce();
  const next = sceneOf();
  seat.scene = next.scene;
  leave();
  await endOfTask();
  expect(seat.host).toBe(other);
  expect(next.dispose).not.toHaveBeenCalled();
});

test("a loss is counted, and told to who sits there now", () => {
  const seat = new SceneSeat();
  const host = place();
  const [first, second] = [vi.fn(), vi.fn()];
  seat.sit(host, first);
  seat.sit(host, second);
  seat.scene = sceneOf().scene;
  seat.lose();
  expect(seat).toMatchObject({ scene: null, losses: 1 });
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledOnce();
});

test("a picture of what was shown before is marked while there is one", () => {
  const seat = new SceneSeat();
  const host = place();
  seat.sit(host, () => undefined);
  seat.outdated = true;
  expect(host).not.toHaveAttribute("data-outdated");
  seat.scene = sceneOf().scene;
  seat.outdated = true;
  expect(host).toHaveAttribute("data-outdated");
  seat.end();
  expect(host).not.toHaveAttribute("data-outdated");
});
