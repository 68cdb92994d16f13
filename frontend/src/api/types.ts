/**
 * What crosses the wire, as the page sees it. `contract/openapi.yaml` states the same for everybody else.
 * Triples are `[z, y, x]`; lengths are mm; the patient frame is LPS (DICOM's); times are RFC 3339 UTC.
 */

export type Triple = readonly [z: number, y: number, x: number];

/** Index (i, j, k, 1) → LPS mm. Row-major: element `4 * row + column`. i runs along x, the fastest axis. */
export type Matrix4 = readonly number[];

export type User = { id: string; email: string; name: string; role: "administrator" | "user" };

export type Session = { user: User; accessToken: string; /** Seconds. */ expiresIn: number };

export type Progress = {
  stage: string;
  /** 0 … 1, of the whole, never going back. */ fraction: number;
};

export type Refusal = { path: string; code: string; reason: string };

export const uploadStates = ["open", "queued", "processing", "done", "failed"] as const;
export type UploadState = (typeof uploadStates)[number];

export type Upload = {
  id: string;
  name: string;
  state: UploadState;
  progress: Progress;
  /** What was promised in the manifest (or sent), and what the server holds of it. */
  files: { expected: number; received: number; expectedBytes: number; receivedBytes: number };
  /** Only while `open`: paths whose bytes the server does not have. */
  missing?: string[];
  scans: string[];
  refused: Refusal[];
  /** Only when `failed`: why the upload as a whole did not go in. */
  error?: { code: string; detail: string };
  createdAt: string;
};

export const scanStates = ["processing", "ready", "failed"] as const;
export type ScanState = (typeof scanStates)[number];

export type Warning = { code: string; message: string };

/** Centre and width in the volume's unit. */
export type DisplayWindow = { center: number; width: number };

/** One resolution of a volume; level 0 is the full one. `factor` full voxels were averaged along each axis. */
export type Level = { path: string; shape: Triple; factor: Triple };

export type Cine = {
  /** From one picture to the next; null where the source does not say. */
  frameMs: number | null;
  /** Whether y and x are in mm. */
  pixelsCalibrated: boolean;
};

/** A concept of a terminology (DICOM's code sequences); texts are empty where the source gives none. */
export type Code = { value: string; scheme: string; meaning: string };

/** What one value of a label volume stands for. */
export type LabelValue = {
  /** 1 …; 0 is nothing, and is not listed. */
  value: number;
  name: string;
  /** "#rrggbb" */
  color: string;
  category: Code;
  type: Code;
  algorithm: string;
};

export const volumeKinds = ["image", "labels", "uncertainty"] as const;

/** "preserve": acquired slices stay as they are; "deblur": all slices are made, sharper than they were acquired. */
export const reconstructionModes = ["preserve", "deblur"] as const;
export type ReconstructionMode = (typeof reconstructionModes)[number];

/** How the slices of a reconstruction were made. */
export type ReconstructionFacts = {
  /** "network", or the name of an interpolation. */
  method: string;
  mode: ReconstructionMode;
  /** Steps between slices were divided by it. */
  factor: number;
  /** What one acquired slice is made of, across itself: "box", "gaussian", "hann", and its full width at half maximum. */
  profileShape: string;
  profileWidthMm: number;
  /** False: not the files said it, it was judged from the scan's own detail. */
  profileKnown: boolean;
  modelSha256: string | null;
  /** What the network was better by than the best interpolation, on the scan's own detail. Null: not tried. */
  gateGainDb: number | null;
  /** How long the network first learnt from this scan. */
  refineSeconds: number;
  /** What that gained, on slices that it did not learn from. Null: not measured. */
  refineGainDb: number | null;
  /** Why the network was not used, one sentence. */
  networkRefused: string | null;
};

export type Volume = {
  id: string;
  /**
   * "labels": voxels say which segment they belong to; never to be shown or averaged as grays. "uncertainty": how far
   * each voxel of another volume may be off, in its unit.
   */
  kind: (typeof volumeKinds)[number];
  /** Of labels: what the source calls them, and what their values stand for, ascending. */
  name?: string;
  labels?: LabelValue[];
  /** Of labels: the id of the volume on whose voxels they lie; null where on their own. */
  labelsOf?: string | null;
  /** Of a reconstruction: the id of the volume between whose slices it made more. */
  reconstructedFrom?: string;
  /** Of kind "uncertainty": the id of the volume on whose voxels it lies. 0 where that was acquired. */
  uncertaintyOf?: string;
  /** How thick the slices were when they were acquired, not how far apart they lie. Absent where nobody says it. */
  sliceThicknessMm?: number;
  shape: Triple;
  spacingMm: Triple;
  ijkToLps: Matrix4;
  /** False where the source says nothing of physical size (photographs): then "mm" are voxels. */
  calibrated: boolean;
  /** Type of the stored voxels, as Zarr names it: "int16", "uint8", "float32", … */
  dtype: string;
  /** 1, or 3 for red, green, blue (stored as a leading axis `c`). */
  channels: 1 | 3;
  /** Real value = stored × slope + intercept. 1 and 0 whenever the stored voxels are the real values. */
  slope: number;
  intercept: number;
  /** Low values are meant to be shown bright (DICOM's MONOCHROME1). Stored values are as they were. */
  inverted: boolean;
  /** "HU", "" when unknown, … */
  valueUnit: string;
  /** Least and greatest real value. */
  valueRange: readonly [number, number];
  /** Counts of equal-width bins over `valueRange`. */
  histogram: { counts: number[] };
  /** What to show first, and what the source itself recommends. */
  window: DisplayWindow;
  windows: (DisplayWindow & { name: string })[];
  levels: Level[];
  zarrUrl: string;
  timePoints: number;
  /** What tells several time points apart, and a label for each ("30 ms"); labels may be fewer. */
  time?: { axis: string; labels: string[] };
  /** Only where z is time (ultrasound, angiography): `calibrated` is then false, whatever is known of the pixels. */
  cine?: Cine;
  provenance: {
    how: string;
    /** Slices (index k) that were not acquired but made from those beside them. */
    interpolatedSlices?: number[];
    model?: string;
    version?: string;
    /** Where `reconstructedFrom` is there: ReconstructionFacts, and more. */
    parameters?: Record<string, unknown>;
  };
};

