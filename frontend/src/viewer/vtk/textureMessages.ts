import { type Dimensions } from "../../pyramid/voxels";
import { type DisplayScale, type DisplayValues, type Piece } from "./displayScale";

/** What the page and the worker that puts textures together say to one another. */
export type ToTextures =
  | { kind: "begin"; texture: number; scale: DisplayScale; dimensions: Dimensions }
  | { kind: "piece"; texture: number; piece: Piece }
  | { kind: "finish"; texture: number }
  | { kind: "drop"; texture: number };

export type FromTextures = { texture: number; values: DisplayValues };
