import { type Dimensions } from "../../pyramid/voxels";
import { type DisplayScale, type DisplayValues, type Piece } from "./displayScale";
import { type FromTextures, type ToTextures } from "./textureMessages";

/** The worker that puts textures together, made when the first one begins or before. */
export class TextureAssembler {
  readonly #scale: DisplayScale;
  readonly #waiting = new Map<number, (values: DisplayValues) => void>();
  #worker: Worker | null = null;
  #last = 0;

  constructor(scale: DisplayScale) {
    this.#scale = scale;
  }

  /** Makes the worker, which takes a moment, before there is something to do. */
  prepare(): void {
    this.#worker ??= this.#make();
  }

  /** @returns the texture's number. */
  begin(dimensions: Dimensions): number {
    this.#last += 1;
    this.#say({ kind: "begin", texture: this.#last, scale: this.#scale, dimensions });
    return this.#last;
  }

  /** Copies: the piece's data stay whose they are. */
  put(texture: number, piece: Piece): void {
    this.#say({ kind: "piece", texture, piece });
  }

  /** Never resolves for one that was dropped. */
  finish(texture: number): Promise<{ values: DisplayValues; scale: DisplayScale }> {
    return new Promise((resolve) => {
      this.#waiting.set(texture, (values) => resolve({ values, scale: this.#scale }));
      this.#say({ kind: "finish", texture });
    });
  }

  drop(texture: number): void {
    this.#waiting.delete(texture);
    this.#say({ kind: "drop", texture });
  }

  dispose(): void {
    this.#worker?.terminate();
    this.#waiting.clear();
  }

  #say(message: ToTextures): void {
    const worker = (this.#worker ??= this.#make());
    worker.postMessage(message);
  }

  #make(): Worker {
    const worker = new Worker(new URL("./textureWorker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data: { texture, values } }: MessageEvent<FromTextures>) => {
      this.#waiting.get(texture)?.(values);
      this.#waiting.delete(texture);
    };
    return worker;
  }
}
