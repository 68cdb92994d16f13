import { act, renderHook } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { type News } from "../api/events";
import { getScan } from "../api/scans";
import { scanOf, volumeOf } from "./testScan";
import { freshened, useFreshScan } from "./useFreshScan";

let tell: (news: News) => void = () => undefined;
vi.mock("../api/news", () => ({
  useNews: (listener: (news: News) => void) => {
    tell = listener;
  },
}));
vi.mock("../api/scans", () => ({ getScan: vi.fn() }));

const scan = scanOf(volumeOf());
const copy = <T,>(value: T): T => structuredClone(value);
const volumeId = "reconstructed";

test("news of the scan, and a line that was down, have it asked for", async () => {
  vi.mocked(getScan).mockResolvedValue(scan);
  const onScan = vi.fn();
  renderHook(() => useFreshScan(scan, onScan));
  await act(async () => tell({ kind: "scan", scan: { id: "other", name: "", state: "ready" } }));
  await act(async () => tell({ kind: "scan", scan: { id: scan.id, deleted: true } }));
  expect(onScan).not.toHaveBeenCalled();
  await act(async () => tell({ kind: "scan", scan: { id: scan.id, name: "", state: "ready" } }));
  await act(async () => tell({ kind: "resumed" }));
  expect(onScan).toHaveBeenCalledTimes(2);
});

test("what has not changed stays the same object", () => {
  expect(freshened(scan, copy(scan))).toBe(scan);
  const made = volumeOf({ id: volumeId });
  const later = { ...copy(scan), revision: 1, volumes: [...copy(scan.volumes), made] };
  const now = freshened(scan, later);
  expect(now.volumes[0]).toBe(scan.volumes[0]);
  expect(now.volumes[1]).toBe(made);
  expect(now.revision).toBe(1);
});

test("an answer that was overtaken changes nothing", () => {
  const later = { ...scan, revision: 2 };
  expect(freshened(later, { ...scan, revision: 1 })).toBe(later);
});
