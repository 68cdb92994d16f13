import { useCallback, useEffect, useState } from "react";
import { type News } from "../api/events";
import { useNews } from "../api/news";
import { type Upload } from "../api/types";
import { deleteUpload, listUploads } from "../api/uploads";

/** Whether the list of scans has something to say about it: under way, or nothing came of it. */
function isWorthShowing({ state, scans }: Upload): boolean {
  return state !== "done" || scans.length === 0;
}

/**
 * The uploads that the server has in hand or that came to nothing, newest first. One that is done leaves
 * only after `onDone` has resolved, so that its place is not empty before its scans are there.
 */
export function useServerUploads(onDone: () => Promise<void>) {
  const [uploads, setUploads] = useState<Upload[]>([]);

  const drop = useCallback(
    (id: string) => setUploads((before) => before.filter((upload) => upload.id !== id)),
    [],
  );

  const load = useCallback(async (signal?: AbortSignal) => {
    try {
      const [active, done] = await Promise.all([
        listUploads(["open", "queued", "processing", "failed"], 50, signal),
        listUploads(["done"], 20, signal),
      ]);
      const found = [...active.items, ...done.items].filter(isWorthShowing);
      setUploads(found.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)));
    } catch {
      // The list of scans says what is wrong; this is its companion and tries again with it.
    }
  }, []);

  useEffect(() => {
    const controller = new AbortController();
    void load(controller.signal);
    return () => controller.abort();
  }, [load]);

  useNews((news: News) => {
    if (news.kind === "resumed") void load();
    if (news.kind !== "upload") return;
    const { upload } = news;
    setUploads((before) => {
      const known = before.some(({ id }) => id === upload.id);
      if (known) return before.map((one) => (one.id === upload.id ? upload : one));
      return isWorthShowing(upload) ? [upload, ...before] : before;
    });
    if (upload.state === "done")
      void onDone().then(() => upload.scans.length > 0 && drop(upload.id));
  });

  const discard = useCallback(
    async (id: string) => {
      await deleteUpload(id);
      drop(id);
    },
    [drop],
  );

  return { uploads, discard, reload: load };
}
