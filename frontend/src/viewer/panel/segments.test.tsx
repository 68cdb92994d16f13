import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { type Volume } from "../../api/types";
import { deviceFrom } from "../../pyramid/probeDevice";
import { volumeGeometry } from "../geometry/volumeGeometry";
import { labelsOf, scanOf, volumeOf } from "../testScan";
import { Viewer } from "../Viewer";
import { SegmentsSection } from "./SegmentsSection";

const desk = deviceFrom({
  renderer: "Card",
  maxTextureSize: 2048,
  memoryGibibytes: 8,
  handheld: false,
  cores: 4,
});

function viewerWith(...others: Volume[]): Viewer {
  const volume = volumeOf();
  const scan = scanOf(volume, { volumes: [volume, ...others] });
  return new Viewer({ scan, volume, geometry: volumeGeometry(volume), time: 0 }, desk);
}

beforeEach(() => {
  vi.stubGlobal("requestAnimationFrame", () => 1);
  vi.stubGlobal("cancelAnimationFrame", () => undefined);
});

test("segments are listed by name and colour, with a download", () => {
  render(<SegmentsSection viewer={viewerWith(labelsOf())} />);
  expect(screen.getByRole("heading", { name: "Segments" })).toBeVisible();
  expect(screen.getByText("Liver")).toBeVisible();
  expect(screen.getByText(/2 segments/)).toBeVisible();
  expect(screen.queryByText(/Estimated by/)).toBeNull();
  expect(screen.getByRole("button", { name: "Download Organs as NIfTI" })).toBeEnabled();
});

test("those that a model made say so, and which", () => {
  const provenance = { how: "By a model.", model: "Spleen CT", version: "0.2.0" };
  render(<SegmentsSection viewer={viewerWith(labelsOf({ provenance }))} />);
  expect(screen.getByText(/Estimated by Spleen CT 0\.2\.0/)).toBeVisible();
});

test("they can be taken off the planes", async () => {
  const viewer = viewerWith(labelsOf());
  render(<SegmentsSection viewer={viewer} />);
  const shown = screen.getByRole("switch", { name: "Show in the planes" });
  expect(shown).toBeChecked();

  await userEvent.click(shown);

  expect(viewer.state.labels.shown).toBe(false);
});

test("those on other voxels are not offered for the planes, and it says so", () => {
  render(<SegmentsSection viewer={viewerWith(labelsOf({ labelsOf: null }))} />);
  expect(screen.getByText(/on other voxels than those shown/)).toBeVisible();
  expect(screen.queryByRole("switch")).toBeNull();
});

test("a scan without segments says nothing of them", () => {
  const { container } = render(<SegmentsSection viewer={viewerWith()} />);
  expect(container).toBeEmptyDOMElement();
});
