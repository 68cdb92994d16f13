import { act, renderHook, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { JobFailed } from "../api/errors";
import { type News } from "../api/events";
import { cancelJob, getJob, listJobs, startReread } from "../api/jobs";
import { type Job } from "../api/types";
import { scanOf, volumeOf } from "./testScan";
import { useReread } from "./useReread";

let tell: (news: News) => void = () => undefined;
vi.mock("../api/news", () => ({
  useNews: (listener: (news: News) => void) => {
    tell = listener;
  },
}));
vi.mock("../api/jobs", () => ({
  startReread: vi.fn(),
  getJob: vi.fn(),
  listJobs: vi.fn(),
  cancelJob: vi.fn(),
}));

const spacing = { origin: "none", editable: true, entered: null } as const;
const scan = scanOf(volumeOf(), { revision: 0, spacing });
const later = { ...scan, revision: 1 };
const jobOf = (part: Partial<Job>): Job => ({
  id: "j1",
  scanId: scan.id,
  kind: "reread",
  state: "queued",
  progress: { stage: "waiting", fraction: 0 },
  createdAt: "2026-01-02T03:04:05Z",
  ...part,
});
const parameters = { spacing: { pixelMm: [0.5, 0.5], sliceMm: null } } as const;

beforeEach(() => {
  vi.mocked(startReread).mockResolvedValue(jobOf({}));
  vi.mocked(listJobs).mockResolvedValue([]);
  vi.mocked(getJob).mockResolvedValue(jobOf({}));
  vi.mocked(cancelJob).mockResolvedValue();
});

async function begun() {
  const refresh = vi.fn(() => Promise.resolve(later));
  const { result } = renderHook(() => useReread(scan, refresh));
  let ended: Promise<unknown> = Promise.resolve();
  act(() => {
    ended = result.current.start(parameters);
  });
  await waitFor(() => expect(result.current.job?.id).toBe("j1"));
  return { result, refresh, ended };
}

test("a job is followed to its end, and the scan is there anew before anybody is told", async () => {
  const { result, refresh, ended } = await begun();
  act(() =>
    tell({
      kind: "job",
      job: jobOf({ state: "running", progress: { stage: "pyramid", fraction: 0.4 } }),
    }),
  );
  expect(result.current.job?.progress.fraction).toBe(0.4);
  // News that come late do not take it back.
  act(() => tell({ kind: "job", job: jobOf({ state: "running" }) }));
  expect(result.current.job?.progress.fraction).toBe(0.4);
  await act(async () => {
    tell({ kind: "job", job: jobOf({ state: "done", result: { revision: 1 } }) });
    expect(await ended).toEqual(later);
  });
  expect(refresh).toHaveBeenCalledTimes(1);
  expect(result.current).toMatchObject({ busy: false, job: null, error: null, done: true });
});

test("a job that fails leaves the scan, and its reason can be read", async () => {
  const { result, refresh, ended } = await begun();
  const error = { code: "unsuitable_light_box", detail: "It cannot be cut so." };
  await act(async () => {
    tell({ kind: "job", job: jobOf({ state: "failed", error }) });
    expect(await ended).toBeNull();
  });
  expect(refresh).not.toHaveBeenCalled();
  expect(result.current.error).toEqual(new JobFailed(error.code, error.detail));
});

test("a job that is cancelled changes nothing and is no trouble", async () => {
  const { result, ended } = await begun();
  act(() => result.current.cancel());
  expect(cancelJob).toHaveBeenCalledWith("j1");
  await act(async () => {
    tell({ kind: "job", job: jobOf({ state: "cancelled" }) });
    expect(await ended).toBeNull();
  });
  expect(result.current).toMatchObject({ busy: false, error: null, done: false });
});

test("without events the job is asked for", async () => {
  vi.mocked(getJob).mockResolvedValue(jobOf({ state: "done", result: { revision: 1 } }));
  const { ended } = await begun();
  await act(async () => {
    expect(await ended).toEqual(later);
  });
});

test("a job that was under way before the page was here is shown", async () => {
  vi.mocked(listJobs).mockResolvedValue([jobOf({ id: "j0", state: "running" })]);
  const { result } = renderHook(() => useReread(scan, vi.fn()));
  await waitFor(() => expect(result.current.job?.id).toBe("j0"));
  expect(result.current.busy).toBe(true);
});

test("a job that others began is followed to its end too", async () => {
  vi.mocked(listJobs).mockResolvedValue([jobOf({ id: "j0", state: "running" })]);
  const refresh = vi.fn(() => Promise.resolve(later));
  const { result } = renderHook(() => useReread(scan, refresh));
  await waitFor(() => expect(result.current.job?.id).toBe("j0"));
  const error = { code: "damaged", detail: "A file is damaged." };
  await act(async () => tell({ kind: "job", job: jobOf({ id: "j0", state: "failed", error }) }));
  expect(result.current).toMatchObject({ busy: false, job: null, done: false });
  expect(result.current.error).toEqual(new JobFailed(error.code, error.detail));
  expect(refresh).not.toHaveBeenCalled();
});

test("of jobs that were over before, the newest tells why it failed", async () => {
  const error = { code: "too_large", detail: "There is not enough memory." };
  const failed = jobOf({ id: "j0", state: "failed", error });
  vi.mocked(listJobs).mockResolvedValue([
    jobOf({ id: "x", kind: "segment", state: "done" }),
    failed,
    jobOf({ id: "j-1", state: "done" }),
  ]);
  const { result } = renderHook(() => useReread(scan, vi.fn()));
  await waitFor(() => expect(result.current.failedBefore?.message).toBe(error.detail));
  expect(result.current).toMatchObject({ busy: false, error: null });
});

test("a job of another kind is not ours", async () => {
  const { result } = await begun();
  act(() => tell({ kind: "job", job: jobOf({ id: "j3", kind: "reconstruct", state: "running" }) }));
  expect(result.current.job?.id).toBe("j1");
});

test("another scan's job is not ours", async () => {
  const { result } = await begun();
  act(() => tell({ kind: "job", job: jobOf({ id: "j2", scanId: "other", state: "running" }) }));
  expect(result.current.job?.id).toBe("j1");
});
