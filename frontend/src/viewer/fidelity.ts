import { type ReducedBecause } from "../pyramid/chooseLevel";
import { formatPercent } from "../ui/amounts";
import { type Interpolation, type ShownScan, type ViewerState } from "./viewerState";

/** What a pane shows, measured against the full resolution. */
export type Fidelity = {
  kind: "exact" | "sharpening" | "reduced" | "failed" | "server";
  /** 0 … 1, while sharpening. */
  fraction: number;
  /** On the badge: "Reduced ½". */
  label: string;
  /** After it, where there is room: "no graphics card". */
  why: string;
  /** The long story, in sentences. */
  story: string;
};

const kWhy: Record<ReducedBecause, { short: string; long: string }> = {
  textureSize: {
    short: "graphics limit",
    long: "The graphics of this device cannot hold a volume with so many voxels along one side.",
  },
  memory: {
    short: "graphics memory",
    long: "The full volume would not fit into this device's graphics memory.",
  },
  software: {
    short: "no graphics card",
    long: "This browser draws without a graphics card, so fewer voxels keep it quick.",
  },
};

const kMade: Record<Exclude<Interpolation, "none">, Pick<Fidelity, "label" | "why" | "story">> = {
  whole: {
    label: "Interpolated",
    why: "no slice was taken here",
    story:
      "The scanner took no slice at this place. What is shown was made from the slices before and after it.",
  },
  part: {
    label: "Partly interpolated",
    why: "crosses slices that were not taken",
    story:
      "This plane crosses slices that the scanner did not take. There its values were made from the slices before and after; everywhere else they are exact.",
  },
};

/** @param interpolation  How much of the slice was not acquired but made from those beside it. */
export function planeFidelity(
  { loading, planesBy }: ViewerState,
  interpolation: Interpolation = "none",
): Fidelity {
  if (interpolation !== "none" && (planesBy === "server" || loading.planeLevel === 0))
    return { kind: "reduced", fraction: 1, ...kMade[interpolation] };
  if (planesBy === "server")
    return {
      kind: "server",
      fraction: 1,
      label: "Exact",
      why: "drawn by the server",
      story: "The server draws this slice from all stored voxels. This browser shows its picture.",
    };
  if (loading.planeLevel === 0)
    return {
      kind: "exact",
      fraction: 1,
      label: "Exact",
      why: "",
      story:
        "Every stored voxel of this slice is here. Between voxels the picture is smoothed, values are not.",
    };
  if (loading.error !== null) return failed();
  return sharpening(loading.fraction);
}

export function volumeFidelity({ loading, scene }: ViewerState, shown: ShownScan): Fidelity {
  const { volumeLevel, volumeTarget, because } = loading;
  if (scene === "shown" && volumeLevel === 0)
    return {
      kind: "exact",
      fraction: 1,
      label: "Exact",
      why: "",
      story: "This picture is made from every stored voxel.",
    };
  if (scene === "shown" && volumeLevel === volumeTarget && because !== null) {
    const factor = Math.max(...(shown.volume.levels[volumeTarget]?.factor ?? [1]));
    return {
      kind: "reduced",
      fraction: 1,
      label: `Reduced ${fractionText(factor)}`,
      why: kWhy[because].short,
      story: `${kWhy[because].long} The picture is made from 1 voxel in ${factor} along a side; the planes beside it stay exact.`,
    };
  }
  if (loading.error !== null) return failed();
  return sharpening(loading.fraction);
}

function sharpening(fraction: number): Fidelity {
  return {
    kind: "sharpening",
    fraction,
    label: `Sharpening ${formatPercent(fraction)}`,
    why: "",
    story:
      "A coarse picture is shown until all voxels have come. Values are read only from the full resolution.",
  };
}

function failed(): Fidelity {
  return {
    kind: "failed",
    fraction: 0,
    label: "Not complete",
    why: "",
    story: "Not all voxels could be loaded, so this picture is coarser than the scan.",
  };
}

/** "½", "¼", "⅛", and beyond that "1/16". */
export function fractionText(factor: number): string {
  return { 2: "½", 4: "¼", 8: "⅛" }[factor] ?? `1/${factor}`;
}
