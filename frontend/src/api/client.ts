import { fetchAnswer, readProblem } from "./answer";
import { currentToken, refreshSession, signedOutError } from "./session";

/**
 * fetch() as the signed-in user. `path` is absolute on this server ("/api/v1/scans/…").
 * On 401 the session is renewed once and the request repeated, so `init.body` must be repeatable (no stream).
 * @throws ApiError for every answer that is not 2xx, NetworkError when there is none, AbortError as it is.
 */
export async function authorizedFetch(path: string, init: RequestInit = {}): Promise<Response> {
  if (currentToken() === null && !(await refreshSession())) throw signedOutError();
  const tokenUsed = currentToken();
  let response = await fetchAnswer(path, withToken(init));
  if (response.status === 401) {
    // Someone else may have renewed it while this request was on its way.
    const renewed = currentToken() !== tokenUsed || (await refreshSession());
    if (!renewed) throw signedOutError();
    response = await fetchAnswer(path, withToken(init));
  }
  if (!response.ok) throw await readProblem(response);
  return response;
}

function withToken(init: RequestInit): RequestInit {
  const headers = new Headers(init.headers);
  headers.set("Authorization", `Bearer ${currentToken() ?? ""}`);
  return { ...init, headers };
}

/** authorizedFetch whose JSON body is checked by `parse`. @throws also ParseError. */
export async function requestJson<T>(
  path: string,
  parse: (body: unknown) => T,
  init: RequestInit = {},
): Promise<T> {
  const response = await authorizedFetch(path, init);
  return parse((await response.json()) as unknown);
}

/** An init that sends `body` as JSON. */
export function jsonInit(method: string, body: unknown, signal?: AbortSignal): RequestInit {
  return {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  };
}
