import { type GrayRamp } from "../display/displayWindow";
import { type VoxelArray } from "../../pyramid/voxels";

const kBlack = 0xff000000;

/**
 * Turns values into pixels. One channel becomes gray, three become red, green, blue; NaN becomes black.
 * @param pixels  RGBA, width × height × 4 bytes, of a little-endian machine (every browser's).
 */
export function paintPicture(
  picture: { channels: readonly VoxelArray[] },
  ramp: GrayRamp,
  pixels: Uint8ClampedArray,
): void {
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.byteLength / 4);
  const { factor, offset } = ramp;
  const [red, green, blue] = picture.channels;
  if (red && green && blue) paintColor(red, green, blue, ramp, words);
  else if (red)
    for (let n = 0; n < words.length; n += 1) {
      const gray = grayOf((red[n] as number) * factor + offset);
      words[n] = kBlack | (gray * 0x010101);
    }
}

function paintColor(
  red: VoxelArray,
  green: VoxelArray,
  blue: VoxelArray,
  { factor, offset }: GrayRamp,
  words: Uint32Array,
): void {
  for (let n = 0; n < words.length; n += 1) {
    const r = grayOf((red[n] as number) * factor + offset);
    const g = grayOf((green[n] as number) * factor + offset);
    const b = grayOf((blue[n] as number) * factor + offset);
    words[n] = kBlack | (b << 16) | (g << 8) | r;
  }
}

/** Rounded and cut to 0 … 255; NaN is 0. */
function grayOf(value: number): number {
  if (!(value > 0)) return 0;
  return value >= 255 ? 255 : (value + 0.5) | 0;
}
