import {
  type BrickKind,
  type FromDecoder,
  type PackedBrick,
  type ToDecoder,
} from "./decodeMessages";
import { type VoxelArray } from "./voxels";

export type Decode = (
  level: number,
  kind: BrickKind,
  bytes: Uint8Array,
  parts: PackedBrick[],
) => Promise<VoxelArray[]>;

type Job = { resolve: (bricks: VoxelArray[]) => void; reject: (error: unknown) => void };

/** Workers that decode side by side, made when they are needed: each job goes to the one that has the least to do. */
export class DecodePool {
  readonly #most: number;
  readonly #workers: PoolWorker[] = [];

  /** @param most  Workers at most, 1 or more. */
  constructor(most: number) {
    this.#most = Math.max(1, most);
  }

  /** @throws Error where a brick is damaged; AbortError after `dispose`. `bytes` are given away. */
  readonly decode: Decode = (level, kind, bytes, parts) => {
    const idle = this.#workers.find(({ busy }) => busy === 0);
    if (!idle && this.#workers.length < this.#most) this.#workers.push(new PoolWorker());
    const worker =
      idle ?? this.#workers.reduce((least, one) => (one.busy < least.busy ? one : least));
    return worker.decode(level, kind, bytes, parts);
  };

  dispose(): void {
    for (const worker of this.#workers) worker.dispose();
  }
}

class PoolWorker {
  readonly #worker = new Worker(new URL("./decodeWorker.ts", import.meta.url), { type: "module" });
  readonly #jobs = new Map<number, Job>();
  readonly #described = new Set<number>();
  #last = 0;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<FromDecoder>) => this.#onMessage(data);
    this.#worker.onerror = ({ message }) => this.#endAll(new Error(`decoding worker: ${message}`));
  }

  get busy(): number {
    return this.#jobs.size;
  }

  decode(
    level: number,
    bricks: BrickKind,
    bytes: Uint8Array,
    parts: PackedBrick[],
  ): Promise<VoxelArray[]> {
    if (!this.#described.has(level)) {
      this.#described.add(level);
      this.#say({ kind: "level", level, bricks });
    }
    this.#last += 1;
    const job = this.#last;
    return new Promise((resolve, reject) => {
      this.#jobs.set(job, { resolve, reject });
      this.#say({ kind: "decode", job, level, bytes, parts }, [bytes.buffer]);
    });
  }

  dispose(): void {
    this.#worker.terminate();
    this.#endAll(new DOMException("The bricks are no longer wanted.", "AbortError"));
  }

  #onMessage(message: FromDecoder): void {
    const job = this.#jobs.get(message.job);
    this.#jobs.delete(message.job);
    if (message.kind === "decoded") job?.resolve(message.bricks);
    else job?.reject(new Error(message.message));
  }

  #endAll(error: unknown): void {
    for (const job of this.#jobs.values()) job.reject(error);
    this.#jobs.clear();
  }

  #say(message: ToDecoder, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}