export const offerStates = ["offered", "made", "unavailable"] as const;

/** Whether slices can be made between those that were acquired, or why not. */
export type ReconstructionOffer = {
  state: (typeof offerStates)[number];
  /** The volume that it is, or would be, made of. */
  volume: string | null;
  factor: number | null;
  /** Of the result. */
  spacingMm: Triple | null;
  /** Why it is unavailable, in words for a person. */
  reason: { code: string; message: string } | null;
};

export const lightBoxStates = ["none", "proposed", "applied", "declined"] as const;
export const tileOrders = ["row_major", "column_major"] as const;
export type TileOrder = (typeof tileOrders)[number];

/** How a sheet of slices is laid out. One row and one column is one picture. */
export type LightBoxGrid = { rows: number; columns: number; order: TileOrder };

/** Whether a lone picture is a sheet of slices: what is proposed or applied, 1 × 1 where there is nothing. */
export type LightBox = LightBoxGrid & {
  state: (typeof lightBoxStates)[number];
  /** 0 … 1. Null where the grid is a person's, or there is none. */
  confidence: number | null;
  /** Tiles at the end of that order that hold no picture. */
  blankAtEnd: number;
};

/** What a person says of distances. `sliceMm` is null where it is not known, and for one picture alone. */
export type EnteredSpacing = {
  pixelMm: readonly [y: number, x: number];
  sliceMm: number | null;
};

export const spacingOrigins = ["scanner", "file", "entered", "none"] as const;

/** Where the distances between voxels come from; `editable`: a person may enter them. */
export type Spacing = {
  origin: (typeof spacingOrigins)[number];
  editable: boolean;
  entered: EnteredSpacing | null;
};

/** Equal tiles along one side of a picture, in pixels: tile n begins at `first + n * (size + gutter)`. */
export type TileRow = { first: number; size: number; gutter: number };

/** Where a sheet of slices would be cut. */
export type LightBoxCut = {
  rows: number;
  columns: number;
  down: TileRow;
  across: TileRow;
  /** Which tiles are of one colour, row by row. */
  blank: boolean[];
};

export type ScanSummary = {
  id: string;
  name: string;
  state: ScanState;
  modality: string;
  description: string;
  /** YYYY-MM-DD, or null when the source does not say. */
  studyDate: string | null;
  createdAt: string;
  owner: { id: string; name: string };
  tags: string[];
  source: { format: string; fileCount: number; sizeBytes: number; transferSyntaxes: string[] };
  warnings: Warning[];
  annotationsUrl: string;
  /** How often it was read again. With it, `zarrUrl` and all that was derived change. */
  revision: number;
  /** Null unless the scan is one picture in one file. */
  lightBox: LightBox | null;
  spacing: Spacing;
  reconstruction: ReconstructionOffer;
};

export type Scan = ScanSummary & { volumes: Volume[] };

/** `volumes` of a listed scan carry everything but the histogram's use; the page reads shape and spacing from them. */
export type ScanPage = {
  items: Scan[];
  nextCursor: string | null;
  /** All that match, whatever the page size. */
  total: number;
  /** How many scans of each modality there are before `modality` filters. */
  modalities: Record<string, number>;
  /** Bytes that this account's scans take. */
  usedBytes: number;
};

/** What `/events` says of a scan. */
export type ScanNews =
  { id: string; name: string; state: ScanState } | { id: string; deleted: true };

export const jobStates = ["queued", "running", "done", "failed", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

/** Work on a scan. Until it is done, and when it is not, the scan is as it was. */
export type Job = {
  id: string;
  scanId: string;
  /** "reread", "reconstruct", or a kind that a newer server has. */
  kind: string;
  state: JobState;
  progress: Progress;
  /** Only when `failed`. */
  error?: { code: string; detail: string };
  /** Only when `done`: the scan's revision that it made. */
  result?: { revision: number };
  createdAt: string;
};

/** What a scan is to be read again with. Left out keeps the earlier decision, null takes it back. */
export type RereadParameters = {
  lightBox?: LightBoxGrid | null;
  spacing?: EnteredSpacing | null;
};

/** How slices are to be made between those that were acquired. */
export type ReconstructParameters = {
  volume?: string;
  mode: ReconstructionMode;
  /** How long the network may first learn from this scan; 0: not at all. Whole, at most 120. */
  refineSeconds: number;
};

export type JobPage = { items: Job[]; nextCursor: string | null };

export type UploadPage = { items: Upload[]; nextCursor: string | null };

/** RFC 9457, with a stable `code`, and for 422 the fields at fault. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors?: { field: string; message: string }[];
  retryAfterSeconds?: number;
  /** With `files_missing`: what has not arrived. */
  missing?: string[];
};
