import { type Problem } from "./types";

/** The server answered, and the answer was no. `problem` says why; `ui/ErrorNote` says it to a person. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.status} ${problem.code}: ${problem.detail}`);
    this.name = "ApiError";
    this.problem = problem;
  }
}

/** No answer came: the server is down, or the net is. Trying again later may work. */
export class NetworkError extends Error {
  constructor(cause?: unknown) {
    super("The server does not answer.", { cause });
    this.name = "NetworkError";
  }
}

/** The job came to an end that it should not have; `message` is the server's sentence for a person. */
export class JobFailed extends Error {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.name = "JobFailed";
    this.code = code;
  }
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

export function isApiError(error: unknown, code: string): error is ApiError {
  return error instanceof ApiError && error.problem.code === code;
}
