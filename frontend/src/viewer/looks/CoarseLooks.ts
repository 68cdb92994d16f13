import { type Voxels } from "../../pyramid/voxels";
import { type VolumeGeometry } from "../geometry/volumeGeometry";
import { type Look, type LookPoint } from "./look";
import { type FromLooks, type ToLooks } from "./looksMessages";

type Waiting = { take: (answer: FromLooks) => void; reject: (error: Error) => void };

/**
 * What looks make of this very scan, worked out by a worker from the coarsest level. The worker is made when
 * something is first asked; answers come in the order of the questions, and none comes after `dispose`.
 */
export class CoarseLooks {
  readonly #geometry: VolumeGeometry;
  readonly #coarse: { readonly voxels: Voxels | null };
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #last = 0;

  constructor(coarse: { readonly voxels: Voxels | null }, geometry: VolumeGeometry) {
    this.#coarse = coarse;
    this.#geometry = geometry;
  }

  /** True once there are voxels to look at; before, nothing may be asked. */
  get ready(): boolean {
    return this.#coarse.voxels !== null;
  }

  /** Sum of opacity × mm along a ray that an X-ray draws white. @throws Error where the worker failed. */
  exposure(points: readonly LookPoint[]): Promise<number> {
    return new Promise((resolve, reject) => {
      const take = (answer: FromLooks) => answer.kind === "exposure" && resolve(answer.totalMm);
      this.#say({ kind: "exposure", job: this.#next({ take, reject }), points });
    });
  }

  /** A small picture, RGBA, `size` × `size` pixels. @throws Error where the worker failed. */
  thumbnail(look: Look, size: number): Promise<Uint8ClampedArray<ArrayBuffer>> {
    return new Promise((resolve, reject) => {
      const take = (answer: FromLooks) => answer.kind === "thumbnail" && resolve(answer.pixels);
      this.#say({ kind: "thumbnail", job: this.#next({ take, reject }), look, size });
    });
  }

  dispose(): void {
    this.#worker?.terminate();
    this.#waiting.clear();
  }

  #next(waiting: Waiting): number {
    this.#last += 1;
    this.#waiting.set(this.#last, waiting);
    return this.#last;
  }

  /** Whoever asks again gets another worker. */
  #fail(error: Error): void {
    this.#worker?.terminate();
    this.#worker = null;
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of all) reject(error);
  }

  #say(message: ToLooks): void {
    const worker = (this.#worker ??= this.#make());
    worker.postMessage(message);
  }

  #make(): Worker {
    const { voxels } = this.#coarse;
    if (!voxels) throw new Error("a look was asked for before there were voxels");
    const worker = new Worker(new URL("./looksWorker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<FromLooks>) => {
      const waiting = this.#waiting.get(data.job);
      this.#waiting.delete(data.job);
      waiting?.take(data);
    };
    worker.onerror = ({ message }) => this.#fail(new Error(`worker of looks: ${message}`));
    const first: ToLooks = { kind: "voxels", voxels, geometry: this.#geometry };
    worker.postMessage(first); // Copies: the page draws planes from them.
    return worker;
  }
}
