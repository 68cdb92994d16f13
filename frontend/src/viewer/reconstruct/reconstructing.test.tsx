import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { ApiError, JobFailed } from "../../api/errors";
import { removeVolume } from "../../api/scans";
import { type Job, type ReconstructParameters, type ReconstructionOffer } from "../../api/types";
import { deviceFrom } from "../../pyramid/probeDevice";
import { volumeGeometry } from "../geometry/volumeGeometry";
import { ReconstructionSection } from "../panel/ReconstructionSection";
import { ScanSection } from "../panel/ScanSection";
import { reconstructedVolumeOf, scanOf, uncertaintyVolumeOf, volumeOf, workOf } from "../testScan";
import { Viewer } from "../Viewer";
import { ReconstructDialog } from "./ReconstructDialog";
import { type Reconstructions, ReconstructionsContext } from "./reconstructions";
import { ReconstructionStrip } from "./ReconstructionStrip";
import { RemoveDialog } from "./RemoveDialog";
import { type Reconstruct } from "./useReconstruct";

vi.mock("../../api/scans", () => ({ removeVolume: vi.fn() }));

const original = volumeOf({ spacingMm: [5, 1, 1] });
const made = reconstructedVolumeOf({ spacingMm: [1.25, 1, 1] });
const offer: ReconstructionOffer = {
  state: "offered",
  volume: "original",
  factor: 4,
  spacingMm: [1.25, 1, 1],
  reason: null,
};
const offered = scanOf(original, { reconstruction: offer });
const done = scanOf(original, {
  reconstruction: { ...offer, state: "made" },
  volumes: [original, made, uncertaintyVolumeOf()],
});

const job: Job = {
  id: "j1",
  scanId: "s",
  kind: "reconstruct",
  state: "running",
  progress: { stage: "reconstructing", fraction: 0.4 },
  createdAt: "2026-01-02T03:04:05Z",
};

beforeEach(() => {
  vi.stubGlobal("requestAnimationFrame", () => 1);
  vi.stubGlobal("cancelAnimationFrame", () => undefined);
});

function reconstructionsOf(
  work: Partial<Reconstruct> = {},
  part: Partial<Reconstructions> = {},
): Reconstructions {
  return {
    work: workOf<ReconstructParameters>(work),
    blocked: false,
    onConfigure: vi.fn(),
    onRemove: vi.fn(),
    onShow: vi.fn(),
    ...part,
  };
}

const press = (name: string | RegExp) => userEvent.click(screen.getByRole("button", { name }));

test("the offer says from where to where, and goes when the reader says so", async () => {
  const reconstructions = reconstructionsOf();
  const { container } = render(
    <ReconstructionStrip
      shown={{ scan: offered, volume: original }}
      reconstructions={reconstructions}
    />,
  );
  expect(screen.getByText("Slices 5 mm apart")).toBeVisible();
  await press("Reconstruct to 1.25 mm…");
  expect(reconstructions.onConfigure).toHaveBeenCalled();
  await press("Not now");
  expect(container).toBeEmptyDOMElement();
});

test.each([
  ["made", done],
  [
    "unavailable",
    scanOf(original, { reconstruction: { ...offer, state: "unavailable", spacingMm: null } }),
  ],
])("nothing is offered where it is %s", (_why, scan) => {
  const { container } = render(
    <ReconstructionStrip
      shown={{ scan, volume: original }}
      reconstructions={reconstructionsOf()}
    />,
  );
  expect(container).toBeEmptyDOMElement();
});

test("work shows its stage and how far it is, and can be stopped", async () => {
  const cancel = vi.fn();
  const reconstructions = reconstructionsOf({ job, busy: true, cancel });
  render(
    <ReconstructionStrip
      shown={{ scan: offered, volume: original }}
      reconstructions={reconstructions}
    />,
  );
  expect(screen.getByText("Making slices, 40 %")).toBeVisible();
  expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "40");
  await press("Cancel");
  expect(cancel).toHaveBeenCalled();
});

test("a failure shows the server's sentence, and that the scan is as it was", () => {
  const error = new JobFailed("too_large", "There is not enough memory for this reconstruction.");
  render(
    <ReconstructionStrip
      shown={{ scan: offered, volume: original }}
      reconstructions={reconstructionsOf({ error })}
    />,
  );
  expect(screen.getByRole("alert")).toHaveTextContent(
    "There is not enough memory for this reconstruction. The scan is as it was.",
  );
});

test("what came of it is said, with why it was not the network, and can be shown", async () => {
  const refused = "On the scan's own detail the network is 0.05 dB better.";
  const plain = reconstructedVolumeOf({
    provenance: {
      how: "made",
      parameters: {
        ...made.provenance.parameters,
        method: "back-projection",
        networkRefused: refused,
      },
    },
  });
  const scan = { ...done, volumes: [original, plain] };
  const clear = vi.fn();
  const reconstructions = reconstructionsOf({ done: true, clear });
  render(
    <ReconstructionStrip shown={{ scan, volume: original }} reconstructions={reconstructions} />,
  );
  expect(screen.getByRole("status")).toHaveTextContent(
    `Reconstructed by interpolation (back-projection). ${refused}`,
  );
  await press("Show it");
  expect(reconstructions.onShow).toHaveBeenCalledWith("reconstructed");
  expect(clear).toHaveBeenCalled();
});

test("once it is taken away again it is offered again", () => {
  render(
    <ReconstructionStrip
      shown={{ scan: offered, volume: original }}
      reconstructions={reconstructionsOf({ done: true })}
    />,
  );
  expect(screen.getByText("Slices 5 mm apart")).toBeVisible();
});

