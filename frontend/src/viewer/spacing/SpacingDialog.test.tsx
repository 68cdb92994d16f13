import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { volumeGeometry } from "../geometry/volumeGeometry";
import { scanOf, volumeOf, workOf } from "../testScan";
import { type Reread } from "../useReread";
import { SpacingDialog } from "./SpacingDialog";

const stack = volumeOf({ shape: [20, 200, 400], calibrated: false });

function show(
  volume = stack,
  entered: { pixelMm: [number, number]; sliceMm: number } | null = null,
) {
  const origin = entered ? "entered" : "none";
  const scan = scanOf(volume, { spacing: { origin, editable: true, entered } });
  const reread: Reread = {
    ...workOf(),
    start: vi.fn(async () => scan),
    cancel: vi.fn(),
    clear: vi.fn(),
  };
  const onClose = vi.fn();
  const shown = { scan, volume, geometry: volumeGeometry(volume), time: 0 };
  render(<SpacingDialog shown={shown} reread={reread} onClose={onClose} />);
  return { reread, onClose };
}
const field = (name: string) => screen.getByRole("textbox", { name });
const apply = () => userEvent.click(screen.getByRole("button", { name: "Apply" }));

test("one number is enough for square pixels, with a comma too", async () => {
  const { reread, onClose } = show();
  await userEvent.type(field("Pixel width"), "0,5");
  expect(field("Pixel height")).toHaveValue("0.5");
  await userEvent.type(field("From slice to slice"), "3");
  await apply();
  expect(reread.start).toHaveBeenCalledWith({ spacing: { pixelMm: [0.5, 0.5], sliceMm: 3 } });
  await waitFor(() => expect(onClose).toHaveBeenCalled());
});

test("the field of view may be given instead, and what pixels come to is said", async () => {
  const { reread } = show();
  await userEvent.click(screen.getByRole("button", { name: "Field of view" }));
  await userEvent.type(field("Width of the picture"), "240");
  expect(field("Height of the picture")).toHaveValue("120");
  expect(screen.getByText("400 × 200 pixels of 0.6 × 0.6 mm")).toBeVisible();
  await apply();
  expect(reread.start).toHaveBeenCalledWith({ spacing: { pixelMm: [0.6, 0.6], sliceMm: null } });
});

test("what is missing or wrong is said in words, and nothing is sent", async () => {
  const { reread } = show();
  await apply();
  expect(field("Pixel width")).toBeInvalid();
  expect(screen.getByText("Enter how many millimetres, such as 0.5.")).toBeVisible();
  await userEvent.type(field("Pixel width"), "-2");
  await apply();
  expect(screen.getByText("It must be more than 0.")).toBeVisible();
  expect(reread.start).not.toHaveBeenCalled();
});

test("one picture has no slices to be apart, and nothing of them is asked", () => {
  show(volumeOf({ shape: [1, 200, 400], calibrated: false }));
  expect(screen.queryByRole("textbox", { name: "From slice to slice" })).toBeNull();
});

test("what was entered can be corrected and taken back", async () => {
  const { reread } = show(stack, { pixelMm: [0.25, 0.5], sliceMm: 3 });
  expect(field("Pixel width")).toHaveValue("0.5");
  expect(field("Pixel height")).toHaveValue("0.25");
  expect(screen.getByRole("checkbox", { name: "Pixels are square" })).not.toBeChecked();
  await userEvent.click(screen.getByRole("button", { name: "Take back" }));
  expect(reread.start).toHaveBeenCalledWith({ spacing: null });
});
