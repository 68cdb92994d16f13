import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { volumeGeometry } from "../geometry/volumeGeometry";
import { scanOf, volumeOf } from "../testScan";
import { VolumeStrip } from "./VolumeStrip";

const shownOf = (
  volume: ReturnType<typeof volumeOf>,
  others: (typeof volume)[] = [],
  time = 0,
) => ({
  scan: scanOf(volume, { volumes: [volume, ...others] }),
  volume,
  geometry: volumeGeometry(volume),
  time,
});

test("one volume at one time needs no choice", () => {
  const { container } = render(
    <VolumeStrip shown={shownOf(volumeOf())} isReady={() => true} onChoose={vi.fn()} />,
  );
  expect(container).toBeEmptyDOMElement();
});

test("the next time point is one press away, and the last has none after it", async () => {
  const onChoose = vi.fn();
  const volume = volumeOf({ timePoints: 3 });
  const { rerender } = render(
    <VolumeStrip shown={shownOf(volume)} isReady={() => true} onChoose={onChoose} />,
  );
  await userEvent.click(screen.getByRole("button", { name: "Time point after" }));
  expect(onChoose).toHaveBeenCalledWith({ volumeId: "original", time: 1 });
  rerender(<VolumeStrip shown={shownOf(volume, [], 2)} isReady={() => true} onChoose={onChoose} />);
  expect(screen.getByRole("button", { name: "Time point after" })).toBeDisabled();
  expect(screen.getByText("Time point 3 of 3")).toBeVisible();
});

test("the volume as acquired can be chosen beside the corrected one", async () => {
  const onChoose = vi.fn();
  const shown = shownOf(volumeOf({ id: "corrected" }), [volumeOf()]);
  render(<VolumeStrip shown={shown} isReady={() => true} onChoose={onChoose} />);
  await userEvent.click(screen.getByRole("button", { name: "As acquired" }));
  expect(onChoose).toHaveBeenCalledWith({ volumeId: "original", time: 0 });
});
