import { PNG } from "pngjs";

export type Picture = {
  width: number;
  height: number;
  /** Red of a pixel; in a gray picture its gray. */
  gray: (x: number, y: number) => number;
  color: (x: number, y: number) => [number, number, number];
};

export function decodePng(bytes: Buffer): Picture {
  const { width, height, data } = PNG.sync.read(bytes);
  const at = (x: number, y: number) => 4 * (Math.round(y) * width + Math.round(x));
  return {
    width,
    height,
    gray: (x, y) => data[at(x, y)],
    color: (x, y) => [data[at(x, y)], data[at(x, y) + 1], data[at(x, y) + 2]],
  };
}

/** Standard deviation of the gray, over all pixels: 0 for a blank picture. */
export function contrast(picture: Picture): number {
  let [sum, squares] = [0, 0];
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++) {
      const [red, green, blue] = picture.color(x, y);
      const gray = (red + green + blue) / 3;
      sum += gray;
      squares += gray * gray;
    }
  const count = picture.width * picture.height;
  return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}
