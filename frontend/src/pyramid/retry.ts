import { ApiError, NetworkError } from "../api/errors";

/** Waits before the second, third, … try. */
export const kRetryDelaysMs = [400, 1200, 3000, 7000] as const;

export type RetryOptions = {
  delaysMs: readonly number[];
  signal: AbortSignal;
  /** Called before each wait, with what went wrong. */
  onTrouble: (error: unknown) => void;
};

/**
 * Does `work`, again after a wait where trying again may help.
 * @throws the last error; at once where it will not pass by itself; AbortError when `signal` says so.
 */
export async function withRetries<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { delaysMs, signal, onTrouble } = options;
  for (const delayMs of delaysMs) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!mayPass(error)) throw error;
      onTrouble(error);
      await pause(Math.max(delayMs, retryAfterMs(error)), signal);
    }
  }
  return work();
}

/** Trouble of the net, of the server, or of too many at once. */
export function mayPass(error: unknown): boolean {
  if (error instanceof NetworkError) return true;
  return error instanceof ApiError && (error.problem.status >= 500 || error.problem.status === 429);
}

function retryAfterMs(error: unknown): number {
  return error instanceof ApiError ? (error.problem.retryAfterSeconds ?? 0) * 1000 : 0;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
