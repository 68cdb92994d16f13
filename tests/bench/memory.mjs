// SPDX-License-Identifier: Apache-2.0
import { rmSync, statfsSync } from "node:fs";
import path from "node:path";
import { converters } from "./conversion.mjs";
import { writeCtSeries } from "./ct_series.mjs";
import { peakMegabytes, program, row } from "./measure.mjs";

const fileBytes = 512 * 512 * 2;
/** Peak memory may grow by what is known of a file, not by its pixels. */
const mostMegabytesAFile = 0.06;

/** Peak memory of `convert` over many files: it must not hold them all. */
export function memoryBench(folder) {
  const room = statfsSync(folder);
  const many = room.bavail * room.bsize > 8e9 ? 1900 : 900;
  const small = peakOf(folder, 100, {});
  return [
    row("peak memory, 100 slices to .nii", "MB", small, undefined),
    ...[
      [
        `peak memory, ${many} slices (${Math.round((many * fileBytes) / 1e6)} MB) to .nii`,
        many,
        {},
      ],
      ["peak memory, 150 files, 5 time points, to .nii", 150, { timePoints: 5 }],
    ].map(([name, count, options]) =>
      row(name, "MB", peakOf(folder, count, options), undefined, {
        most: small + (count - 100) * mostMegabytesAFile,
      }),
    ),
  ];
}

function peakOf(folder, count, options) {
  const input = path.join(folder, "many");
  writeCtSeries(input, count, { distinct: 50, ...options });
  const own = path.join(folder, "many_out");
  const peak = peakMegabytes(program, converters(own, input).oursArguments(".nii"));
  rmSync(input, { recursive: true });
  rmSync(own, { recursive: true });
  return peak;
}
