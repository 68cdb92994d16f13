import { expect, test } from "vitest";
import { volumeOf } from "../viewer/testScan";
import { testPyramid } from "./testPyramid";
import { VoxelStore } from "./VoxelStore";

const volume = volumeOf();
const never = new AbortController().signal;

test("who comes back to a volume need not read its files again", async () => {
  const { fetchBytes, asked } = testPyramid(volume, () => 1, [8, 8, 8]);
  const store = new VoxelStore(1e6);
  await store.filesOf(volume, fetchBytes)[0]?.open(never);
  const before = asked.length;
  const [again] = store.filesOf(volume, fetchBytes);
  expect(again?.layout).not.toBeNull();
  await again?.open(never);
  expect(asked.length).toBe(before);
});

test("what is being read when one leaves is read anew", async () => {
  const { fetchBytes } = testPyramid(volume, () => 1, [8, 8, 8]);
  const store = new VoxelStore(1e6);
  const leaving = new AbortController();
  const [first] = store.filesOf(volume, fetchBytes);
  const ended = first?.open(leaving.signal).catch(() => undefined);
  leaving.abort();
  const [second] = store.filesOf(volume, fetchBytes);
  expect(second).not.toBe(first);
  await ended;
  await expect(second?.open(never)).resolves.toMatchObject({ channels: 1 });
});

test("only a few volumes are kept", () => {
  const store = new VoxelStore(1e6);
  const [first] = store.filesOf(volume);
  for (let n = 0; n < 4; n += 1) store.filesOf({ ...volume, zarrUrl: `/other/${n}` });
  expect(store.filesOf(volume)[0]).not.toBe(first);
});
