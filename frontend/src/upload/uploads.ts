/** The page's one upload queue, joined to the server, to its news, and to who is signed in. */
import { useSyncExternalStore } from "react";
import { listenNews } from "../api/news";
import { sessionState, subscribeSession } from "../api/session";
import { completeUpload, createUpload, deleteUpload, getUpload, listUploads } from "../api/uploads";
import { sendFile } from "./sendFile";
import { isOver, isSending } from "./uploadJob";
import { UploadQueue } from "./uploadQueue";

export const uploads = new UploadQueue({
  listOpen: async (signal) => (await listUploads(["open"], 50, signal)).items,
  create: createUpload,
  get: getUpload,
  put: sendFile,
  complete: completeUpload,
  remove: deleteUpload,
  wait: waitForNet,
});

/** Until `ms` are over or the net comes back. */
function waitForNet(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    }
    window.addEventListener("online", done);
    signal.addEventListener("abort", done);
  });
}

let stopListening: (() => void) | null = null;
uploads.subscribe(() => {
  const wanted = uploads.snapshot().some((job) => !isOver(job));
  if (wanted) stopListening ??= listenNews((news) => uploads.hear(news));
  else {
    stopListening?.();
    stopListening = null;
  }
});

subscribeSession(() => {
  // Whoever signs in next must not see the names of these files.
  if (sessionState().status === "signedOut" && uploads.snapshot().length > 0) uploads.reset();
});

window.addEventListener("beforeunload", (event) => {
  if (uploads.snapshot().some(isSending)) event.preventDefault();
});

export function useUploadJobs() {
  return useSyncExternalStore(uploads.subscribe, uploads.snapshot);
}
