// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { NetworkError } from "../api/errors";
import { fetchBytes } from "./fetchBytes";

const session = {
  user: { id: "u", email: "u@example.org", name: "U", role: "user" },
  accessToken: "t",
  expiresIn: 900,
};
const signal = new AbortController().signal;
let answer: () => Response;
beforeEach(() => {
  vi.stubGlobal("fetch", (path: string) =>
    Promise.resolve(path.includes("/auth/") ? Response.json(session) : answer()),
  );
});

const part = (range: string, bytes: number[]) =>
  new Response(Uint8Array.from(bytes), { status: 206, headers: { "Content-Range": range } });

test("a range comes as it was announced", async () => {
  answer = () => part("bytes 4-6/100", [1, 2, 3]);
  expect([...((await fetchBytes("/f", { offset: 4, length: 3 }, signal)) ?? [])]).toEqual([
    1, 2, 3,
  ]);
});

test("a body that breaks off is trouble of the net, so that it is asked for again", async () => {
  answer = () => part("bytes 4-6/100", [1, 2]);
  await expect(fetchBytes("/f", { offset: 4, length: 3 }, signal)).rejects.toThrow(NetworkError);
});
