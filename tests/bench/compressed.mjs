// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { converters } from "./conversion.mjs";
import { ctFile, ctPixels } from "./ct_series.mjs";
import { isInstalled, row, runProgram, sideBySide } from "./measure.mjs";

const jpeg2000 = "1.2.840.10008.1.2.4.90";

/** How a file of the CT becomes a compressed one. Debian's dcm2niix is built without JPEG-LS. */
const kinds = [
  { name: "JPEG lossless", tool: "dcmcjpeg", peerReads: true, make: byTool("dcmcjpeg", "+e1") },
  { name: "JPEG-LS lossless", tool: "dcmcjpls", peerReads: false, make: byTool("dcmcjpls", "+el") },
  { name: "JPEG 2000 lossless", tool: "opj_compress", peerReads: true, make: byOpenJpeg },
  { name: "RLE", tool: "dcmcrle", peerReads: true, make: byTool("dcmcrle") },
];

function byTool(tool, ...options) {
  return (source, target) => runProgram(tool, [...options, source, target]);
}

/** DCMTK writes no JPEG 2000: the codestream comes from OpenJPEG, the file around it from us. */
function byOpenJpeg(_source, target, slice) {
  const raw = `${target}.raw`;
  const stream = `${target}.j2k`;
  writeFileSync(raw, ctPixels(slice));
  runProgram("opj_compress", ["-i", raw, "-o", stream, "-F", "512,512,1,12,u"]);
  writeFileSync(target, ctFile(slice, { frame: readFileSync(stream), syntax: jpeg2000 }));
  rmSync(raw);
  rmSync(stream);
}

/** `convert` of compressed series to .nii, beside dcm2niix where that reads them. */
export async function compressedBench(folder, series) {
  const results = [];
  for (const { name, tool, peerReads, make } of kinds) {
    const title = `convert ${series.length} slices of ${name} to .nii`;
    if (!isInstalled(tool)) {
      results.push({ name: title, unit: "s", peer: `${tool} is not installed` });
      continue;
    }
    const input = path.join(folder, tool);
    mkdirSync(input);
    series.forEach((file, slice) => make(file, path.join(input, path.basename(file)), slice));
    const by = converters(folder, input);
    const hasPeer = peerReads && isInstalled("dcm2niix");
    const times = await sideBySide(3, {
      ours: () => by.ours(".nii"),
      ...(hasPeer && { peer: () => by.peer("n") }),
    });
    const why = peerReads ? "not installed" : "cannot read it";
    results.push(row(title, "s", times.ours, times.peer ?? why, { ratio: 1 / 1.5 }));
    rmSync(input, { recursive: true });
  }
  return results;
}