test("the dialog asks how, each way in a sentence, and keeps slices unless told otherwise", async () => {
  const start = vi.fn(() => Promise.resolve(null));
  const work = workOf<ReconstructParameters>({ start });
  render(<ReconstructDialog shown={{ scan: offered }} work={work} onClose={vi.fn()} />);
  expect(
    screen.getByText(/Slices lie 5 mm apart. 3 more are made between every two/),
  ).toBeVisible();
  expect(screen.getByRole("radio", { name: /^Preserve/ })).toBeChecked();
  expect(screen.getByText(/stays as it is, voxel for voxel/)).toBeVisible();
  await press("Reconstruct");
  expect(start).toHaveBeenLastCalledWith({
    volume: "original",
    mode: "preserve",
    refineSeconds: 30,
  });
  await press("Off");
  expect(screen.getByText(/used as it was trained/)).toBeVisible();
  await press("Reconstruct");
  expect(start).toHaveBeenLastCalledWith({
    volume: "original",
    mode: "preserve",
    refineSeconds: 0,
  });
  await userEvent.click(screen.getByRole("radio", { name: /^Deblur/ }));
  await press("2 min");
  expect(screen.getByText(/learns from this scan's own detail, for 2 min/)).toBeVisible();
  await press("Reconstruct");
  expect(start).toHaveBeenLastCalledWith({
    volume: "original",
    mode: "deblur",
    refineSeconds: 120,
  });
});

test("the dialog goes once the work has begun, and stays with the reason where it has not", () => {
  const onClose = vi.fn();
  const shown = { scan: offered };
  const error = new ApiError({
    ...{ type: "about:blank", title: "", status: 409, code: "job_running" },
    detail: "Something is being done with this scan already.",
  });
  const { rerender } = render(
    <ReconstructDialog shown={shown} work={workOf({ error })} onClose={onClose} />,
  );
  expect(screen.getByRole("alert")).toHaveTextContent(/being done with this scan already/);
  expect(onClose).not.toHaveBeenCalled();
  rerender(
    <ReconstructDialog shown={shown} work={workOf({ job, busy: true })} onClose={onClose} />,
  );
  expect(onClose).toHaveBeenCalledTimes(1);
});

test("a reconstruction goes only after one more question", async () => {
  vi.mocked(removeVolume).mockResolvedValue();
  const refresh = vi.fn(() => Promise.resolve(offered));
  const onClose = vi.fn();
  render(<RemoveDialog scan={done} volumeId="reconstructed" refresh={refresh} onClose={onClose} />);
  await press("Remove");
  expect(removeVolume).toHaveBeenCalledWith("s", "reconstructed");
  expect(refresh).toHaveBeenCalled();
  expect(onClose).toHaveBeenCalled();
});

function section(scan = done, volume = made, reconstructions = reconstructionsOf()) {
  const device = deviceFrom({
    ...{ renderer: "Card", maxTextureSize: 2048, memoryGibibytes: 8 },
    ...{ handheld: false, cores: 4 },
  });
  const shown = { scan, volume, geometry: volumeGeometry(volume), time: 0 };
  const viewer = new Viewer(shown, device);
  render(
    <ReconstructionsContext value={reconstructions}>
      <ReconstructionSection viewer={viewer} />
    </ReconstructionsContext>,
  );
  return { viewer, reconstructions };
}

test("the panel says how it was made, and lets it be made again or removed", async () => {
  const { reconstructions } = section();
  const facts = screen.getByRole("region", { name: "Between slices" });
  for (const said of ["slicesr", "Preserve", "hann, 1 mm wide, as the files say"])
    expect(within(facts).getByText(said)).toBeVisible();
  await press("Make again…");
  await press("Remove…");
  expect(reconstructions.onConfigure).toHaveBeenCalled();
  expect(reconstructions.onRemove).toHaveBeenCalled();
});

test("the uncertainty is off at first, and its colours end where the reader says", async () => {
  const { viewer } = section();
  const toggle = screen.getByRole("switch", { name: "Uncertainty in the planes" });
  expect(toggle).not.toBeChecked();
  expect(screen.queryByRole("img", { name: /^Uncertainty/ })).toBeNull();
  await userEvent.click(toggle);
  expect(viewer.state.uncertainty.shown).toBe(true);
  const top = screen.getByRole("textbox", { name: /^Uncertainty that has the strongest/ });
  await userEvent.clear(top);
  await userEvent.type(top, "20{Enter}");
  expect(viewer.uncertaintyTop).toBe(20);
  expect(screen.getByRole("img", { name: "Uncertainty, 0 to 20 and more" })).toBeVisible();
});

test("of what is acquired no uncertainty is offered", () => {
  const { viewer } = section(done, original);
  expect(screen.queryByRole("switch")).toBeNull();
  viewer.toggleUncertainty();
  expect(viewer.state.uncertainty.shown).toBe(false);
});

test("why the last try failed is said where one tries again", () => {
  const failedBefore = new JobFailed("stopped", "The program was stopped.");
  section(offered, original, reconstructionsOf({ failedBefore }));
  expect(screen.getByText(/The last try failed. The program was stopped./)).toBeVisible();
});

test("why nothing can be made stands among what is said of the scan", () => {
  const reason = { code: "too_few_slices", message: "There are 5 slices; 8 are needed." };
  const reconstruction = { ...offer, state: "unavailable", factor: null, spacingMm: null, reason };
  const scan = scanOf(original, { reconstruction } as Partial<typeof offered>);
  const geometry = volumeGeometry(original);
  render(<ScanSection shown={{ scan, volume: original, geometry, time: 0 }} />);
  expect(screen.getByText(reason.message)).toBeVisible();
});
