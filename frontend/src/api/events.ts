/** Live news of this user's uploads and scans, over one connection for the whole page. */
import { authorizedFetch } from "./client";
import { ApiError, isAbort } from "./errors";
import { createStreamParser, type StreamMessage } from "./eventStream";
import { parseJob, parseScanNews, parseUpload } from "./parse";
import { type Job, type ScanNews, type Upload } from "./types";

export type News =
  | { kind: "upload"; upload: Upload }
  | { kind: "scan"; scan: ScanNews }
  | { kind: "job"; job: Job }
  /** The stream was away for a while: what one shows may be old, ask again. */
  | { kind: "resumed" };

/** The server sends a heartbeat every 15 s; three missed ones mean that the line is dead. */
const silenceMs = 45_000;
const firstRetryMs = 1_000;
const lastRetryMs = 30_000;

/**
 * Listens until `signal` aborts; broken connections are taken up again, later and later.
 * Ends by itself when nobody is signed in any more.
 */
export async function followEvents(
  onNews: (news: News) => void,
  signal: AbortSignal,
): Promise<void> {
  let lastId: string | null = null;
  let retryMs = firstRetryMs;
  let connectedBefore = false;

  while (!signal.aborted) {
    try {
      await readStream(
        lastId,
        () => {
          retryMs = firstRetryMs;
          if (connectedBefore) onNews({ kind: "resumed" });
          connectedBefore = true;
        },
        (message) => {
          lastId = message.id ?? lastId;
          const news = parseNews(message);
          if (news) onNews(news);
        },
        signal,
      );
    } catch (error) {
      if (error instanceof ApiError && error.problem.status === 401) return;
      if (isAbort(error) && signal.aborted) return;
    }
    await pause(retryMs * (0.75 + Math.random() / 2), signal);
    retryMs = Math.min(retryMs * 2, lastRetryMs);
  }
}

async function readStream(
  lastId: string | null,
  onOpen: () => void,
  onMessage: (message: StreamMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silenceMs);
  try {
    const response = await authorizedFetch("/api/v1/events", {
      headers: { Accept: "text/event-stream", ...(lastId && { "Last-Event-ID": lastId }) },
      signal: AbortSignal.any([signal, silence.signal]),
      cache: "no-store",
    });
    onOpen();
    const parser = createStreamParser(onMessage);
    const reader = (response.body ?? new ReadableStream()).getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = (await reader.read()) as ReadableStreamReadResult<Uint8Array>;
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silenceMs);
      parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Null for kinds of news that this page does not know (yet). @throws ParseError for a body that is wrong. */
export function parseNews({ type, data }: StreamMessage): News | null {
  if (type === "upload") return { kind: "upload", upload: parseUpload(JSON.parse(data)) };
  if (type === "scan") return { kind: "scan", scan: parseScanNews(JSON.parse(data)) };
  if (type === "job") return { kind: "job", job: parseJob(JSON.parse(data)) };
  return null;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
    // The net is back: no need to wait out the rest.
    window.addEventListener("online", () => (clearTimeout(timer), resolve()), {
      once: true,
      signal,
    });
  });
}
