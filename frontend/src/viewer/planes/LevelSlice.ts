import { type Brick } from "../../pyramid/brick";
import { type LevelLayout } from "../../pyramid/levelLayout";
import { type Dimensions, type VoxelArray, voxelArrayOf } from "../../pyramid/voxels";
import { type PlaneGeometry } from "../geometry/volumeGeometry";

/** Which parts of a slice are here: cells that a brick's cut is large, right fastest. */
export type CellMask = {
  width: number;
  height: number;
  across: number;
  down: number;
  filled: Uint8Array;
};

/** A part of a slice, in whole cells; ends are exclusive. */
export type CellRange = { right: [number, number]; down: [number, number] };

/**
 * One slice of one level, right index fastest, as stored: neither windowed nor turned. Filled brick by brick, and
 * whole without the bricks afterwards.
 */
export class LevelSlice {
  readonly level: number;
  /** The slice's own index in its level. */
  readonly through: number;
  readonly width: number;
  readonly height: number;
  /** Full-resolution voxels that one value stands for, along width and height. */
  readonly factor: { right: number; down: number };
  /** One array a channel; value (r, d) at d · width + r. */
  readonly channels: VoxelArray[];
  readonly cells: CellMask;
  readonly #plane: PlaneGeometry;
  readonly #layout: LevelLayout;
  #version = 0;

  constructor(
    layout: LevelLayout,
    level: number,
    factor: Dimensions,
    plane: PlaneGeometry,
    through: number,
  ) {
    const { right, down } = plane;
    this.level = level;
    this.through = through;
    this.width = layout.dimensions[right.axis];
    this.height = layout.dimensions[down.axis];
    this.factor = { right: factor[right.axis], down: factor[down.axis] };
    this.channels = Array.from({ length: layout.channels }, () =>
      voxelArrayOf(layout.dtype, this.width * this.height),
    );
    const across = layout.bricks[right.axis];
    const downwards = layout.bricks[down.axis];
    this.cells = {
      width: layout.brick[right.axis],
      height: layout.brick[down.axis],
      across,
      down: downwards,
      filled: new Uint8Array(across * downwards),
    };
    this.#plane = plane;
    this.#layout = layout;
  }

  /** Grows with each cell that is filled. */
  get version(): number {
    return this.#version;
  }

  isFilled(right: number, down: number): boolean {
    return this.cells.filled[down * this.cells.across + right] === 1;
  }

  /** The brick that the cell is cut out of. */
  brickAt(right: number, down: number): Dimensions {
    const at: [number, number, number] = [0, 0, 0];
    const { axis } = this.#plane.through;
    at[axis] = Math.floor(this.through / this.#layout.brick[axis]);
    at[this.#plane.right.axis] = right;
    at[this.#plane.down.axis] = down;
    return at;
  }

  /** Takes the cell out of a brick; false where the slice does not cross it, or has it. */
  fill(at: Dimensions, brick: Brick): boolean {
    const { right, down, through } = this.#plane;
    const [cellRight, cellDown] = [at[right.axis], at[down.axis]];
    const inside = this.through - at[through.axis] * this.#layout.brick[through.axis];
    if (inside < 0 || inside >= brick.size[through.axis] || this.isFilled(cellRight, cellDown))
      return false;
    const [ni, nj, nk] = brick.size;
    const strides = [1, ni, ni * nj] as const;
    const [rightStride, downStride] = [strides[right.axis], strides[down.axis]];
    const columns = brick.size[right.axis];
    for (const [channel, values] of this.channels.entries()) {
      const start = channel * ni * nj * nk + inside * strides[through.axis];
      for (let d = 0; d < brick.size[down.axis]; d += 1) {
        let from = start + d * downStride;
        let to = (cellDown * this.cells.height + d) * this.width + cellRight * this.cells.width;
        for (const end = to + columns; to < end; to += 1, from += rightStride)
          values[to] = brick.data[from] as number;
      }
    }
    this.cells.filled[cellDown * this.cells.across + cellRight] = 1;
    this.#version += 1;
    return true;
  }

  /** The cells that full-resolution voxels first … last of either axis lie in, one voxel around them included. */
  cellsUnder(part: { right: [number, number]; down: [number, number] }): CellRange {
    const along = (
      [first, last]: [number, number],
      factor: number,
      cell: number,
      count: number,
    ): [number, number] => [
      Math.min(Math.max(Math.floor((Math.floor(first / factor) - 1) / cell), 0), count),
      Math.max(Math.min(Math.floor((Math.ceil(last / factor) + 1) / cell) + 1, count), 0),
    ];
    const { width, height, across, down } = this.cells;
    return {
      right: along(part.right, this.factor.right, width, across),
      down: along(part.down, this.factor.down, height, down),
    };
  }

  /** Values of a voxel's channels as stored, by full-resolution indices; null where they are not here. */
  at(rightIndex: number, downIndex: number): number[] | null {
    const right = Math.floor(rightIndex / this.factor.right);
    const down = Math.floor(downIndex / this.factor.down);
    if (right < 0 || down < 0 || right >= this.width || down >= this.height) return null;
    const cell = [right / this.cells.width, down / this.cells.height].map(Math.floor);
    if (!this.isFilled(cell[0] ?? 0, cell[1] ?? 0)) return null;
    return this.channels.map((values) => values[down * this.width + right] as number);
  }
}

/** Cells of a range that are filled, and all of them. */
export function filledIn(
  { cells: { across, filled } }: LevelSlice,
  { right, down }: CellRange,
): { filled: number; all: number } {
  let count = 0;
  for (let d = down[0]; d < down[1]; d += 1)
    for (let r = right[0]; r < right[1]; r += 1) count += filled[d * across + r] ?? 0;
  return {
    filled: count,
    all: Math.max(0, right[1] - right[0]) * Math.max(0, down[1] - down[0]),
  };
}
