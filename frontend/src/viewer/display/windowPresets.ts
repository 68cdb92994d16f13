import { type DisplayWindow, type Volume } from "../../api/types";
import { fullWindow } from "../../pyramid/voxels";
import { isSameWindow } from "./displayWindow";
import { above, backgroundEnd, histogramOf, percentile } from "./histogram";

export type WindowPreset = { name: string; window: DisplayWindow };

/** Number keys 1 … 6 choose the first six. */
export const kMostPresets = 9;

const kCtPresets: WindowPreset[] = [
  { name: "Soft tissue", window: { center: 40, width: 400 } },
  { name: "Lung", window: { center: -600, width: 1500 } },
  { name: "Bone", window: { center: 400, width: 1800 } },
  { name: "Brain", window: { center: 40, width: 80 } },
  { name: "Liver", window: { center: 60, width: 150 } },
];

/**
 * Windows to choose from: for CT the usual ones, as HU mean the same in every scan; for others what the source itself
 * recommends and what follows from its values.
 */
export function windowPresets(modality: string, volume: Volume): WindowPreset[] {
  const full = { name: "Full range", window: fullWindow(volume.valueRange) };
  const ofSource = volume.windows.map(({ name, center, width }, place) => ({
    name: name || (volume.windows.length > 1 ? `As scanned ${place + 1}` : "As scanned"),
    window: { center, width },
  }));
  // What the server chose from the values, where the source recommends nothing.
  const automatic = {
    name: "Automatic",
    window: { center: volume.window.center, width: volume.window.width },
  };
  const presets = isHounsfield(modality, volume)
    ? [...kCtPresets, full, ...ofSource, automatic]
    : [...ofSource, automatic, ...fromValues(volume), full];
  return withoutDoubles(presets).slice(0, kMostPresets);
}

/** Color pictures have one channel a color, and no Hounsfield units whatever their modality says. */
export function isHounsfield(modality: string, volume: Pick<Volume, "valueUnit" | "channels">) {
  return volume.channels === 1 && modality === "CT" && volume.valueUnit === "HU";
}

function fromValues(volume: Volume): WindowPreset[] {
  if (volume.channels === 3) return [];
  const histogram = histogramOf(volume);
  const inside = above(histogram, backgroundEnd(histogram));
  const least = histogram.range[0];
  const between = (name: string, black: number, white: number): WindowPreset => ({
    name,
    window: { center: (black + white) / 2, width: Math.max(white - black, 1e-6) },
  });
  return [
    between("Balanced", percentile(histogram, 0.005), percentile(inside, 0.995)),
    between("Contrast", percentile(inside, 0.05), percentile(inside, 0.95)),
    between("Dark", least, percentile(inside, 0.5)),
    between("Bright", percentile(inside, 0.5), percentile(inside, 0.998)),
  ];
}

function withoutDoubles(presets: WindowPreset[]): WindowPreset[] {
  return presets.filter(
    (preset, place) =>
      presets.findIndex((other) => isSameWindow(other.window, preset.window)) === place,
  );
}
