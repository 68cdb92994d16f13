/**
 * Who is signed in. The access token lives here, in memory, and nowhere else: a reload asks for a new one
 * with the HttpOnly refresh cookie.
 */
import { fetchAnswer, readProblem } from "./answer";
import { ApiError } from "./errors";
import { parseSession } from "./parse";
import { type Session, type User } from "./types";

export type SessionState =
  | { status: "restoring" }
  /** The server could not be asked; `restoreSession` may be called again. */
  | { status: "unreachable" }
  | { status: "signedOut"; /** True where a session ended by itself. */ expired: boolean }
  | { status: "signedIn"; user: User };

let state: SessionState = { status: "restoring" };
let accessToken: string | null = null;
let renewTimer: ReturnType<typeof setTimeout> | undefined;
let refreshing: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

/** Other tabs learn of a sign-out here; a sign-in they notice by the cookie when they next ask. */
const otherTabs =
  typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("scanetrix-session");
if (otherTabs) otherTabs.onmessage = () => endSession(false);

export function subscribeSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function sessionState(): SessionState {
  return state;
}

/** The token to send now, or null when nobody is signed in. */
export function currentToken(): string | null {
  return accessToken;
}

function become(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

/** Takes over a session that the server has just given. Renews it by itself shortly before it ends. */
export function beginSession(session: Session): void {
  accessToken = session.accessToken;
  clearTimeout(renewTimer);
  const leadSeconds = Math.min(60, session.expiresIn / 4);
  renewTimer = setTimeout(
    () => void refreshSession().catch(() => undefined), // Unreachable now: the next 401 tries again.
    (session.expiresIn - leadSeconds) * 1000,
  );
  const sameUser =
    state.status === "signedIn" && JSON.stringify(state.user) === JSON.stringify(session.user);
  if (!sameUser) become({ status: "signedIn", user: session.user });
}

/** Forgets the session in this tab. `expired` tells the sign-in page whether to say why one is there. */
export function endSession(expired: boolean): void {
  accessToken = null;
  clearTimeout(renewTimer);
  if (state.status !== "signedOut") become({ status: "signedOut", expired });
}

/** As endSession, and in every other tab too. */
export function endSessionEverywhere(): void {
  endSession(false);
  otherTabs?.postMessage("signed out");
}

/** Once at the start, and again by hand from "unreachable". */
export async function restoreSession(): Promise<void> {
  if (state.status === "unreachable") become({ status: "restoring" });
  try {
    await refreshSession();
  } catch {
    if (state.status === "restoring") become({ status: "unreachable" });
  }
}

/**
 * Gets a new access token by the cookie. However many ask at once, one request goes out, and tabs take
 * turns, as each use of the cookie changes it.
 * @returns false when the session is over (and then it has been ended here).
 * @throws NetworkError or ApiError when the server could not tell.
 */
export function refreshSession(): Promise<boolean> {
  refreshing ??= inTurn(requestRefresh).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function requestRefresh(): Promise<boolean> {
  const response = await fetchAnswer("/api/v1/auth/refresh", { method: "POST" });
  if (response.ok) {
    beginSession(parseSession(await response.json()));
    return true;
  }
  const error = await readProblem(response);
  if (error.problem.status !== 401) throw error;
  endSession(state.status === "signedIn");
  return false;
}

async function inTurn(work: () => Promise<boolean>): Promise<boolean> {
  // Web Locks exist only in secure contexts; over plain HTTP the server's grace of some seconds must do.
  if (!("locks" in navigator)) return work();
  return await navigator.locks.request("scanetrix-refresh", work);
}

/** What a request without a session fails with, so that callers know one kind of error only. */
export function signedOutError(): ApiError {
  return new ApiError({
    type: "about:blank",
    title: "Signed out",
    status: 401,
    code: "unauthenticated",
    detail: "Please sign in again.",
  });
}
