import { expect, test, vi } from "vitest";
import { exampleUpload } from "../testing/examples";
import { FakeWire, pickedOf, problem } from "../testing/fakeWire";
import { UploadQueue } from "./uploadQueue";

const picked = pickedOf("ct", ["ct/1.dcm", "ct/2.dcm"]);
const phases = (queue: UploadQueue) => queue.snapshot().map(({ phase }) => phase);

/** Files wait until they are let go. */
function slow(wire: FakeWire) {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  wire.beforePut = async (_, signal) => {
    const stopped = new Promise<never>((__, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason as Error)),
    );
    await Promise.race([gate, stopped]);
  };
  return { letGo };
}

test("what is added is sent, processed, and done with what came of it", async () => {
  const wire = new FakeWire();
  const queue = new UploadQueue(wire);
  queue.add(picked);
  await vi.waitFor(() => expect(phases(queue)).toEqual(["processing"]));

  queue.hear({
    kind: "upload",
    upload: exampleUpload({ id: "up1", state: "done", scans: ["s1"] }),
  });

  expect(queue.snapshot()[0]).toMatchObject({ phase: "done", upload: { scans: ["s1"] } });
});

test("one is sent after the other", async () => {
  const wire = new FakeWire();
  const { letGo } = slow(wire);
  const queue = new UploadQueue(wire);
  queue.add(picked);
  queue.add(pickedOf("mr", ["mr/1.dcm"]));
  await vi.waitFor(() => expect(wire.underWay).toBe(2));
  expect(phases(queue)).toEqual(["sending", "queued"]);

  letGo();
  await vi.waitFor(() => expect(phases(queue)).toEqual(["processing", "processing"]));
  expect(wire.completed).toEqual(["up1", "up2"]);
});

test("a pause lets the next one go first; going on sends only what is missing", async () => {
  const wire = new FakeWire();
  slow(wire);
  const queue = new UploadQueue(wire);
  queue.add(picked);
  await vi.waitFor(() => expect(wire.underWay).toBe(2));
  wire.beforePut = async () => undefined;
  wire.uploads.get("up1")!.missing = ["ct/2.dcm"];

  queue.pause(queue.snapshot()[0]!.key);
  expect(phases(queue)).toEqual(["paused"]);
  queue.resume(queue.snapshot()[0]!.key);

  await vi.waitFor(() => expect(phases(queue)).toEqual(["processing"]));
  expect(wire.sent).toEqual(["ct/2.dcm"]);
});

test("cancelling takes it off the list and off the server", async () => {
  const wire = new FakeWire();
  slow(wire);
  const queue = new UploadQueue(wire);
  queue.add(picked);
  await vi.waitFor(() => expect(wire.underWay).toBe(2));

  await queue.cancel(queue.snapshot()[0]!.key);

  expect(queue.snapshot()).toEqual([]);
  expect(wire.removed).toEqual(["up1"]);
  expect(wire.completed).toEqual([]);
});

test("a failure keeps its reason, and can be tried again", async () => {
  const wire = new FakeWire();
  const reason = problem(413, "payload_too_large");
  wire.beforePut = async () => {
    throw reason;
  };
  const queue = new UploadQueue(wire);
  queue.add(picked);
  await vi.waitFor(() => expect(phases(queue)).toEqual(["failed"]));
  expect(queue.snapshot()[0]?.error).toBe(reason);

  wire.beforePut = async () => undefined;
  queue.resume(queue.snapshot()[0]!.key);
  await vi.waitFor(() => expect(phases(queue)).toEqual(["processing"]));
});

test("after the events were away it asks what became of those under way", async () => {
  const wire = new FakeWire();
  const queue = new UploadQueue(wire);
  queue.add(picked);
  await vi.waitFor(() => expect(phases(queue)).toEqual(["processing"]));
  Object.assign(wire.uploads.get("up1")!, { state: "done", scans: ["s1"] });

  queue.hear({ kind: "resumed" });

  await vi.waitFor(() => expect(phases(queue)).toEqual(["done"]));
});

test("when somebody else signs in nothing is left", async () => {
  const wire = new FakeWire();
  slow(wire);
  const queue = new UploadQueue(wire);
  queue.add(picked);
  await vi.waitFor(() => expect(wire.underWay).toBe(2));

  queue.reset();

  await vi.waitFor(() => expect(wire.underWay).toBe(0));
  expect(queue.snapshot()).toEqual([]);
});
