import { connect, type Socket } from "node:net";

/** A connection on which a test may send what no client library would. */
export class RawConnection {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #closed = false;
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#wake();
    });
    const end = () => {
      this.#closed = true;
      this.#wake();
    };
    // A reset is one way of closing.
    socket.on("error", end).on("end", end).on("close", end);
  }

  static open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port) });
      socket.once("error", reject);
      socket.once("connect", () => resolve(new RawConnection(socket)));
    });
  }

  send(data: string | Uint8Array): void {
    if (!this.#closed) this.#socket.write(data);
  }

  /** Everything received so far. */
  get text(): string {
    return this.#received.toString("latin1");
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Resolves when the server has closed; false when it has not in time. */
  waitForClose(timeoutMs: number): Promise<boolean> {
    return this.#wait(() => this.#closed, timeoutMs);
  }

  /** Resolves when what came matches; false when the time is over or the server closed before. */
  async waitFor(pattern: RegExp, timeoutMs = 10_000): Promise<boolean> {
    await this.#wait(() => this.#closed || pattern.test(this.text), timeoutMs);
    return pattern.test(this.text);
  }

  close(): void {
    this.#socket.destroy();
  }

  async #wait(isReached: () => boolean, timeoutMs: number): Promise<boolean> {
    const deadline = Date.now() + timeoutMs;
    while (!isReached()) {
      if (Date.now() >= deadline) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - Date.now());
        this.#wake = () => (clearTimeout(timer), resolve());
      });
    }
    return true;
  }
}

/** Sends `request` on a fresh connection, waits for the end of the answer (or the close), gives what came. */
export async function sendRaw(url: string, request: string | Uint8Array): Promise<string> {
  const connection = await RawConnection.open(url);
  connection.send(request);
  await connection.waitForClose(10_000);
  connection.close();
  return connection.text;
}
