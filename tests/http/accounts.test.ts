import { beforeAll, describe, expect, test } from "vitest";
import { Client, password } from "../harness/client";
import { type Session, type User } from "../harness/types";
import { withServer } from "../harness/with_server";

const running = withServer();
const auth = "/api/v1/auth";
let people = 0;
const newPerson = () => ({
  email: `account-${++people}@example.org`,
  password,
  name: "Zoë Ångström",
});
const client = () => new Client(running.server.url);
const register = (person: object) => client().request(`${auth}/register`, { json: person });
const login = (person: object) => client().request(`${auth}/login`, { json: person });
const refresh = (cookie: string | null) =>
  client().request(`${auth}/refresh`, {
    method: "POST",
    headers: cookie ? { Cookie: cookie } : {},
  });
const cookieOf = (answer: { headers: Headers }) => answer.headers.getSetCookie()[0].split(";")[0];

/** Sign-ins whose first cookie was replaced twice. Made first and used last: a replaced cookie works for 10 s more. */
const graceMs = 10_000;
let old: { first: string; third: string; elsewhere: string };
let oldSince = 0;
beforeAll(async () => {
  await register({ ...newPerson(), name: "Administrator" });
  const person = newPerson();
  const first = cookieOf(await register(person));
  const elsewhere = cookieOf(await login(person));
  const third = cookieOf(await refresh(cookieOf(await refresh(first))));
  old = { first, third, elsewhere };
  oldSince = Date.now();
});

test("the first account is the administrator, the next ones are users", async () => {
  const json = { email: "account-1@example.org", password };
  const first = (await client().request(`${auth}/login`, { json })).json<Session>();
  const second = (await register(newPerson())).json<Session>();

  expect(first.user.role).toBe("administrator");
  expect(second.user.role).toBe("user");
});

test("registering signs in: token, user, cookie", async () => {
  const person = newPerson();
  const answer = await register(person);
  const session = answer.json<Session>();

  expect(answer.status).toBe(201);
  expect(session.user).toMatchObject({ email: person.email, name: person.name });
  expect(session.expiresIn).toBeLessThanOrEqual(900);
  const cookie = answer.headers.getSetCookie()[0];
  expect(cookie).toMatch(/^scanetrix_refresh=[^;]{20,}/);
  for (const part of [/HttpOnly/i, /SameSite=Strict/i, /Path=\/api\/v1\/auth/i])
    expect(cookie).toMatch(part);
});

test("the token is a JWT of at most 15 minutes that names the user", async () => {
  const session = (await register(newPerson())).json<Session>();
  const claims = JSON.parse(
    Buffer.from(session.accessToken.split(".")[1], "base64url").toString(),
  ) as { exp: number; iat: number; sub: string };

  expect(claims.exp - claims.iat).toBeLessThanOrEqual(900);
  expect(claims.sub).toBe(session.user.id);
});

test("an address can be taken once, in any case of letters", async () => {
  const person = newPerson();
  await register(person);

  const again = await register({ ...person, email: person.email.toUpperCase() });
  expect([again.status, again.code]).toEqual([409, "email_taken"]);
});

test.each([
  ["too short", "Short-1!x"],
  ["the address itself", "someone-long@example.org"],
])("a password that is %s is refused as weak", async (_, weak) => {
  const answer = await register({
    email: "someone-long@example.org",
    password: weak,
    name: "Someone",
  });
  const problem = answer.json<{ code: string; errors: { field: string }[] }>();

  expect([answer.status, problem.code]).toEqual([422, "weak_password"]);
  expect(problem.errors[0].field).toBe("password");
});

test("logging in gives a session and me tells who", async () => {
  const person = newPerson();
  await register(person);
  const someone = client();
  const session = someone.take(await login(person));

  expect(await someone.json<User>(`${auth}/me`)).toEqual(session.user);
});

test("a wrong password and an unknown address look the same", async () => {
  const person = newPerson();
  await register(person);
  const wrong = await login({ email: person.email, password: "not this one, surely" });
  const unknown = await login({ email: "nobody@example.org", password: "not this one, surely" });

  expect([wrong.status, wrong.code]).toEqual([401, "invalid_credentials"]);
  expect(unknown.json()).toEqual(wrong.json());
});

describe("tokens that are not ours", () => {
  test.each([
    ["none", null],
    ["an empty one", ""],
    ["garbage", "garbage"],
    ["of the right form", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.AAAA"],
    [
      "with no algorithm",
      "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiIxIiwiZXhwIjo5OTk5OTk5OTk5fQ.",
    ],
  ])("%s", async (_, token) => {
    const answer = await client().request(`${auth}/me`, { token });
    expect([answer.status, answer.code]).toEqual([401, "unauthenticated"]);
    expect(answer.headers.get("WWW-Authenticate")).toMatch(/^Bearer/);
  });

  test("one whose claims were changed", async () => {
    const { accessToken } = (await register(newPerson())).json<Session>();
    const [head, claims, signature] = accessToken.split(".") as [string, string, string];
    const changed = JSON.parse(Buffer.from(claims, "base64url").toString()) as { exp: number };
    changed.exp += 1_000_000;
    const body = Buffer.from(JSON.stringify(changed)).toString("base64url");

    const answer = await client().request(`${auth}/me`, { token: `${head}.${body}.${signature}` });
    expect(answer.status).toBe(401);
  });
});

describe("the refresh cookie", () => {
  test("is replaced at each use", async () => {
    const first = cookieOf(await register(newPerson()));
    const answer = await refresh(first);

    expect(answer.status).toBe(200);
    expect(cookieOf(answer)).not.toBe(first);
    expect((await refresh(cookieOf(answer))).status).toBe(200);
  });

  test("just replaced still works, for two tabs at once", async () => {
    const first = cookieOf(await register(newPerson()));
    const answers = await Promise.all([refresh(first), refresh(first)]);

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    for (const answer of answers) expect((await refresh(cookieOf(answer))).status).toBe(200);
  });

  test("none or an unknown one is 401", async () => {
    expect((await refresh(null)).code).toBe("session_expired");
    expect((await refresh("scanetrix_refresh=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")).code).toBe(
      "session_expired",
    );
  });

  test("logging out ends it and clears it", async () => {
    const cookie = cookieOf(await register(newPerson()));
    const answer = await client().request(`${auth}/logout`, {
      method: "POST",
      headers: { Cookie: cookie },
    });

    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^scanetrix_refresh=;.*(Max-Age=0|Expires=)/i);
    expect((await refresh(cookie)).status).toBe(401);
  });
});

test("repeated failures are slowed down, and the answer says for how long", async () => {
  const person = newPerson();
  await register(person);
  let answer = await login({ ...person, password: "wrong password" });
  for (let n = 0; n < 30 && answer.status === 401; n++)
    answer = await login({ ...person, password: "wrong password" });

  expect([answer.status, answer.code]).toEqual([429, "too_many_attempts"]);
  const wait = Number(answer.headers.get("Retry-After"));
  expect(wait).toBeGreaterThan(0);
  expect(answer.json<{ retryAfterSeconds: number }>().retryAfterSeconds).toBe(wait);
});

test("a cookie used long after it was replaced ends its whole family, and no other", async () => {
  await new Promise((resolve) => setTimeout(resolve, oldSince + graceMs + 200 - Date.now()));
  const reused = await refresh(old.first);

  expect([reused.status, reused.code]).toEqual([401, "session_expired"]);
  expect((await refresh(old.third)).status).toBe(401);
  expect((await refresh(old.elsewhere)).status).toBe(200);
});
