/** A server for the tests of sending: keeps what arrives, and can be told to break. */
import { ApiError, NetworkError } from "../api/errors";
import { type Upload } from "../api/types";
import { exampleUpload } from "./examples";
import { type Picked } from "../upload/pickedFiles";
import { type QueueWire } from "../upload/uploadQueue";

export function pickedOf(name: string, paths: string[]): Picked {
  const files = paths.map((path) => ({ path, file: new File(["abc"], path) }));
  return { name, files, leftOut: [] };
}

export function problem(status: number, code: string): ApiError {
  return new ApiError({ type: "about:blank", title: "", status, code, detail: "" });
}

export class FakeWire implements QueueWire {
  uploads = new Map<string, Upload & { missing: string[] }>();
  /** Paths in the order in which their bytes were sent. */
  sent: string[] = [];
  removed: string[] = [];
  waits: number[] = [];
  completed: string[] = [];
  /** Called before each file; throw to break, wait to be slow. */
  beforePut: (path: string, signal: AbortSignal) => Promise<void> = async () => undefined;
  underWay = 0;
  mostUnderWay = 0;

  listOpen = async () => [...this.uploads.values()].filter(({ state }) => state === "open");

  create = async (name: string, files: { path: string; size: number }[]) => {
    const id = `up${this.uploads.size + 1}`;
    const expectedBytes = files.reduce((sum, { size }) => sum + size, 0);
    const counts = { expected: files.length, received: 0, expectedBytes, receivedBytes: 0 };
    const upload = {
      ...exampleUpload({ id, name, files: counts }),
      missing: files.map((f) => f.path),
    };
    this.uploads.set(id, upload);
    return { ...upload };
  };

  get = async (id: string) => {
    const upload = this.uploads.get(id);
    if (!upload) throw problem(404, "not_found");
    return { ...upload, missing: [...upload.missing] };
  };

  put: QueueWire["put"] = async (id, { path, file }, signal, onProgress) => {
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    try {
      await this.beforePut(path, signal);
      signal.throwIfAborted();
      onProgress(file.size);
      const upload = this.uploads.get(id)!;
      upload.missing = upload.missing.filter((one) => one !== path);
      this.sent.push(path);
    } finally {
      this.underWay -= 1;
    }
  };

  complete = async (id: string) => {
    const upload = this.uploads.get(id)!;
    if (upload.missing.length > 0) throw problem(409, "files_missing");
    upload.state = "queued";
    this.completed.push(id);
    return { ...upload };
  };

  wait = async (ms: number) => {
    this.waits.push(ms);
  };

  remove = async (id: string) => {
    this.removed.push(id);
    this.uploads.delete(id);
  };
}

/** Fails the first `times` sendings with a broken connection. */
export function breakFirst(times: number): FakeWire["beforePut"] {
  let left = times;
  return async () => {
    if (left-- > 0) throw new NetworkError();
  };
}
