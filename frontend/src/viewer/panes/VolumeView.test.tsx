import { act, render, screen } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { deviceFrom } from "../../pyramid/probeDevice";
import { volumeGeometry } from "../geometry/volumeGeometry";
import { reconstructedVolumeOf, scanOf } from "../testScan";
import { Viewer } from "../Viewer";
import { VolumeView } from "./VolumeView";

beforeEach(() => {
  vi.stubGlobal("requestAnimationFrame", () => 1);
  vi.stubGlobal("cancelAnimationFrame", () => undefined);
  const Nothing = class {
    observe(): void {}
    disconnect(): void {}
    postMessage(): void {}
    terminate(): void {}
  };
  vi.stubGlobal("ResizeObserver", Nothing);
  vi.stubGlobal("Worker", Nothing);
  vi.stubGlobal("matchMedia", () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
});

function viewerOf(): Viewer {
  const volume = reconstructedVolumeOf();
  const device = deviceFrom({
    renderer: "Card",
    maxTextureSize: 2048,
    memoryGibibytes: 8,
    handheld: false,
    cores: 4,
  });
  return new Viewer(
    { scan: scanOf(volume), volume, geometry: volumeGeometry(volume), time: 0 },
    device,
  );
}

test("3D is not called by its volume's name until it shows a picture of it", () => {
  const viewer = viewerOf();
  render(<VolumeView viewer={viewer} enlarged={false} />);
  expect(screen.queryByText("Reconstructed")).toBeNull();
  act(() => viewer.store.set({ ...viewer.state, scene: "shown" }));
  expect(screen.getByText("Reconstructed")).toBeVisible();
});

test("where nothing of the volume comes, what was shown before is not left there", () => {
  const viewer = viewerOf();
  const { container } = render(<VolumeView viewer={viewer} enlarged={false} />);
  const host = container.querySelector("[data-stage] > div");
  expect(host).toBeVisible();
  const loading = { ...viewer.state.loading, error: new Error("gone") };
  act(() => viewer.store.set({ ...viewer.state, loading }));
  expect(screen.getByText("There is no picture yet.")).toBeVisible();
  expect(host).not.toBeVisible();
});
