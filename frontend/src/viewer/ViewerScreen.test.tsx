import { render, waitFor } from "@testing-library/react";
import { StrictMode } from "react";
import { MemoryRouter } from "react-router";
import { beforeEach, expect, test, vi } from "vitest";
import { type ReconstructParameters } from "../api/types";
import type * as Probing from "../pyramid/probeDevice";
import { testPyramid } from "../pyramid/testPyramid";
import { scanOf, volumeOf, workOf } from "./testScan";
import { useReread } from "./useReread";
import { ViewerScreen } from "./ViewerScreen";

vi.mock("../pyramid/probeDevice", async (original) => {
  const probing = await original<typeof Probing>();
  const desk = probing.deviceFrom({
    ...{ renderer: "Card", maxTextureSize: 2048 },
    ...{ memoryGibibytes: 8, handheld: false, cores: 4 },
  });
  return { ...probing, probeDevice: () => desk };
});
// What jsdom has no graphics for. Nothing is drawn here: its panes are 0 × 0.
vi.mock("./vtk/VolumeScene", () => ({}));

const volume = volumeOf();

function Screen() {
  const scan = scanOf(volume);
  const refresh = () => Promise.resolve(scan);
  const reread = useReread(scan, refresh);
  const jobs = { reread, reconstruct: workOf<ReconstructParameters>(), refresh };
  return <ViewerScreen {...{ scan, volume, jobs }} time={0} onChoose={() => undefined} />;
}

const workers = { made: 0, ended: 0 };

beforeEach(() => {
  Object.assign(workers, { made: 0, ended: 0 });
  vi.stubGlobal(
    "Worker",
    class {
      constructor() {
        workers.made += 1;
      }
      postMessage(): void {}
      terminate(): void {
        workers.ended += 1;
      }
    },
  );
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
});

test("mounted twice, as React's StrictMode does, one viewer is left, and nothing of the other", async () => {
  const { files } = testPyramid(volume, () => 1, [8, 8, 8]);
  const open = new Set<AbortSignal>();
  const asked: string[] = [];
  vi.stubGlobal("fetch", (path: string, { signal }: { signal?: AbortSignal } = {}) => {
    if (path.includes("/auth/")) return Promise.resolve(Response.json(session));
    asked.push(path);
    if (signal) open.add(signal);
    const file = files.get(path.slice(volume.zarrUrl.length));
    return Promise.resolve(file ? new Response(file.slice()) : new Response(null, { status: 404 }));
  });
  const screen = (
    <StrictMode>
      <MemoryRouter>
        <Screen />
      </MemoryRouter>
    </StrictMode>
  );
  const { unmount } = render(screen);
  await waitFor(() => expect(workers.made).toBeGreaterThan(0));
  const hook = window.scanetrixViewer;
  expect(hook?.state().scanId).toBe("s");
  // The first viewer's requests were stopped; the second asked for the same once.
  expect(asked.filter((path) => path.endsWith("/1/c/0/0/0"))).toHaveLength(1);
  unmount();
  expect(window.scanetrixViewer).toBeUndefined();
  expect(workers.ended).toBe(workers.made);
  expect([...open].every(({ aborted }) => aborted)).toBe(true);
});

const session = {
  user: { id: "u", email: "u@example.org", name: "U", role: "user" },
  accessToken: "t",
  expiresIn: 900,
};
