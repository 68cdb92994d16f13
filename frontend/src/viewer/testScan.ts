import { type ReconstructionOffer, type Scan, type Volume } from "../api/types";
import { type ScanJob } from "./useScanJob";

/** A volume as the server describes it; for tests only. */
export function volumeOf(part: Partial<Volume> = {}): Volume {
  return {
    id: "original",
    kind: "image",
    shape: [40, 30, 20],
    spacingMm: [1, 1, 1],
    ijkToLps: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
    calibrated: true,
    inverted: false,
    dtype: "int16",
    channels: 1,
    slope: 1,
    intercept: 0,
    valueUnit: "",
    valueRange: [0, 1000],
    histogram: { counts: [500, 20, 60, 90, 120, 80, 40, 10, 4, 1] },
    window: { center: 500, width: 1000 },
    windows: [],
    levels: [
      { path: "0", shape: [40, 30, 20], factor: [1, 1, 1] },
      { path: "1", shape: [20, 15, 10], factor: [2, 2, 2] },
    ],
    zarrUrl: "/api/v1/scans/s/volumes/original/zarr",
    timePoints: 1,
    provenance: { how: "acquired" },
    ...part,
  };
}

/** Labels on the voxels of volumeOf(). */
export function labelsOf(part: Partial<Volume> = {}): Volume {
  const code = { value: "", scheme: "", meaning: "" };
  const label = { category: code, type: code, algorithm: "AUTOMATIC" };
  return volumeOf({
    id: "labels-1",
    kind: "labels",
    name: "Organs",
    labels: [
      { ...label, value: 1, name: "Liver", color: "#dd8265" },
      { ...label, value: 2, name: "Spleen", color: "#9d6ca2" },
    ],
    labelsOf: "original",
    dtype: "uint8",
    valueRange: [0, 2],
    zarrUrl: "/api/v1/scans/s/volumes/labels-1/zarr",
    ...part,
  });
}

/** volumeOf() of which every slice but each fourth was made, by a network. */
export function reconstructedVolumeOf(part: Partial<Volume> = {}): Volume {
  const source = volumeOf();
  const factor = 4;
  const depth = (source.shape[0] - 1) * factor + 1;
  const shape = [depth, source.shape[1], source.shape[2]] as const;
  const between = Array.from({ length: depth }, (_, k) => k).filter((k) => k % factor !== 0);
  return volumeOf({
    id: "reconstructed",
    reconstructedFrom: "original",
    shape,
    spacingMm: [source.spacingMm[0] / factor, source.spacingMm[1], source.spacingMm[2]],
    ijkToLps: source.ijkToLps.map((value, n) => (n % 4 === 2 ? value / factor : value)),
    levels: [{ path: "0", shape, factor: [1, 1, 1] }],
    zarrUrl: "/api/v1/scans/s/volumes/reconstructed/zarr",
    provenance: {
      how: "157 slices made of 40 by slicesr.",
      model: "slicesr",
      version: "1",
      interpolatedSlices: between,
      parameters: {
        method: "network",
        mode: "preserve",
        factor,
        profileShape: "hann",
        profileWidthMm: 1,
        profileKnown: true,
        modelSha256: "0123456789abcdef",
        gateGainDb: 2.14,
        refineSeconds: 0,
        refineGainDb: null,
        networkRefused: null,
      },
    },
    ...part,
  });
}

/** How far reconstructedVolumeOf() may be off. */
export function uncertaintyVolumeOf(part: Partial<Volume> = {}): Volume {
  const { shape, spacingMm, ijkToLps, levels } = reconstructedVolumeOf();
  return volumeOf({
    ...{ shape, spacingMm, ijkToLps, levels },
    id: "uncertainty",
    kind: "uncertainty",
    uncertaintyOf: "reconstructed",
    valueRange: [0, 40],
    zarrUrl: "/api/v1/scans/s/volumes/uncertainty/zarr",
    provenance: { how: "made" },
    ...part,
  });
}

/** Work on a scan of which nothing is under way. */
export function workOf<Parameters>(part: Partial<ScanJob<Parameters>> = {}): ScanJob<Parameters> {
  return {
    job: null,
    busy: false,
    error: null,
    done: false,
    failedBefore: null,
    start: () => Promise.resolve(null),
    cancel: () => undefined,
    clear: () => undefined,
    ...part,
  };
}

const noReconstruction: ReconstructionOffer = {
  state: "unavailable",
  volume: "original",
  factor: null,
  spacingMm: null,
  reason: { code: "not_needed", message: "Slices lie as close as pixels." },
};

export function scanOf(volume: Volume, part: Partial<Scan> = {}): Scan {
  return {
    id: "s",
    name: "Head",
    state: "ready",
    modality: "MR",
    description: "",
    studyDate: null,
    createdAt: "2026-01-02T03:04:05Z",
    owner: { id: "u", name: "U" },
    tags: [],
    source: { format: "NIfTI", fileCount: 1, sizeBytes: 1000, transferSyntaxes: [] },
    warnings: [],
    annotationsUrl: "/api/v1/scans/s/annotations",
    volumes: [volume],
    revision: 0,
    lightBox: null,
    spacing: { origin: "file", editable: false, entered: null },
    reconstruction: noReconstruction,
    ...part,
  };
}
