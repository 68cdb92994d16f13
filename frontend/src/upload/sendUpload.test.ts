import { expect, test, vi } from "vitest";
import { breakFirst, FakeWire, pickedOf, problem } from "../testing/fakeWire";
import { FileGoneError } from "./sendFile";
import { type SendReport, sendUpload } from "./sendUpload";

const paths = Array.from({ length: 9 }, (_, index) => `ct/${index}.dcm`);
const picked = pickedOf("ct", paths);

function send(wire: FakeWire, id: string | null = null, signal = new AbortController().signal) {
  const report = { onUpload: vi.fn(), onSent: vi.fn(), onWaiting: vi.fn() } satisfies SendReport;
  return { report, done: sendUpload(picked, id, wire, report, signal) };
}

test("every file is sent once, some at a time, and then it is completed", async () => {
  const wire = new FakeWire();
  const { report, done } = send(wire);

  expect((await done).state).toBe("queued");

  expect([...wire.sent].sort()).toEqual(paths);
  expect(wire.mostUnderWay).toBe(4);
  expect(wire.completed).toEqual(["up1"]);
  expect(report.onSent).toHaveBeenLastCalledWith({ bytes: 27, files: 9 });
});

test("an unfinished upload of the same set is taken up, and only what is missing is sent", async () => {
  const wire = new FakeWire();
  const upload = await wire.create(
    "ct",
    picked.files.map(({ path, file }) => ({ path, size: file.size })),
  );
  wire.uploads.get(upload.id)!.missing = ["ct/3.dcm", "ct/8.dcm"];

  const { report, done } = send(wire);
  await done;

  expect(wire.uploads.size).toBe(1);
  expect([...wire.sent].sort()).toEqual(["ct/3.dcm", "ct/8.dcm"]);
  expect(report.onSent).toHaveBeenNthCalledWith(1, { bytes: 21, files: 7 });
});

test.each([
  ["another name", { name: "mr" }],
  [
    "another number of bytes",
    { files: { expected: 9, received: 0, expectedBytes: 28, receivedBytes: 0 } },
  ],
  ["a file that is not here", { missing: ["ct/other.dcm"] }],
])("an unfinished upload with %s is left alone", async (_, difference) => {
  const wire = new FakeWire();
  const upload = await wire.create(
    "ct",
    picked.files.map(({ path, file }) => ({ path, size: file.size })),
  );
  Object.assign(wire.uploads.get(upload.id)!, difference);

  await send(wire).done;

  expect(wire.completed).toEqual(["up2"]);
});

test("a broken connection is waited out, and nothing is sent twice", async () => {
  const wire = new FakeWire();
  wire.beforePut = breakFirst(2);
  const { report, done } = send(wire);
  await done;

  expect(wire.waits.length).toBeGreaterThan(0);
  expect(report.onWaiting).toHaveBeenCalledWith(true);
  expect(report.onWaiting).toHaveBeenLastCalledWith(false);
  expect([...wire.sent].sort()).toEqual(paths);
});

test("while nothing gets through, it asks less and less often", async () => {
  const wire = new FakeWire();
  wire.beforePut = breakFirst(4 * 6);
  await send(wire).done;
  expect(wire.waits).toEqual([1000, 2000, 4000, 8000, 15000, 15000]);
});

test("a server that is short of breath is waited for, too", async () => {
  const wire = new FakeWire();
  let refused = false;
  wire.beforePut = async () => {
    if (!refused) throw ((refused = true), problem(503, "unavailable"));
  };
  await send(wire).done;
  expect(wire.waits).toEqual([1000]);
});

test.each([
  ["a file that is gone from the disk", new FileGoneError("ct/4.dcm")],
  ["a server that does not take so much", problem(413, "payload_too_large")],
])("%s ends it with that reason", async (_, reason) => {
  const wire = new FakeWire();
  wire.beforePut = async (path) => {
    if (path === "ct/4.dcm") throw reason;
  };
  await expect(send(wire).done).rejects.toBe(reason);
  expect(wire.waits).toEqual([]);
});

test("stopping stops", async () => {
  const wire = new FakeWire();
  const stop = new AbortController();
  wire.beforePut = async (path) => {
    if (path === "ct/2.dcm") stop.abort();
  };
  await expect(send(wire, null, stop.signal).done).rejects.toMatchObject({ name: "AbortError" });
  expect(wire.completed).toEqual([]);
});

test("one that another tab has completed needs nothing more", async () => {
  const wire = new FakeWire();
  const { id } = await wire.create("ct", []);
  wire.uploads.get(id)!.state = "processing";
  expect((await send(wire, id).done).state).toBe("processing");
  expect(wire.sent).toEqual([]);
});
