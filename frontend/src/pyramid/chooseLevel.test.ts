import { expect, test } from "vitest";
import { volumeOf } from "../viewer/testScan";
import { chooseVolumeLevel, planesFit } from "./chooseLevel";
import { deviceFrom } from "./probeDevice";

const big = volumeOf({
  shape: [3000, 512, 512],
  levels: [
    { path: "0", shape: [3000, 512, 512], factor: [1, 1, 1] },
    { path: "1", shape: [1500, 256, 256], factor: [2, 2, 2] },
    { path: "2", shape: [750, 128, 128], factor: [4, 4, 4] },
    { path: "3", shape: [375, 64, 64], factor: [8, 8, 8] },
  ],
});
const found = {
  renderer: "ANGLE (Some Card)",
  maxTextureSize: 2048,
  memoryGibibytes: 8,
  handheld: false,
  cores: 4,
};
const desk = deviceFrom(found);

test("3D takes the finest level whose sides the graphics hold, and says the number", () => {
  const because = (limit: number) => ({ reason: "textureSize", limit });
  expect(chooseVolumeLevel(big, desk)).toEqual({ level: 1, because: because(2048) });
  const small = { ...desk, maxTextureSize: 256 };
  expect(chooseVolumeLevel(big, small)).toEqual({ level: 3, because: because(256) });
  expect(chooseVolumeLevel(volumeOf(), desk)).toEqual({ level: 0, because: null });
});

test("3D says when memory or a missing graphics card is the reason", () => {
  const tight = { ...desk, textureBudgetBytes: 60_000_000, maxTextureSize: 4096 };
  expect(chooseVolumeLevel(big, tight)).toEqual({
    level: 2,
    because: { reason: "memory", limit: 60_000_000 },
  });
  const software = deviceFrom({ ...found, renderer: "Google SwiftShader", maxTextureSize: 8192 });
  expect(software.software).toBe(true);
  expect(chooseVolumeLevel(big, software).because?.reason).toBe("software");
});

test("a part of the volume is shown finer, as far as it fits", () => {
  const part = { first: [100, 100, 1000], end: [300, 300, 1300] } as const;
  expect(chooseVolumeLevel(big, desk, part)).toEqual({ level: 0, because: null });
  const small = { ...desk, maxTextureSize: 256 };
  expect(chooseVolumeLevel(big, small, part).level).toBe(1);
});

test("each loss of the graphics takes one level off, down to the coarsest", () => {
  expect(chooseVolumeLevel(big, desk, undefined, 1)).toEqual({
    level: 2,
    because: { reason: "lost", limit: 0 },
  });
  expect(chooseVolumeLevel(big, desk, undefined, 9).level).toBe(3);
  expect(
    chooseVolumeLevel(volumeOf({ levels: [volumeOf().levels[0] ?? never()] }), desk, undefined, 2),
  ).toEqual({
    level: 0,
    because: null,
  });
});

test("a device that can hold nothing still gets the coarsest level", () => {
  expect(chooseVolumeLevel(big, { ...desk, maxTextureSize: 16 }).level).toBe(3);
});

test("planes are drawn by the page whenever what is on the screen fits, however large the volume", () => {
  expect(planesFit(volumeOf({ shape: [1000, 2048, 2048] }), desk)).toBe(true);
  const phone = deviceFrom({ ...found, handheld: true, memoryGibibytes: 1 });
  expect(planesFit(volumeOf({ shape: [1000, 2048, 2048] }), phone)).toBe(true);
  expect(planesFit(volumeOf({ shape: [100, 40_000, 40_000] }), desk)).toBe(false);
});

function never(): never {
  throw new Error("the test volume has levels");
}
