import { fetchBytes } from "./fetchBytes";
import { type FromWorker, type SliceRange, type ToWorker } from "./levelMessages";
import { type VoxelArray } from "./voxels";

type Job = {
  resolve: (data: VoxelArray) => void;
  reject: (error: unknown) => void;
  onProgress: (fraction: number) => void;
  fetchError: unknown;
};

/** One worker that decodes, kept for all levels: its code is quick only once it has run for a while. */
export class ReadingWorker {
  readonly #zarrUrl: string;
  readonly #worker: Worker;
  readonly #fetches = new AbortController();
  #job: Job | null = null;

  constructor(zarrUrl: string) {
    this.#zarrUrl = zarrUrl;
    this.#worker = new Worker(new URL("./levelWorker.ts", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#onMessage(data);
    this.#worker.onerror = ({ message }) => this.#fail(new Error(`reading worker: ${message}`));
  }

  /** One job at a time. @throws see LevelWorkers.read. */
  read(
    path: string,
    slices: SliceRange | null,
    time: number | null,
    onProgress: (fraction: number) => void,
  ): Promise<VoxelArray> {
    return new Promise((resolve, reject) => {
      this.#job = { resolve, reject, onProgress, fetchError: null };
      this.#say({ kind: "read", path, slices, time });
    });
  }

  dispose(): void {
    this.#worker.terminate();
    this.#fetches.abort();
    this.#fail(new DOMException("The level is no longer wanted.", "AbortError"));
  }

  #onMessage(message: FromWorker): void {
    switch (message.kind) {
      case "fetch":
        void this.#fetch(message);
        return;
      case "progress":
        this.#job?.onProgress(message.fraction);
        return;
      case "done":
        this.#job?.resolve(message.data);
        this.#job = null;
        return;
      case "failed":
        this.#fail(this.#job?.fetchError ?? new Error(message.message));
        return;
    }
  }

  async #fetch({ request, path, range }: Extract<FromWorker, { kind: "fetch" }>): Promise<void> {
    try {
      const bytes = await fetchBytes(this.#zarrUrl + path, range, this.#fetches.signal);
      this.#say({ kind: "bytes", request, bytes }, bytes ? [bytes.buffer] : []);
    } catch (error) {
      // The worker only hears that it failed; the reader is told why.
      if (this.#job) this.#job.fetchError ??= error;
      this.#say({ kind: "noBytes", request, message: "The page could not fetch it." });
    }
  }

  #say(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #fail(error: unknown): void {
    const job = this.#job;
    this.#job = null;
    job?.reject(error);
  }
}
