import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export const binary = path.resolve(
  process.env.SCANETRIX_BINARY ?? path.join(import.meta.dirname, "../../build/release/scanetrix"),
);

export type ServerOptions = {
  /** Kept by the caller; else a temporary one, removed by stop() and kill(). */
  dataDir?: string;
  /** More arguments of `serve`. */
  arguments?: string[];
  environment?: Record<string, string>;
};

const startMs = 20_000;
const stopMs = 30_000;

/** A folder that the caller removes. */
export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "scanetrix-test-"));
}

/** One running `scanetrix serve` on a free port. */
export class Server {
  readonly url: string;
  readonly dataDir: string;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #output: Output;
  readonly #ownsFolder: boolean;
  readonly #ended: Promise<number | null>;

  private constructor(
    child: ChildProcess,
    url: string,
    dataDir: string,
    owns: boolean,
    output: Output,
  ) {
    this.url = url;
    this.dataDir = dataDir;
    this.pid = child.pid!;
    this.#child = child;
    this.#output = output;
    this.#ownsFolder = owns;
    this.#ended = ended(child);
  }

  /** Resolves when it accepts requests. */
  static async start(options: ServerOptions = {}): Promise<Server> {
    if (!existsSync(binary)) throw new Error(`${binary} is not there: run "make build" first`);
    const dataDir = options.dataDir ?? temporaryFolder();
    const inherited = Object.entries(process.env).filter(
      ([name]) => !name.startsWith("SCANETRIX_"),
    );
    const given = ["--listen", "127.0.0.1:0", "--data-dir", dataDir, ...(options.arguments ?? [])];
    const child = spawn(binary, ["serve", ...given], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...Object.fromEntries(inherited), ...options.environment },
    });
    const output: Output = { standard: "", log: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.standard += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.log += text));
    const url = await listening(child, output);
    return new Server(child, url, dataDir, options.dataDir === undefined, output);
  }

  /** Everything on standard error so far. */
  get log(): string {
    return this.#output.log;
  }

  /** Everything on standard output so far. */
  get standardOutput(): string {
    return this.#output.standard;
  }

  /** SIGTERM, which must end it with 0 in time. @throws otherwise. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      throw new Error(`the server had ended by itself (${this.#child.exitCode})\n${this.log}`);
    this.#child.kill("SIGTERM");
    const late = setTimeout(() => this.#child.kill("SIGKILL"), stopMs);
    const code = await this.#ended;
    clearTimeout(late);
    this.#clean();
    if (code !== 0)
      throw new Error(`after SIGTERM: expected exit code 0, got ${code ?? "a kill"}\n${this.log}`);
  }

  /** SIGKILL: the power goes off. Resolves when the process is gone. */
  async kill(): Promise<void> {
    // After stop() there is nothing left to do.
    this.#child.kill("SIGKILL");
    await this.#ended;
    this.#clean();
  }

  #clean(): void {
    if (this.#ownsFolder) rmSync(this.dataDir, { recursive: true, force: true });
  }
}

type Output = { standard: string; log: string };

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    else child.once("exit", (code) => resolve(code));
  });
}

function listening(child: ChildProcess, output: Output): Promise<string> {
  return new Promise((resolve, reject) => {
    const give = (error: string) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error(`${error}\n${output.standard}${output.log}`));
    };
    const timer = setTimeout(() => give("the server did not say that it listens"), startMs);
    child.once("error", (error) => give(String(error)));
    child.once("exit", (code) => give(`the server ended with ${code}`));
    child.stdout!.on("data", () => {
      const url = /^listening on (http:\/\/\S+)$/m.exec(output.standard)?.[1];
      if (!url) return;
      clearTimeout(timer);
      child.removeAllListeners("exit");
      resolve(url);
    });
  });
}
