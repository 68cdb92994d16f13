import { checkAnswer } from "./contract";
import { type Scan, type ScanPage, type Session, type Upload, type UploadPage } from "./types";

export type RequestOptions = {
  method?: string;
  /** Sent as JSON. */
  json?: unknown;
  body?: BodyInit;
  headers?: Record<string, string>;
  /** Default: the client's own. Null: none. */
  token?: string | null;
  signal?: AbortSignal;
};

/** An answer, read to its end. */
export class Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;

  constructor(response: Response, bytes: Buffer) {
    this.status = response.status;
    this.headers = response.headers;
    this.bytes = bytes;
  }

  json<T>(): T {
    return JSON.parse(this.bytes.toString("utf8")) as T;
  }

  /** The `code` of a problem. */
  get code(): string {
    return this.json<{ code: string }>().code;
  }
}

let people = 0;

/** Speaks to one server as one account. Every answer is held against the contract. */
export class Client {
  readonly url: string;
  token: string | null = null;
  /** The refresh cookie, "name=value". */
  cookie: string | null = null;
  session: Session | null = null;

  constructor(url: string) {
    this.url = url;
  }

  /** A new account of this server, signed in. */
  static async register(url: string): Promise<Client> {
    const client = new Client(url);
    const number = ++people;
    const answer = await client.request("/api/v1/auth/register", {
      json: { email: `person-${number}@example.org`, password: password, name: `Person ${number}` },
    });
    if (answer.status !== 201)
      throw new Error(`register: ${answer.status} ${String(answer.bytes)}`);
    client.take(answer);
    return client;
  }

  /** Takes token and cookie of an answer that holds a Session. */
  take(answer: Answer): Session {
    const session = answer.json<Session>();
    this.session = session;
    this.token = session.accessToken;
    this.cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? null;
    return session;
  }

  /** GET, or POST where there is a body, unless `method` says otherwise. */
  async request(path: string, options: RequestOptions = {}): Promise<Answer> {
    const { json, token = this.token, headers = {}, signal } = options;
    const body = json === undefined ? options.body : JSON.stringify(json);
    const method = options.method ?? (body === undefined ? "GET" : "POST");
    const response = await fetch(new URL(path, this.url), {
      method,
      redirect: "manual",
      headers: {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(json !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body }),
      ...(signal && { signal }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const { pathname } = new URL(path, this.url);
    const contentType = response.headers.get("Content-Type") ?? "";
    checkAnswer({ method, pathname }, { status: response.status, contentType, body: bytes });
    return new Answer(response, bytes);
  }

  /** The JSON of a 2xx answer. @throws for every other. */
  async json<T>(path: string, options: RequestOptions = {}): Promise<T> {
    const answer = await this.request(path, options);
    if (answer.status >= 300)
      throw new Error(`${options.method ?? ""} ${path}: ${answer.status} ${String(answer.bytes)}`);
    return answer.json<T>();
  }

  upload = (id: string) => this.json<Upload>(`/api/v1/uploads/${id}`);
  uploads = (query = "") => this.json<UploadPage>(`/api/v1/uploads${query}`);
  scan = (id: string) => this.json<Scan>(`/api/v1/scans/${id}`);
  scans = (query = "") => this.json<ScanPage>(`/api/v1/scans${query}`);
}

/** Every test account's. */
export const password = "correct horse battery staple";
