/** Runs in a worker: reads levels, or slabs of them, and decodes, so that the page never waits for a brick. */
import { installBlosc } from "./bloscCodec";
import { BrickStore, type FetchBytes } from "./brickStore";
import { type FromWorker, type SliceRange, type ToWorker } from "./levelMessages";
import { readLevel } from "./readLevel";

type Waiting = { resolve: (bytes: Uint8Array | null) => void; reject: (error: Error) => void };

installBlosc();

const waiting = new Map<number, Waiting>();
let lastRequest = 0;

const say = (message: FromWorker, transfer: Transferable[] = []) =>
  self.postMessage(message, { transfer });

const fetchFromPage: FetchBytes = (path, range) =>
  new Promise((resolve, reject) => {
    lastRequest += 1;
    waiting.set(lastRequest, { resolve, reject });
    say({ kind: "fetch", request: lastRequest, path, range });
  });

const store = new BrickStore(fetchFromPage);

async function read(path: string, slices: SliceRange | null, time: number | null): Promise<void> {
  try {
    const data = await readLevel(store, path, {
      slices,
      time,
      onProgress: (fraction) => say({ kind: "progress", fraction }),
    });
    say({ kind: "done", data }, [data.buffer]);
  } catch (error) {
    say({ kind: "failed", message: storyOf(error) });
  }
}

/** The message with those of its causes: zarrita wraps what its codecs throw. */
function storyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${storyOf(error.cause)}`;
}

self.onmessage = ({ data: message }: MessageEvent<ToWorker>) => {
  if (message.kind === "read") {
    void read(message.path, message.slices, message.time);
    return;
  }
  const asked = waiting.get(message.request);
  waiting.delete(message.request);
  if (message.kind === "bytes") asked?.resolve(message.bytes);
  else asked?.reject(new Error(message.message));
};
