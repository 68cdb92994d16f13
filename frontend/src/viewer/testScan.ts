import { type Scan, type Volume } from "../api/types";

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
    ...part,
  };
}
