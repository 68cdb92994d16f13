/** Runs in a worker: lays bricks into textures, converted, so that the page looks at no voxel. */
import { Textures } from "./Textures";
import { type ToTextures } from "./textureMessages";

const textures = new Textures();

self.onmessage = ({ data }: MessageEvent<ToTextures>) => {
  const done = textures.take(data);
  if (done) self.postMessage(done, { transfer: [done.values.buffer] });
};
