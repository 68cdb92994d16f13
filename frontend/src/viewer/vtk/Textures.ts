import { type Dimensions } from "../../pyramid/voxels";
import { type DisplayScale, displayArray, type DisplayValues, putPiece } from "./displayScale";
import { type FromTextures, type ToTextures } from "./textureMessages";

type Texture = { scale: DisplayScale; dimensions: Dimensions; values: DisplayValues };

/** Textures while they are put together: what the worker does with what it is told. */
export class Textures {
  readonly #textures = new Map<number, Texture>();

  /** @returns the texture, whole and no longer kept here, where the message asks for it. */
  take(message: ToTextures): FromTextures | null {
    if (message.kind === "begin") {
      const { scale, dimensions } = message;
      const values = displayArray(scale, dimensions[0] * dimensions[1] * dimensions[2]);
      this.#textures.set(message.texture, { scale, dimensions, values });
      return null;
    }
    const texture = this.#textures.get(message.texture);
    if (!texture) return null;
    if (message.kind === "piece") {
      putPiece(texture.scale, message.piece, texture.values, texture.dimensions);
      return null;
    }
    this.#textures.delete(message.texture);
    if (message.kind === "drop") return null;
    return { texture: message.texture, values: texture.values };
  }
}
