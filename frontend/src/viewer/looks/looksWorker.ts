/** Runs in a worker: looks at every voxel, so that the page need not. */
import { VoxelLooks } from "./VoxelLooks";
import { type ToLooks } from "./looksMessages";

const looks = new VoxelLooks();

self.onmessage = ({ data }: MessageEvent<ToLooks>) => {
  const answer = looks.take(data);
  if (!answer) return;
  self.postMessage(answer, {
    transfer: answer.kind === "thumbnail" ? [answer.pixels.buffer] : [],
  });
};
