import { expect, test } from "vitest";
import { pictureFileName } from "./fileName";

test.each([
  ["Chest and upper abdomen", "axial-112", "chest-and-upper-abdomen-axial-112.png"],
  ["  Köpfe / 2 ", "3d", "köpfe-2-3d.png"],
  ["../../etc/passwd", "3d", "etc-passwd-3d.png"],
  ["…", "coronal-1", "scan-coronal-1.png"],
])("%j becomes a name for every file system", (name, what, wanted) => {
  expect(pictureFileName(name, what)).toBe(wanted);
});
