import { mustBe } from "./contract";
import { type Client } from "./client";
import { type Upload } from "./types";

export type ServerEvent = { id: string; type: string; data: unknown };

/** `GET /events`, read in the background until close(). Bodies are held against the contract. */
export class EventStream {
  readonly events: ServerEvent[] = [];
  comments = 0;
  readonly contentType: string;
  readonly #abort: AbortController;
  readonly #reading: Promise<void>;
  #wake: () => void = () => {};
  #failure: Error | null = null;

  private constructor(response: Response, abort: AbortController) {
    this.contentType = response.headers.get("Content-Type") ?? "";
    this.#abort = abort;
    this.#reading = this.#read(response).catch((error: Error) => {
      if (!abort.signal.aborted) this.#failure = error;
      this.#wake();
    });
  }

  static async open(client: Client, lastId?: string): Promise<EventStream> {
    const abort = new AbortController();
    const response = await fetch(new URL("/api/v1/events", client.url), {
      headers: {
        Authorization: `Bearer ${client.token}`,
        ...(lastId && { "Last-Event-ID": lastId }),
      },
      signal: abort.signal,
    });
    if (response.status !== 200) throw new Error(`GET /events: ${response.status}`);
    return new EventStream(response, abort);
  }

  /** The first event, seen already or to come, that `isWanted`. */
  async wait(isWanted: (event: ServerEvent) => boolean, timeoutMs = 60_000): Promise<ServerEvent> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      if (this.#failure) throw this.#failure;
      const found = this.events.find(isWanted);
      if (found) return found;
      if (Date.now() > deadline)
        throw new Error(`no such event; seen: ${JSON.stringify(this.events).slice(0, 4000)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - Date.now() + 1);
        this.#wake = () => (clearTimeout(timer), resolve());
      });
    }
  }

  uploadsOf(id: string): Upload[] {
    const uploads = this.events.filter(({ type }) => type === "upload");
    return uploads.map(({ data }) => data as Upload).filter((upload) => upload.id === id);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#reading;
  }

  async #read(response: Response): Promise<void> {
    let text = "";
    const decoder = new TextDecoder();
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(piece, { stream: true });
      const messages = text.split("\n\n");
      text = messages.pop()!;
      for (const message of messages) this.#take(message);
      this.#wake();
    }
  }

  #take(message: string): void {
    const fields = { id: "", event: "message", data: "" };
    for (const line of message.split("\n")) {
      const [, name, value] = /^(\w*):? ?(.*)$/.exec(line)!;
      if (name === "") this.comments++;
      else if (name === "data") fields.data += value;
      else if (name === "id" || name === "event") fields[name] = value!;
    }
    if (fields.data === "") return;
    const data: unknown = JSON.parse(fields.data);
    if (fields.event === "upload")
      mustBe((data as { deleted?: true }).deleted ? "Deleted" : "Upload", data);
    if (fields.event === "job") mustBe("Job", data);
    if (fields.event === "scan") mustBe("ScanEvent", data);
    this.events.push({ id: fields.id, type: fields.event, data });
  }
}
