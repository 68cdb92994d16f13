// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { isInstalled, peakMegabytes, program, row, runProgram, sideBySide } from "./measure.mjs";

const megabytes = (file) => statSync(file).size / 1e6;

/** A conversion by us, and by dcm2niix with one of its ways to compress. Each begins without its output. */
export function converters(folder, input) {
  const target = path.join(folder, "peer");
  mkdirSync(target, { recursive: true });
  const fresh = (file) => {
    rmSync(file, { force: true });
    return file;
  };
  return {
    oursArguments: (suffix) => [
      "convert",
      input,
      "--output",
      fresh(path.join(folder, `ours${suffix}`)),
    ],
    ours(suffix) {
      runProgram(program, this.oursArguments(suffix));
    },
    oursFile: (suffix) => path.join(folder, `ours${suffix}`),
    peerArguments(way) {
      fresh(this.peerFile(way));
      return ["-z", way, "-b", "n", "-w", "1", "-f", `out_${way}`, "-o", target, input];
    },
    peer(way) {
      runProgram("dcm2niix", this.peerArguments(way));
    },
    peerFile: (way) => path.join(target, `out_${way}.nii${way === "n" ? "" : ".gz"}`),
  };
}

/** `convert` of a CT to .nii and .nii.gz, beside dcm2niix on the same files. */
export async function conversionBench(folder, slices) {
  const what = `${slices}-slice CT`;
  const by = converters(folder, path.join(folder, "ct"));
  const hasPeer = isInstalled("dcm2niix");
  const hasPigz = hasPeer && isInstalled("pigz");
  const missing = "not installed";

  const plain = await sideBySide(7, {
    ours: () => by.ours(".nii"),
    ...(hasPeer && { peer: () => by.peer("n") }),
  });
  const size = megabytes(by.oursFile(".nii"));
  const packed = await sideBySide(
    3,
    {
      ours: () => by.ours(".nii.gz"),
      ...(hasPeer && { inner: () => by.peer("i") }),
      ...(hasPigz && { pigz: () => by.peer("y") }),
    },
    { warm: false },
  );
  const packedSize = megabytes(by.oursFile(".nii.gz"));
  return [
    row(`convert ${what} to .nii`, "s", plain.ours, plain.peer ?? missing, { ratio: 1 }),
    row(
      `  peak memory (the file has ${Math.round(size)} MB)`,
      "MB",
      peakMegabytes(program, by.oursArguments(".nii")),
      hasPeer ? peakMegabytes("dcm2niix", by.peerArguments("n")) : missing,
      { most: 1.3 * size },
    ),
    row(
      `convert ${what} to .nii.gz, peer with its own zlib`,
      "s",
      packed.ours,
      packed.inner ?? missing,
      {
        ratio: 1 / 6,
      },
    ),
    row(`convert ${what} to .nii.gz, peer through pigz`, "s", packed.ours, packed.pigz ?? missing, {
      ratio: 1 / 1.5,
    }),
    row(
      "  size, peer with its own zlib",
      "MB",
      packedSize,
      hasPeer ? megabytes(by.peerFile("i")) : missing,
      { ratio: 1.05 },
    ),
    row(
      "  size, peer through pigz",
      "MB",
      packedSize,
      hasPigz ? megabytes(by.peerFile("y")) : missing,
      {
        ratio: 1.05,
      },
    ),
    row("  peak memory", "MB", peakMegabytes(program, by.oursArguments(".nii.gz")), undefined, {
      most: 1.3 * size,
    }),
  ];
}
