import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "../../api/errors";
import { measureLightBox } from "../../api/scans";
import { deviceFrom } from "../../pyramid/probeDevice";
import { volumeGeometry } from "../geometry/volumeGeometry";
import { scanOf, volumeOf, workOf } from "../testScan";
import { type Reread } from "../useReread";
import { Viewer } from "../Viewer";
import { SheetEditor, type SheetWish } from "./SheetEditor";

vi.mock("../../api/scans", () => ({ measureLightBox: vi.fn() }));

const picture = volumeOf({ shape: [1, 400, 500], calibrated: false });
const scan = scanOf(picture);
const proposed: SheetWish = {
  grid: { rows: 4, columns: 5, order: "row_major" },
  before: null,
};

beforeEach(() => {
  vi.stubGlobal("requestAnimationFrame", () => 1);
  vi.stubGlobal("cancelAnimationFrame", () => undefined);
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
  // As the server does without gutters; the last two tiles are blank.
  vi.mocked(measureLightBox).mockImplementation(async (_id, { rows, columns }) => ({
    rows,
    columns,
    down: { first: 0, size: Math.floor(400 / rows), gutter: 0 },
    across: { first: 0, size: Math.floor(500 / columns), gutter: 0 },
    blank: Array.from({ length: rows * columns }, (_, n) => n >= rows * columns - 2),
  }));
});

function rereadOf(part: Partial<Reread> = {}): Reread {
  return {
    ...workOf(),
    start: vi.fn(async () => scan),
    cancel: vi.fn(),
    clear: vi.fn(),
    ...part,
  };
}

function show(reread: Reread, wish = proposed) {
  const device = deviceFrom({
    renderer: "Card",
    maxTextureSize: 2048,
    memoryGibibytes: 8,
    handheld: false,
    cores: 4,
  });
  const geometry = volumeGeometry(picture);
  const viewer = new Viewer({ scan, volume: picture, geometry, time: 0 }, device);
  viewer.setSize("axial", { width: 600, height: 480 });
  const onClose = vi.fn();
  render(
    <SheetEditor viewer={viewer} plane="axial" wish={wish} reread={reread} onClose={onClose} />,
  );
  return { viewer, onClose };
}

test("what will come of the proposal is said, and drawn to the pixel", async () => {
  const { viewer } = show(rereadOf());
  expect(await screen.findByText("18 slices")).toBeVisible();
  expect(screen.getByText("2 blank tiles at the end left out")).toBeVisible();
  const tiles = screen
    .getByTestId("sheet-grid")
    .querySelectorAll("g[data-blank], g:not([transform])");
  const second = tiles[1]?.querySelector("rect");
  const { x } = viewer.mapping("axial").toPane(99.5, 0);
  expect(Number(second?.getAttribute("x"))).toBeCloseTo(x);
  expect(screen.getByRole("spinbutton", { name: "Rows" })).toHaveFocus();
});

test("rows, columns and order are changed by keys and buttons, and go to the server as they stand", async () => {
  const reread = rereadOf();
  const { onClose } = show(reread);
  await userEvent.click(screen.getByRole("button", { name: "One row more" }));
  const columns = screen.getByRole("spinbutton", { name: "Columns" });
  await userEvent.clear(columns);
  await userEvent.type(columns, "6");
  await userEvent.click(screen.getByRole("button", { name: "Column by column" }));
  await screen.findByText("29 slices");
  await userEvent.click(screen.getByRole("button", { name: "Make a stack" }));
  expect(reread.start).toHaveBeenCalledWith({
    lightBox: { rows: 5, columns: 6, order: "column_major" },
  });
  await waitFor(() => expect(onClose).toHaveBeenCalled());
});

test("that it is one picture can be said, and one tile alone is no stack", async () => {
  const reread = rereadOf();
  show(reread, { ...proposed, grid: { rows: 1, columns: 2, order: "row_major" } });
  await userEvent.click(screen.getByRole("button", { name: "One column less" }));
  expect(screen.getByRole("button", { name: "Make a stack" })).toBeDisabled();
  await userEvent.click(screen.getByRole("button", { name: "It is one picture" }));
  expect(reread.start).toHaveBeenCalledWith({
    lightBox: { rows: 1, columns: 1, order: "row_major" },
  });
});

test("Esc goes back, and what was a stack before is one again", async () => {
  const reread = rereadOf();
  const { onClose } = show(reread);
  await userEvent.keyboard("{Escape}");
  expect(onClose).toHaveBeenCalled();
  expect(reread.start).not.toHaveBeenCalled();
});

test("a grid that was being corrected is brought back by cancelling", async () => {
  const before = { rows: 3, columns: 5, order: "row_major" } as const;
  const reread = rereadOf();
  show(reread, { ...proposed, before });
  await userEvent.click(screen.getByRole("button", { name: "Back to the stack" }));
  expect(reread.start).toHaveBeenCalledWith({ lightBox: before });
});

test("a grid that does not fit says why, and nothing can be made of it", async () => {
  const problem = { type: "about:blank", title: "", status: 422, code: "unsuitable_light_box" };
  vi.mocked(measureLightBox).mockRejectedValue(
    new ApiError({ ...problem, detail: "A picture of 500 × 400 pixels cannot be cut so." }),
  );
  show(rereadOf());
  expect(await screen.findByText(/cannot be cut so/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Make a stack" })).toBeDisabled();
});

test("while it is made its progress is said, it can be stopped, and the editor stays after a failure", async () => {
  const reread = rereadOf({
    busy: true,
    job: {
      id: "j",
      scanId: "s",
      kind: "reread",
      state: "running",
      progress: { stage: "pyramid", fraction: 0.45 },
      createdAt: "2026-01-02T03:04:05Z",
    },
  });
  show(reread);
  expect(screen.getByText("Building the volume, 45 %")).toBeVisible();
  expect(screen.getByRole("spinbutton", { name: "Rows" })).toBeDisabled();
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(reread.cancel).toHaveBeenCalled();
});
