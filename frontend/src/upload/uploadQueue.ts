/** Every upload that this page has under way. Lives outside the components, so that one can look around meanwhile. */
import { isAbort } from "../api/errors";
import { type News } from "../api/events";
import { type Upload } from "../api/types";
import { type Picked } from "./pickedFiles";
import { sendUpload, type UploadWire } from "./sendUpload";
import { createSpeedometer } from "./speed";
import { type JobPhase, type UploadJob, withUpload } from "./uploadJob";

type Running = { abort: AbortController; reason: "pause" | "cancel" | null };

export type QueueWire = UploadWire & { remove: (id: string) => Promise<void> };

/** How often the numbers change at most: more cannot be read. */
const reportEveryMs = 200;

export class UploadQueue {
  private jobs: readonly UploadJob[] = [];
  private readonly picked = new Map<string, Picked>();
  private running: { key: string; control: Running } | null = null;
  private readonly listeners = new Set<() => void>();
  private nextKey = 1;
  private readonly wire: QueueWire;

  constructor(wire: QueueWire) {
    this.wire = wire;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The same list until something changes. */
  readonly snapshot = (): readonly UploadJob[] => this.jobs;

  /** Sends `picked` once those before it are sent. */
  add(picked: Picked): void {
    const key = `upload-${this.nextKey++}`;
    this.picked.set(key, picked);
    const bytes = picked.files.reduce((sum, { file }) => sum + file.size, 0);
    const job: UploadJob = {
      key,
      name: picked.name,
      phase: "queued",
      total: { files: picked.files.length, bytes },
      sent: { files: 0, bytes: 0 },
      secondsLeft: null,
      upload: null,
      leftOut: picked.leftOut,
      error: null,
    };
    this.become([...this.jobs, job]);
    this.startNext();
  }

  pause(key: string): void {
    if (this.running?.key === key) this.stopRunning("pause");
    this.change(key, { phase: "paused", secondsLeft: null });
    this.startNext();
  }

  /** Goes on with one that is paused, or tries again one that failed while sending. */
  resume(key: string): void {
    this.change(key, { phase: "queued", error: null });
    this.startNext();
  }

  /** Gives one up: what the server has of it is thrown away. */
  async cancel(key: string): Promise<void> {
    const job = this.job(key);
    if (!job) return;
    if (this.running?.key === key) this.stopRunning("cancel");
    this.forget(key);
    this.startNext();
    if (job.upload) await this.wire.remove(job.upload.id);
  }

  /** Takes one that is over off the list. */
  forget(key: string): void {
    this.picked.delete(key);
    this.become(this.jobs.filter((job) => job.key !== key));
  }

  /** Stops and forgets everything; for when somebody else signs in. */
  reset(): void {
    this.stopRunning("cancel");
    this.picked.clear();
    this.become([]);
  }

  hear(news: News): void {
    if (news.kind === "upload") this.takeOver(news.upload);
    if (news.kind !== "resumed") return;
    for (const { phase, upload } of this.jobs)
      if (phase === "processing" && upload) void this.askAgain(upload.id);
  }

  private async askAgain(id: string): Promise<void> {
    try {
      this.takeOver(await this.wire.get(id, new AbortController().signal));
    } catch {
      // The next news will tell.
    }
  }

  private takeOver(upload: Upload): void {
    const job = this.jobs.find((one) => one.upload?.id === upload.id);
    // While it is being sent, this page knows better than news that were on their way.
    if (job && (job.phase === "processing" || upload.state !== "open"))
      this.change(job.key, withUpload(job, upload));
  }

  private startNext(): void {
    const next = this.jobs.find(({ phase }) => phase === "queued");
    if (!this.running && next) void this.run(next.key);
  }

  private async run(key: string): Promise<void> {
    const picked = this.picked.get(key);
    if (!picked) return;
    const control: Running = { abort: new AbortController(), reason: null };
    this.running = { key, control };
    this.change(key, { phase: "sending" });
    try {
      const id = this.job(key)?.upload?.id ?? null;
      const report = this.reportFor(key, control);
      const upload = await sendUpload(picked, id, this.wire, report, control.abort.signal);
      const job = this.job(key);
      // The news may have been faster than the answer, and then they are newer too.
      if (job && !control.reason && (job.phase === "sending" || job.phase === "waiting"))
        this.change(key, { ...withUpload(job, upload), secondsLeft: null });
    } catch (error) {
      if (!control.reason && !isAbort(error))
        this.change(key, { phase: "failed", error, secondsLeft: null });
    }
    if (this.running?.control === control) this.running = null;
    this.startNext();
  }

  private reportFor(key: string, control: Running) {
    const speed = createSpeedometer();
    let reportedAt = -Infinity;
    return {
      onUpload: (upload: Upload) => {
        if (!control.reason) this.change(key, { upload });
        // Cancelled while the server was making it: it must not stay behind.
        else if (control.reason === "cancel")
          void this.wire.remove(upload.id).catch(() => undefined);
      },
      onWaiting: (waiting: boolean) => {
        if (waiting) speed.restart();
        const phase: JobPhase = waiting ? "waiting" : "sending";
        if (!control.reason) this.change(key, { phase, ...(waiting && { secondsLeft: null }) });
      },
      onSent: (sent: UploadJob["sent"]) => {
        const job = this.job(key);
        const now = performance.now();
        const isLast = sent.bytes === job?.total.bytes;
        if (!job || control.reason || (now - reportedAt < reportEveryMs && !isLast)) return;
        reportedAt = now;
        const secondsLeft = speed.secondsLeft(sent.bytes, job.total.bytes - sent.bytes);
        this.change(key, { sent, secondsLeft });
      },
    };
  }

  private stopRunning(reason: "pause" | "cancel"): void {
    if (!this.running) return;
    this.running.control.reason = reason;
    this.running.control.abort.abort();
    this.running = null;
  }

  private job(key: string): UploadJob | undefined {
    return this.jobs.find((job) => job.key === key);
  }

  private change(key: string, part: Partial<UploadJob>): void {
    this.become(this.jobs.map((job) => (job.key === key ? { ...job, ...part } : job)));
  }

  private become(jobs: readonly UploadJob[]): void {
    this.jobs = jobs;
    for (const listener of this.listeners) listener();
  }
}
