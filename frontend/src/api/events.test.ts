// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { exampleUpload } from "../testing/examples";
import { authorizedFetch } from "./client";
import { followEvents, type News, parseNews } from "./events";

vi.mock("./client", () => ({ authorizedFetch: vi.fn() }));
const fetchMock = vi.mocked(authorizedFetch);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function streamOf(text: string): Response {
  return new Response(text);
}

test("news of an upload is checked like any other body", () => {
  const data = JSON.stringify(exampleUpload({ state: "processing" }));
  expect(parseNews({ type: "upload", data, id: null })).toMatchObject({
    kind: "upload",
    upload: { state: "processing" },
  });
  expect(() => parseNews({ type: "upload", data: "{}", id: null })).toThrow("upload.progress");
});

test("a deleted scan is news without a name", () => {
  const data = '{"id":"s1","deleted":true}';
  expect(parseNews({ type: "scan", data, id: null })).toEqual({
    kind: "scan",
    scan: { id: "s1", deleted: true },
  });
});

test("news of a job is checked like any other body", () => {
  const job = {
    id: "j1",
    scanId: "s1",
    kind: "reread",
    state: "done",
    progress: { stage: "done", fraction: 1 },
    result: { revision: 1 },
    createdAt: "2026-03-14T09:30:00Z",
  };
  const data = JSON.stringify(job);
  expect(parseNews({ type: "job", data, id: null })).toEqual({ kind: "job", job });
  expect(() => parseNews({ type: "job", data: "{}", id: null })).toThrow("job.progress");
});

test("kinds of news that this page does not know are passed over", () => {
  expect(parseNews({ type: "weather", data: "?", id: null })).toBeNull();
});

test("a broken stream is taken up where it ended, and says that something may have been missed", async () => {
  const stop = new AbortController();
  const news: News[] = [];
  fetchMock
    .mockResolvedValueOnce(streamOf('id: 41\nevent: scan\ndata: {"id":"s1","deleted":true}\n\n'))
    .mockImplementationOnce(async () => {
      stop.abort();
      return streamOf("");
    });

  const following = followEvents((item) => news.push(item), stop.signal);
  await vi.advanceTimersByTimeAsync(2_000);
  await following;

  expect(news.map(({ kind }) => kind)).toEqual(["scan", "resumed"]);
  const headers = new Headers(fetchMock.mock.calls[1]?.[1]?.headers);
  expect(headers.get("Last-Event-ID")).toBe("41");
});
