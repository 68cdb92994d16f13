import { authorizedFetch } from "../api/client";
import { ApiError, isAbort, NetworkError } from "../api/errors";

/** Bytes of a file as HTTP has them (RFC 9110, 14.1.2). */
export type ByteRange = { offset: number; length: number } | { suffixLength: number };

/**
 * Reads a file below the Zarr root, or a range of it. Null where it does not exist (shards that are all zero are left
 * out).
 */
export type FetchBytes = (
  path: string,
  range: ByteRange | null,
  signal: AbortSignal,
) => Promise<Uint8Array | null>;

/** @throws ApiError, NetworkError (also where the body breaks off), AbortError. */
export async function fetchBytes(
  url: string,
  range: ByteRange | null,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const headers: HeadersInit = range ? { Range: rangeHeader(range) } : {};
  try {
    const response = await authorizedFetch(url, { headers, signal });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const promised = rangeLength(response.headers.get("Content-Range"));
    if (promised !== null && promised !== bytes.length)
      throw new Error(`${promised} bytes were announced, ${bytes.length} came`);
    // A server or proxy that ignores Range sends everything: cut what was asked for out of it.
    return range && response.status === 200 ? cut(bytes, range) : bytes;
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 404) return null;
    if (error instanceof ApiError || isAbort(error)) throw error;
    throw error instanceof NetworkError ? error : new NetworkError(error);
  }
}

/** The value of a Range header (RFC 9110, 14.1.2): both ends included. */
export function rangeHeader(range: ByteRange): string {
  if ("suffixLength" in range) return `bytes=-${range.suffixLength}`;
  return `bytes=${range.offset}-${range.offset + range.length - 1}`;
}

/** How many bytes a Content-Range announces (RFC 9110, 14.4); null where it says nothing. */
function rangeLength(header: string | null): number | null {
  const [, first, last] = /^bytes (\d+)-(\d+)\//.exec(header ?? "") ?? [];
  return first === undefined ? null : Number(last) - Number(first) + 1;
}

function cut(bytes: Uint8Array, range: ByteRange): Uint8Array {
  if ("suffixLength" in range) return bytes.slice(-range.suffixLength);
  return bytes.slice(range.offset, range.offset + range.length);
}
