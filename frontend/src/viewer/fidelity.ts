import { type Reduced } from "../pyramid/chooseLevel";
import { formatPercent } from "../ui/amounts";
import { describeError } from "../ui/describeError";
import { turnStep } from "./geometry/turn";
import { type PlaneName } from "./geometry/volumeGeometry";
import { factsIn } from "./reconstruct/reconstruction";
import { makerText, sourceSliceText } from "./reconstruct/reconstructionWords";
import { colourStepsText } from "./vtk/displayScale";
import { type Interpolation, type Loading, type ShownScan, type ViewerState } from "./viewerState";

/** What a pane shows, measured against the full resolution. */
export type Fidelity = {
  kind: "exact" | "estimated" | "sharpening" | "reduced" | "failed" | "server";
  /** 0 … 1, while sharpening. */
  fraction: number;
  /** On the badge: "Reduced ½". */
  label: string;
  /** After it, where there is room: "no graphics card". */
  why: string;
  /** The long story, in sentences. */
  story: string;
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

/** What a slice of a reconstruction is, once it is here as it should be. */
function reconstructed(
  { scan, volume }: Pick<ShownScan, "scan" | "volume">,
  interpolation: Interpolation,
): Fidelity {
  const maker = makerText(volume);
  const estimated = { kind: "estimated", fraction: 1, why: "" } as const;
  if (factsIn(volume)?.mode === "deblur")
    return {
      ...estimated,
      label: "Estimated",
      why: "all slices made anew",
      story: `Made by ${maker} in deblur mode: every slice, those at acquired places too, was made anew, sharper than it was acquired.`,
    };
  const label = sourceSliceText(scan, volume);
  if (interpolation === "none")
    return {
      kind: "exact",
      fraction: 1,
      label,
      why: "",
      story: `This slice is ${label.toLowerCase()}: none of its voxels was changed.`,
    };
  if (interpolation === "whole")
    return {
      ...estimated,
      label: "Made between slices",
      story: `There is no slice of the scan at this place. What is shown was made by ${maker} from the slices before and after it.`,
    };
  return {
    ...estimated,
    label: "Partly made",
    why: "between slices",
    story: `This plane crosses slices that are ${label.toLowerCase()}, and those that ${maker} made between them.`,
  };
}

/**
 * @param interpolation  How much of the slice was not acquired but made from those beside it.
 * @param shown          What it is a slice of; needed of a reconstruction alone.
 */
export function planeFidelity(
  { loading, planesBy }: ViewerState,
  plane: PlaneName,
  interpolation: Interpolation = "none",
  shown?: Pick<ShownScan, "scan" | "volume">,
): Fidelity {
  const { missing } = loading.planes[plane];
  const isHere = planesBy === "server" || missing === 0;
  if (isHere && shown?.volume.reconstructedFrom !== undefined)
    return reconstructed(shown, interpolation);
  if (interpolation !== "none" && isHere)
    return { kind: "reduced", fraction: 1, ...kMade[interpolation] };
  if (planesBy === "server")
    return {
      kind: "server",
      fraction: 1,
      label: "Exact",
      why: "drawn by the server",
      story: "The server draws this slice from all stored voxels. This browser shows its picture.",
    };
  if (missing === 0)
    return {
      kind: "exact",
      fraction: 1,
      label: "Exact",
      why: "",
      story:
        "Every stored voxel of this slice is here. Between voxels the picture is smoothed, values are not.",
    };
  return loading.error !== null ? failed(missing) : sharpening(loading, missing);
}

/** Of what the server draws in place of 3D. */
function turntableFidelity({ turntable }: Loading, { volume }: ShownScan): Fidelity {
  const level = turntable.shown?.level;
  const factor = level === undefined ? null : Math.max(...(volume.levels[level]?.factor ?? [1]));
  const made = volume.reconstructedFrom !== undefined;
  const reduced = factor !== null && factor > 1;
  const label =
    [made && "Estimated", reduced && "reduced"].filter(Boolean).join(", ") || "All voxels";
  const part = reduced
    ? `from 1 voxel in ${factor} along a side`
    : `from ${made ? "the reconstruction's" : "all stored"} voxels`;
  return {
    kind: made ? "estimated" : reduced ? "reduced" : "server",
    fraction: 1,
    label: `${label.charAt(0).toUpperCase()}${label.slice(1)}${reduced ? ` ${fractionText(factor)}` : ""}`,
    why: "drawn by the server",
    story: `This browser does not offer WebGL 2, which 3D needs. The server draws the picture instead, ${part}, small, and from ${360 / turnStep} sides. The planes beside it are exact. To see 3D itself, switch on graphics acceleration in the browser's settings, or use another browser.`,
  };
}

export function volumeFidelity(state: ViewerState, shown: ShownScan): Fidelity {
  const { loading, scene, crop } = state;
  if (scene === "absent") return turntableFidelity(loading, shown);
  const { level, target, because, missing } = loading.volume;
  const isThere = scene === "shown" && level === target && missing === 0;
  const { reconstructedFrom } = shown.volume;
  if (isThere && level === 0 && reconstructedFrom !== undefined)
    return {
      kind: "estimated",
      fraction: 1,
      label: "Estimated",
      why: "between slices",
      story: `This picture is made from every voxel of the reconstruction${crop ? " in the part shown" : ""}, most of which ${makerText(shown.volume)} made between slices.`,
    };
  if (isThere && level === 0)
    return {
      kind: "exact",
      fraction: 1,
      label: "Exact",
      why: "",
      story:
        `This picture is made from every stored voxel${crop ? " of the part shown" : ""}. ${colourStepsText(shown.volume)}`.trim(),
    };
  if (isThere && because !== null) {
    const factor = Math.max(...(shown.volume.levels[target]?.factor ?? [1]));
    const why = reducedWords(because);
    return {
      kind: "reduced",
      fraction: 1,
      label: `${reconstructedFrom === undefined ? "Reduced" : "Estimated, reduced"} ${fractionText(factor)}`,
      why: why.short,
      story: `${why.long} The picture is made from 1 voxel in ${factor} along a side; the planes beside it stay exact.`,
    };
  }
  return loading.error !== null ? failed(missing) : sharpening(loading, missing);
}

function reducedWords({ reason, limit }: Reduced): { short: string; long: string } {
  const megabytes = Math.round(limit / 2 ** 20);
  switch (reason) {
    case "textureSize":
      return {
        short: `texture limit ${limit}`,
        long: `The graphics of this device hold at most ${limit} voxels along a side.`,
      };
    case "memory":
      return {
        short: `graphics memory ${megabytes} MB`,
        long: `More would not fit into the ${megabytes} MB of graphics memory that this page takes on this device.`,
      };
    case "software":
      return {
        short: "no graphics card",
        long: "This browser draws without a graphics card, so fewer voxels keep it quick.",
      };
    case "lost":
      return {
        short: "graphics failed",
        long: "The graphics of this device failed at a finer level, so this page went one step back.",
      };
  }
}

function sharpening({ retrying }: Pick<Loading, "retrying">, missing: number): Fidelity {
  const trouble = retrying === null ? "" : `${describeError(retrying).what} It is tried again. `;
  return {
    kind: "sharpening",
    fraction: 1 - missing,
    label: `Sharpening ${formatPercent(1 - missing)}`,
    why: trouble && "trying again",
    story: `${trouble}${missingText(missing)} of the voxels shown are not here yet: coarser ones stand in for them, and values read from those say so.`,
  };
}

function failed(missing: number): Fidelity {
  return {
    kind: "failed",
    fraction: 0,
    label: "Not complete",
    why: `${missingText(missing)} missing`,
    story: "Not all voxels could be loaded, so this picture is coarser than the scan.",
  };
}

/** Rounded up: what is said to be missing and what is said to be here are 100 % together. */
function missingText(missing: number): string {
  return `${100 - Math.floor((1 - missing) * 100 + 1e-9)}\u00a0%`;
}

/** "½", "⅓", "¼", "⅙", "⅛", and beyond that "1/12". */
export function fractionText(factor: number): string {
  return { 2: "½", 3: "⅓", 4: "¼", 6: "⅙", 8: "⅛" }[factor] ?? `1/${factor}`;
}
