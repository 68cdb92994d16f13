// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { jsonResponse, problemResponse } from "../testing/examples";

const session = (token: string) =>
  jsonResponse({
    user: { id: "u1", email: "a@b.example", name: "A", role: "user" },
    accessToken: token,
    expiresIn: 900,
  });

const fetchMock = vi.fn<(path: string, init?: RequestInit) => Promise<Response>>();

/** Modules with a fresh session each. */
async function load() {
  vi.resetModules();
  const client = await import("./client");
  const sessionModule = await import("./session");
  return { ...client, ...sessionModule };
}

const tokenOf = (init?: RequestInit) => new Headers(init?.headers).get("Authorization");
const callsTo = (path: string) => fetchMock.mock.calls.filter(([called]) => called === path);

beforeEach(() => {
  fetchMock.mockReset();
  vi.stubGlobal("fetch", fetchMock);
});

test("a request carries the token", async () => {
  const { authorizedFetch, restoreSession } = await load();
  fetchMock.mockImplementation(async (path) =>
    path.endsWith("/refresh") ? session("first") : jsonResponse({}),
  );
  await restoreSession();

  await authorizedFetch("/api/v1/scans");

  expect(tokenOf(callsTo("/api/v1/scans")[0]?.[1])).toBe("Bearer first");
});

test("many requests that meet an old token renew the session once, and are repeated", async () => {
  const { authorizedFetch, restoreSession } = await load();
  let token = "first";
  fetchMock.mockImplementation(async (path, init) => {
    if (path.endsWith("/refresh")) return session(token);
    return tokenOf(init) === "Bearer second"
      ? jsonResponse({ path })
      : problemResponse(401, "unauthenticated");
  });
  await restoreSession();
  token = "second";

  const answers = await Promise.all(
    ["/api/v1/a", "/api/v1/b", "/api/v1/c"].map((path) => authorizedFetch(path)),
  );

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(callsTo("/api/v1/auth/refresh")).toHaveLength(2); // The start, and the one renewal.
});

test("when the session is over one is signed out and the request fails", async () => {
  const { authorizedFetch, restoreSession, sessionState } = await load();
  fetchMock.mockResolvedValueOnce(session("first"));
  await restoreSession();
  fetchMock.mockImplementation(async (path) =>
    problemResponse(401, path.endsWith("/refresh") ? "session_expired" : "unauthenticated"),
  );

  await expect(authorizedFetch("/api/v1/scans")).rejects.toMatchObject({
    problem: { code: "unauthenticated" },
  });
  expect(sessionState()).toEqual({ status: "signedOut", expired: true });
});

test("a refusal becomes an ApiError with the server's problem", async () => {
  const { authorizedFetch, restoreSession } = await load();
  fetchMock.mockResolvedValueOnce(session("first"));
  await restoreSession();
  fetchMock.mockResolvedValueOnce(problemResponse(404, "not_found", "No such scan."));

  await expect(authorizedFetch("/api/v1/scans/x")).rejects.toMatchObject({
    name: "ApiError",
    problem: { status: 404, code: "not_found", detail: "No such scan." },
  });
});

test("an error page of something in between still becomes an ApiError", async () => {
  const { authorizedFetch, restoreSession } = await load();
  fetchMock.mockResolvedValueOnce(session("first"));
  await restoreSession();
  fetchMock.mockResolvedValueOnce(new Response("<html>Bad gateway</html>", { status: 502 }));

  await expect(authorizedFetch("/api/v1/scans")).rejects.toMatchObject({
    problem: { status: 502, code: "unavailable" },
  });
});

test("no answer at all is a NetworkError, and one stays signed in", async () => {
  const { authorizedFetch, restoreSession, sessionState } = await load();
  fetchMock.mockResolvedValueOnce(session("first"));
  await restoreSession();
  fetchMock.mockRejectedValueOnce(new TypeError("Failed to fetch"));

  await expect(authorizedFetch("/api/v1/scans")).rejects.toMatchObject({ name: "NetworkError" });
  expect(sessionState().status).toBe("signedIn");
});

test("a body that is not what it should be names the field", async () => {
  const { requestJson, restoreSession } = await load();
  const { parseScan } = await import("./parse");
  fetchMock.mockResolvedValueOnce(session("first"));
  await restoreSession();
  fetchMock.mockResolvedValueOnce(jsonResponse({ id: 7 }));

  await expect(requestJson("/api/v1/scans/x", (body) => parseScan(body))).rejects.toThrow(
    "scan.owner: expected an object, got nothing",
  );
});

test("a server that cannot be reached at the start can be asked again", async () => {
  const { restoreSession, sessionState } = await load();
  fetchMock.mockRejectedValueOnce(new TypeError("Failed to fetch"));
  await restoreSession();
  expect(sessionState()).toEqual({ status: "unreachable" });

  fetchMock.mockResolvedValueOnce(session("first"));
  await restoreSession();
  expect(sessionState().status).toBe("signedIn");
});

test("the session renews itself before it ends", async () => {
  vi.useFakeTimers();
  try {
    const { restoreSession, currentToken } = await load();
    fetchMock.mockResolvedValueOnce(session("first"));
    await restoreSession();
    fetchMock.mockResolvedValueOnce(session("second"));

    await vi.advanceTimersByTimeAsync((900 - 60) * 1000);

    expect(currentToken()).toBe("second");
  } finally {
    vi.useRealTimers();
  }
});
