import {
  type ReconstructionFacts,
  type ReconstructionOffer,
  type Scan,
  type Triple,
  type Volume,
} from "../../api/types";
import { sourceName, volumeName } from "../volumeWords";
import { counterpartOf, factsIn } from "./reconstruction";

/** "5 mm", "1.25 mm". */
export function mmWords(mm: number): string {
  return `${Number(mm.toFixed(2))} mm`;
}

/** How far slices are apart, and how far they would be: the steps across them. Null where the server does not say. */
export function stepsOf(
  scan: Pick<Scan, "volumes">,
  { volume, spacingMm }: Pick<ReconstructionOffer, "volume" | "spacingMm">,
): { from: string; to: string } | null {
  const source = scan.volumes.find(({ id }) => id === volume);
  if (!source || !spacingMm) return null;
  const across = ([z]: Triple) => mmWords(z);
  return { from: across(source.spacingMm), to: across(spacingMm) };
}

/** What made the slices between: "slicesr", "interpolation (catmull-rom)". */
export function makerText(volume: Pick<Volume, "reconstructedFrom" | "provenance">): string {
  const { model } = volume.provenance;
  if (model) return model;
  return `interpolation (${factsIn(volume)?.method ?? "of an unknown kind"})`;
}

/** What slices of a reconstruction are that are none of those made: "As acquired", "As corrected". */
export function sourceSliceText(scan: Pick<Scan, "volumes" | "source">, volume: Volume): string {
  const source = counterpartOf(scan, volume);
  const name = source ? volumeName(scan, source) : sourceName(scan);
  return name.startsWith("As ") ? name : `As ${name.toLowerCase()}`;
}

/** What all panes say of the volume that they show, where it could be mistaken for another one of the scan. */
export type ShownAs = { text: string; made: boolean };

export function shownAs(scan: Pick<Scan, "volumes" | "source">, volume: Volume): ShownAs | null {
  if (volume.reconstructedFrom !== undefined) return { text: "Reconstructed", made: true };
  return counterpartOf(scan, volume) && { text: volumeName(scan, volume), made: false };
}

/** What stands in every picture of a reconstruction that leaves the page, whatever else does. */
export function captionOf(volume: Volume): string {
  const { model, version } = volume.provenance;
  const maker = model && version ? `${model} ${version}` : makerText(volume);
  return `Reconstructed by ${maker}`;
}

/** How a reconstruction was made, row by row. */
export function factsOf(volume: Volume, source: Volume | null): [name: string, said: string][] {
  const { model, version } = volume.provenance;
  const facts = factsIn(volume);
  if (!facts) return [];
  const steps = source && `${mmWords(source.spacingMm[0])} to ${mmWords(volume.spacingMm[0])}`;
  const width = `${facts.profileShape}, ${mmWords(facts.profileWidthMm)} wide`;
  const rows: [string, string | null][] = [
    ["Made by", makerText(volume)],
    ["Steps", [steps, `factor ${facts.factor}`].filter(Boolean).join(", ")],
    ["Mode", modeNames[facts.mode]],
    [
      "Profile",
      `${width}, ${facts.profileKnown ? "as the files say" : "judged from the scan's own detail"}`,
    ],
    ["Trial", trialText(facts.gateGainDb)],
    ["Refined", refinedText(facts)],
    ["Model", model ? [model, version].filter(Boolean).join(", version ") : "None"],
    ["Its SHA-256", facts.modelSha256],
  ];
  return rows.flatMap(([name, said]) => (said ? [[name, said]] : []));
}

export const modeNames = { preserve: "Preserve", deblur: "Deblur" } as const;

function refinedText({ refineSeconds, refineGainDb }: ReconstructionFacts): string {
  if (refineSeconds === 0) return "No";
  const gain = refineGainDb === null ? "" : `, which gained ${dbText(refineGainDb)}`;
  return `${secondsWords(refineSeconds)} on this scan${gain}`;
}

function dbText(db: number): string {
  return `${db.toFixed(1).replace("-", "−")} dB`;
}

/** On the scan's own detail: what came of the network against the best interpolation. */
function trialText(gainDb: number | null): string {
  if (gainDb === null) return "The network was not tried on this scan";
  const than = gainDb >= 0 ? "better" : "worse";
  return `On this scan's own detail ${dbText(Math.abs(gainDb))} ${than} than the best interpolation`;
}

/** "30 s", "2 min". */
export function secondsWords(seconds: number): string {
  return seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
