import { authorizedFetch } from "../api/client";
import { ApiError } from "../api/errors";
import { type ByteRange, type FromWorker, type ToWorker } from "./levelMessages";
import { type VoxelArray } from "./voxels";

/**
 * Reads one level of the volume at `zarrUrl`, decoded in a worker of its own that ends with it.
 *
 * @throws AbortError when `signal` fires; the error of the first fetch that failed (ApiError, NetworkError);
 *   Error where the bytes are not a level that we can show.
 */
export function fetchLevel(
  zarrUrl: string,
  path: string,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<VoxelArray> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(aborted());
      return;
    }
    const worker = new Worker(new URL("./levelWorker.ts", import.meta.url), { type: "module" });
    const fetches = new AbortController();
    let fetchError: unknown = null;
    const end = () => {
      worker.terminate();
      fetches.abort();
      signal.removeEventListener("abort", onAbort);
    };
    const onAbort = () => {
      end();
      reject(aborted());
    };
    signal.addEventListener("abort", onAbort);
    const say = (message: ToWorker, transfer: Transferable[] = []) =>
      worker.postMessage(message, { transfer });

    worker.onmessage = ({ data: message }: MessageEvent<FromWorker>) => {
      switch (message.kind) {
        case "fetch":
          fetchBytes(zarrUrl + message.path, message.range, fetches.signal).then(
            (bytes) =>
              say(
                { kind: "bytes", request: message.request, bytes },
                bytes ? [bytes.buffer as ArrayBuffer] : [],
              ),
            (error: unknown) => {
              fetchError ??= error;
              say({ kind: "noBytes", request: message.request, message: String(error) });
            },
          );
          break;
        case "progress":
          onProgress(message.fraction);
          break;
        case "done":
          end();
          resolve(message.data);
          break;
        case "failed":
          end();
          reject(fetchError instanceof Error ? fetchError : new Error(message.message));
          break;
      }
    };
    worker.onerror = (event) => {
      end();
      reject(new Error(`reading worker: ${event.message}`));
    };
    say({ kind: "read", path });
  });
}

function aborted(): DOMException {
  return new DOMException("The level is no longer wanted.", "AbortError");
}

/** One file below the Zarr root, or a range of it; null where it does not exist. */
async function fetchBytes(
  url: string,
  range: ByteRange | null,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const headers: HeadersInit = range ? { Range: rangeHeader(range) } : {};
  try {
    const response = await authorizedFetch(url, { headers, signal });
    const bytes = new Uint8Array(await response.arrayBuffer());
    // A server or proxy that ignores Range sends everything: cut what was asked for out of it.
    return range && response.status === 200 ? cut(bytes, range) : bytes;
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 404) return null;
    throw error;
  }
}

/** The value of a Range header (RFC 9110 14.1.2): both ends included. */
export function rangeHeader(range: ByteRange): string {
  if ("suffixLength" in range) return `bytes=-${range.suffixLength}`;
  return `bytes=${range.offset}-${range.offset + range.length - 1}`;
}

function cut(bytes: Uint8Array, range: ByteRange): Uint8Array {
  if ("suffixLength" in range) return bytes.slice(-range.suffixLength);
  return bytes.slice(range.offset, range.offset + range.length);
}
