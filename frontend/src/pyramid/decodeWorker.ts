/** Runs in a worker: unpacks bricks, so that the page never waits for one. */
import { installBlosc } from "./bloscCodec";
import { ChunkDecoder } from "./chunkDecoder";
import { decodeBricks } from "./decodeBricks";
import { type BrickKind, type FromDecoder, type ToDecoder } from "./decodeMessages";

installBlosc();

const levels = new Map<number, { decoder: ChunkDecoder; bricks: BrickKind }>();

async function decode({
  job,
  level,
  bytes,
  parts,
}: Extract<ToDecoder, { kind: "decode" }>): Promise<void> {
  try {
    const known = levels.get(level);
    if (!known) throw new Error(`level ${level} has not been described`);
    const bricks = await decodeBricks(known.decoder, known.bricks, bytes, parts);
    say(
      { kind: "decoded", job, bricks },
      bricks.map(({ buffer }) => buffer),
    );
  } catch (error) {
    say({ kind: "failed", job, message: storyOf(error) });
  }
}

function say(message: FromDecoder, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

/** The message with those of its causes: zarrita wraps what its codecs throw. */
function storyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${storyOf(error.cause)}`;
}

// One job after another: a decoder holds the bytes of one brick.
let queue = Promise.resolve();
self.onmessage = ({ data: message }: MessageEvent<ToDecoder>) => {
  if (message.kind === "level") {
    const decoder = new ChunkDecoder(message.bricks.metadata);
    levels.set(message.level, { decoder, bricks: message.bricks });
  } else queue = queue.then(() => decode(message));
};
