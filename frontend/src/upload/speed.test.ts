import { expect, test } from "vitest";
import { createSpeedometer } from "./speed";

test("it says nothing before it has seen enough", () => {
  let now = 0;
  const speed = createSpeedometer(() => now);
  expect(speed.secondsLeft(0, 1000)).toBeNull();
  now = 1000;
  expect(speed.secondsLeft(100, 900)).toBeNull();
});

test("it goes by the last seconds, not by the whole way", () => {
  let now = 0;
  const speed = createSpeedometer(() => now);
  speed.secondsLeft(0, 10_000);
  for (now = 20_000; now <= 28_000; now += 1000) speed.secondsLeft((now - 20_000) / 10, 10_000);
  now = 28_000;
  expect(speed.secondsLeft(800, 1000)).toBeCloseTo(10);
});

test("after a pause it starts anew", () => {
  let now = 0;
  const speed = createSpeedometer(() => now);
  speed.secondsLeft(0, 100);
  now = 2000;
  speed.restart();
  expect(speed.secondsLeft(50, 50)).toBeNull();
});
