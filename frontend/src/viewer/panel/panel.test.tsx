import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { deviceFrom } from "../../pyramid/probeDevice";
import { volumeGeometry } from "../geometry/volumeGeometry";
import { scanOf, volumeOf } from "../testScan";
import { Viewer } from "../Viewer";
import { LookSection } from "./LookSection";
import { NumberField } from "./NumberField";
import { WindowSection } from "./WindowSection";

const desk = deviceFrom({
  renderer: "Card",
  maxTextureSize: 2048,
  memoryGibibytes: 8,
  handheld: false,
  cores: 4,
});

function viewerOf(modality: string): Viewer {
  const volume =
    modality === "CT"
      ? volumeOf({
          valueUnit: "HU",
          valueRange: [-1024, 3071],
          window: { center: 40, width: 400 },
        })
      : volumeOf();
  const scan = scanOf(volume, { modality });
  return new Viewer({ scan, volume, geometry: volumeGeometry(volume), time: 0 }, desk);
}

beforeEach(() => {
  vi.stubGlobal("requestAnimationFrame", () => 1);
  vi.stubGlobal("cancelAnimationFrame", () => undefined);
});

test("choosing Bone shows the bone window", async () => {
  const viewer = viewerOf("CT");
  render(<WindowSection viewer={viewer} />);

  await userEvent.click(screen.getByRole("button", { name: /^Bone/ }));

  expect(viewer.state.window).toEqual({ center: 400, width: 1800 });
  expect(screen.getByRole("button", { name: /^Bone/ })).toHaveAttribute("aria-pressed", "true");
});

test("a typed width is taken over on Enter, with the unit in its name", async () => {
  const viewer = viewerOf("CT");
  render(<WindowSection viewer={viewer} />);
  const width = screen.getByRole("textbox", { name: "Width in HU" });

  await userEvent.clear(width);
  await userEvent.type(width, "777{Enter}");

  expect(viewer.state.window).toEqual({ center: 40, width: 777 });
});

test("resetting brings the source's own window back", async () => {
  const viewer = viewerOf("CT");
  viewer.setWindow({ center: 1, width: 2 });
  render(<WindowSection viewer={viewer} />);

  await userEvent.click(screen.getByRole("button", { name: "Reset the window" }));

  expect(viewer.state.window).toEqual({ center: 40, width: 400 });
});

test.each([
  ["12,5{Enter}", 12.5],
  ["−3{Enter}", -3],
  ["{ArrowUp}", 11],
])("typing %j into a number means %d", async (keys, wanted) => {
  const onChange = vi.fn();
  render(<NumberField label="N" value={10} digits={0} step={1} onChange={onChange} />);
  await userEvent.click(screen.getByRole("textbox"));
  await userEvent.keyboard(keys);
  expect(onChange).toHaveBeenCalledWith(wanted);
});

test("what is no number is left alone", async () => {
  const onChange = vi.fn();
  render(<NumberField label="N" value={10} digits={0} step={1} onChange={onChange} />);
  await userEvent.type(screen.getByRole("textbox"), "x{Enter}");
  expect(onChange).not.toHaveBeenCalled();
});

test("opacity points move by keys, are typed, and the look can be had back", async () => {
  const viewer = viewerOf("CT");
  render(<LookSection viewer={viewer} />);
  const before = viewer.state.look.points;
  const [, second] = screen.getAllByRole("button", { name: /^Point at/ });
  if (!second) throw new Error("no point");

  second.focus();
  await userEvent.keyboard("{ArrowUp}{ArrowUp}");
  expect(viewer.state.look.points[1]?.opacity).toBeCloseTo((before[1]?.opacity ?? 0) + 0.02);

  const percent = screen.getByRole("textbox", { name: "Opacity of the point in percent" });
  await userEvent.clear(percent);
  await userEvent.type(percent, "50{Enter}");
  expect(viewer.state.look.points[1]?.opacity).toBeCloseTo(0.5);

  await userEvent.click(screen.getByRole("button", { name: "Undo changes" }));
  expect(viewer.state.look.points).toBe(before);
});

test("every look can be chosen", async () => {
  const viewer = viewerOf("MR");
  render(<LookSection viewer={viewer} />);
  for (const look of viewer.looks) {
    await userEvent.click(screen.getByRole("button", { name: look.name }));
    expect(viewer.state.look.id).toBe(look.id);
  }
});
