import { ApiError, isAbort, NetworkError } from "./errors";
import { parseProblem } from "./parse";
import { type Problem } from "./types";

/** fetch() whose failures are ours: NetworkError when unreachable; an AbortError passes as it is. */
export async function fetchAnswer(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new NetworkError(error);
  }
}

/** The ApiError that a non-2xx answer stands for. Never throws itself. */
export async function readProblem(response: Response): Promise<ApiError> {
  let text = "";
  try {
    text = await response.text();
  } catch {
    // The connection broke inside the body; the status is enough.
  }
  return new ApiError(problemFrom(text, response.status));
}

/** A Problem from an error body, also where something between us and the server answered with its own page. */
export function problemFrom(body: string, status: number): Problem {
  try {
    return parseProblem(JSON.parse(body));
  } catch {
    const code = status >= 502 && status <= 504 ? "unavailable" : "internal";
    return { type: "about:blank", title: "", status, code, detail: "" };
  }
}
