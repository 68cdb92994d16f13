/** The sending of one picked set, from the manifest to "processing starts". No React, no state kept outside. */
import { ApiError, isAbort, isApiError, NetworkError } from "../api/errors";
import { type Upload } from "../api/types";
import { type ManifestEntry } from "../api/uploads";
import { findOpenUpload } from "./findOpenUpload";
import { type Picked, type PickedFile } from "./pickedFiles";

/** What sending needs of the outside. */
export type UploadWire = {
  listOpen: (signal: AbortSignal) => Promise<Upload[]>;
  create: (name: string, files: ManifestEntry[], signal: AbortSignal) => Promise<Upload>;
  get: (id: string, signal: AbortSignal) => Promise<Upload>;
  put: (
    id: string,
    file: PickedFile,
    signal: AbortSignal,
    onProgress: (bytes: number) => void,
  ) => Promise<void>;
  complete: (id: string, signal: AbortSignal) => Promise<Upload>;
  /** Resolves when it is worth trying again: after `ms`, or as soon as the net is back. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** Bytes and files of the whole set that the server has or is just getting. */
export type Sent = { bytes: number; files: number };

export type SendReport = {
  onUpload: (upload: Upload) => void;
  onSent: (sent: Sent) => void;
  /** True while it waits for the net or the server; false when it goes on. */
  onWaiting: (waiting: boolean) => void;
};

/**
 * A browser opens six connections to one HTTP/1.1 server. One carries the events and one is left for the
 * page itself.
 */
const parallelFiles = 4;
const firstWaitMs = 1_000;
const lastWaitMs = 15_000;

/**
 * Sends what the server does not have yet and completes the upload. A broken connection is waited out: it
 * asks again what is missing and goes on. An unfinished upload of the same set is taken up.
 * @param uploadId  of an earlier try in this page, or null.
 * @returns the upload, queued or further.
 * @throws what waiting cannot mend: ApiError, FileGoneError; AbortError when `signal` aborts.
 */
export async function sendUpload(
  picked: Picked,
  uploadId: string | null,
  wire: UploadWire,
  report: SendReport,
  signal: AbortSignal,
): Promise<Upload> {
  let id = uploadId;
  let waitMs = firstWaitMs;
  let sentBefore = -1;

  for (;;) {
    try {
      const upload = id === null ? await begin(picked, wire, signal) : await wire.get(id, signal);
      id = upload.id;
      report.onUpload(upload);
      report.onWaiting(false);
      if (upload.state !== "open") return upload; // Completed by another tab.
      const progress = createProgress(picked, upload.missing ?? [], report);
      try {
        await sendMissing(upload, picked, wire, progress, signal);
        return await wire.complete(upload.id, signal);
      } finally {
        if (progress.arrivedBytes() > sentBefore) waitMs = firstWaitMs;
        sentBefore = progress.arrivedBytes();
      }
    } catch (error) {
      if (!isWorthWaiting(error)) throw error;
    }
    report.onWaiting(true);
    await wire.wait(waitMs, signal);
    signal.throwIfAborted();
    waitMs = Math.min(waitMs * 2, lastWaitMs);
  }
}

async function begin(picked: Picked, wire: UploadWire, signal: AbortSignal): Promise<Upload> {
  const open = findOpenUpload(await wire.listOpen(signal), picked);
  // The list may leave `missing` out; the upload itself never does.
  if (open) return wire.get(open.id, signal);
  const manifest = picked.files.map(({ path, file }) => ({ path, size: file.size }));
  return wire.create(picked.name, manifest, signal);
}

type Progress = ReturnType<typeof createProgress>;

function createProgress({ files }: Picked, missing: string[], report: SendReport) {
  const pending = new Set(missing);
  const arrived = { bytes: 0, files: 0 };
  for (const { path, file } of files) {
    if (pending.has(path)) continue;
    arrived.bytes += file.size;
    arrived.files += 1;
  }
  const underWay = new Map<string, number>();
  const tell = () => {
    const moving = [...underWay.values()].reduce((sum, bytes) => sum + bytes, 0);
    report.onSent({ bytes: arrived.bytes + moving, files: arrived.files });
  };
  tell();
  return {
    moving(path: string, bytes: number): void {
      underWay.set(path, bytes);
      tell();
    },
    arrived({ path, file }: PickedFile): void {
      underWay.delete(path);
      arrived.bytes += file.size;
      arrived.files += 1;
      tell();
    },
    arrivedBytes: () => arrived.bytes,
  };
}

/** Sends the missing files, some at a time. The first failure stops the others. */
async function sendMissing(
  upload: Upload,
  { files }: Picked,
  wire: UploadWire,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const missing = new Set(upload.missing ?? []);
  const pending = files.filter(({ path }) => missing.has(path));
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);

  const sender = async () => {
    for (let file = pending.shift(); file; file = pending.shift()) {
      const { path } = file;
      await wire.put(upload.id, file, either, (bytes) => progress.moving(path, bytes));
      progress.arrived(file);
    }
  };
  const senders = Array.from({ length: parallelFiles }, async () => {
    try {
      await sender();
    } catch (error) {
      stop.abort();
      throw error;
    }
  });
  const outcomes = await Promise.allSettled(senders);
  signal.throwIfAborted();
  const failures = outcomes.flatMap((end) =>
    end.status === "rejected" && end.reason instanceof Error ? [end.reason] : [],
  );
  // Those that were only stopped say nothing; the one that stopped them does.
  const failure = failures.find((error) => !isAbort(error)) ?? failures[0];
  if (failure) throw failure;
}

function isWorthWaiting(error: unknown): boolean {
  if (error instanceof NetworkError) return true;
  if (isApiError(error, "files_missing") || isApiError(error, "upload_closed")) return true;
  if (!(error instanceof ApiError)) return false;
  return [408, 429, 500, 502, 503, 504].includes(error.problem.status);
}
