import { fetchAnswer, readProblem } from "./answer";
import { jsonInit } from "./client";
import { parseSession } from "./parse";
import { beginSession, endSessionEverywhere } from "./session";

/** Makes an account and signs in. @throws ApiError email_taken, validation_failed, registration_closed. */
export async function register(email: string, password: string, name: string): Promise<void> {
  await start("/api/v1/auth/register", { email, password, name });
}

/** @throws ApiError invalid_credentials, too_many_attempts. */
export async function login(email: string, password: string): Promise<void> {
  await start("/api/v1/auth/login", { email, password });
}

async function start(path: string, body: object): Promise<void> {
  const response = await fetchAnswer(path, jsonInit("POST", body));
  if (!response.ok) throw await readProblem(response);
  beginSession(parseSession(await response.json()));
}

/** Signs out here and in the other tabs. @throws when the server could not be told; then one stays signed in. */
export async function logout(): Promise<void> {
  const response = await fetchAnswer("/api/v1/auth/logout", { method: "POST" });
  if (!response.ok && response.status !== 401) throw await readProblem(response);
  endSessionEverywhere();
}
