/** Whole, valid things for tests; say only what the test is about. */
import { type Scan, type Upload, type Volume } from "../api/types";

export function exampleVolume(part: Partial<Volume> = {}): Volume {
  return {
    id: "original",
    kind: "image",
    shape: [275, 512, 512],
    spacingMm: [1, 0.7, 0.7],
    ijkToLps: [0.7, 0, 0, -180, 0, 0.7, 0, -180, 0, 0, 1, 0, 0, 0, 0, 1],
    calibrated: true,
    inverted: false,
    dtype: "int16",
    channels: 1,
    slope: 1,
    intercept: 0,
    valueUnit: "HU",
    valueRange: [-1024, 3071],
    histogram: { counts: [5, 3, 1] },
    window: { center: 40, width: 400 },
    windows: [{ name: "Lung", center: -600, width: 1500 }],
    levels: [{ path: "0", shape: [275, 512, 512], factor: [1, 1, 1] }],
    zarrUrl: "/api/v1/scans/s1/volumes/original/zarr",
    timePoints: 1,
    provenance: { how: "acquired" },
    ...part,
  };
}

export function exampleScan(part: Partial<Scan> = {}): Scan {
  return {
    id: "s1",
    name: "Chest and upper abdomen",
    state: "ready",
    modality: "CT",
    description: "",
    studyDate: "2026-03-12",
    createdAt: "2026-03-14T09:30:00Z",
    owner: { id: "u1", name: "Amara Osei" },
    tags: [],
    source: { format: "DICOM", fileCount: 275, sizeBytes: 145_000_000, transferSyntaxes: [] },
    warnings: [],
    annotationsUrl: "/api/v1/scans/s1/annotations",
    volumes: [exampleVolume()],
    revision: 0,
    lightBox: null,
    spacing: { origin: "scanner", editable: false, entered: null },
    reconstruction: {
      state: "unavailable",
      volume: "original",
      factor: null,
      spacingMm: null,
      reason: { code: "not_needed", message: "Slices lie as close as pixels." },
    },
    ...part,
  };
}

export function exampleUpload(part: Partial<Upload> = {}): Upload {
  return {
    id: "up1",
    name: "CT chest",
    state: "open",
    progress: { stage: "receiving", fraction: 0 },
    files: { expected: 2, received: 0, expectedBytes: 6, receivedBytes: 0 },
    scans: [],
    refused: [],
    createdAt: "2026-03-14T09:30:00Z",
    ...part,
  };
}

export function jsonResponse(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

export function problemResponse(status: number, code: string, detail = ""): Response {
  return jsonResponse({ type: "about:blank", title: code, status, code, detail }, status);
}
