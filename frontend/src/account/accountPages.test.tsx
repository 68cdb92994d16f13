import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { beforeEach, expect, test, vi } from "vitest";
import { beginSession, endSession } from "../api/session";
import { jsonResponse, problemResponse } from "../testing/examples";
import { RegisterPage } from "./RegisterPage";
import { RequireSession } from "./RequireSession";
import { SignInPage } from "./SignInPage";

const fetchMock = vi.fn<(path: string, init?: RequestInit) => Promise<Response>>();
const session = {
  user: { id: "u1", email: "a@b.example", name: "Amara Osei", role: "user" as const },
  accessToken: "token",
  expiresIn: 900,
};

beforeEach(() => {
  fetchMock.mockReset();
  vi.stubGlobal("fetch", fetchMock);
  // A fresh page: signed out, and not by itself.
  beginSession(session);
  endSession(false);
});

function renderAt(address: string) {
  render(
    <MemoryRouter initialEntries={[address]}>
      <Routes>
        <Route path="/signin" element={<SignInPage />} />
        <Route path="/register" element={<RegisterPage />} />
        <Route path="/scans/:id" element={<RequireSession>The scan</RequireSession>} />
        <Route path="/" element={<RequireSession>All scans</RequireSession>} />
      </Routes>
    </MemoryRouter>,
  );
}

async function fillIn(fields: Record<string, string>, button: string) {
  for (const [label, text] of Object.entries(fields))
    await userEvent.type(screen.getByLabelText(label), text);
  await userEvent.click(screen.getByRole("button", { name: button }));
}

test("after signing in one is where one wanted to go", async () => {
  renderAt("/scans/s1");
  expect(screen.getByRole("heading", { name: "Sign in" })).toBeVisible();
  fetchMock.mockResolvedValueOnce(jsonResponse(session));

  await fillIn({ Email: "a@b.example", Password: "three plain words" }, "Sign in");

  expect(await screen.findByText("The scan")).toBeVisible();
  expect(JSON.parse(fetchMock.mock.calls[0]?.[1]?.body as string)).toEqual({
    email: "a@b.example",
    password: "three plain words",
  });
});

test("a wrong password is said without saying which of the two was wrong", async () => {
  renderAt("/signin");
  fetchMock.mockResolvedValueOnce(problemResponse(401, "invalid_credentials"));
  await fillIn({ Email: "a@b.example", Password: "wrong" }, "Sign in");
  expect(await screen.findByRole("alert")).toHaveTextContent(
    "The email or the password is not right.",
  );
});

test("while it signs in a second press does nothing", async () => {
  renderAt("/signin");
  fetchMock.mockReturnValue(new Promise(() => undefined));
  await fillIn({ Email: "a@b.example", Password: "right" }, "Sign in");
  await userEvent.click(screen.getByRole("button", { name: "Signing in…" }));
  expect(fetchMock).toHaveBeenCalledOnce();
});

test("a session that ended by itself is told", () => {
  beginSession(session);
  endSession(true);
  renderAt("/signin");
  expect(screen.getByText(/You have been signed out/)).toBeVisible();
});

test("a new account signs in", async () => {
  renderAt("/register");
  fetchMock.mockResolvedValueOnce(jsonResponse(session, 201));
  const fields = { "Your name": "Amara Osei", Email: "a@b.example", Password: "three plain words" };
  await fillIn(fields, "Create account");
  expect(await screen.findByText("All scans")).toBeVisible();
});

test("what the server says of a field stands at the field", async () => {
  renderAt("/register");
  const errors = [{ field: "password", message: "This password is in every list." }];
  const weak = { status: 422, code: "validation_failed", detail: "Look again.", errors };
  fetchMock.mockResolvedValueOnce(jsonResponse(weak, 422));
  const fields = { "Your name": "A", Email: "a@b.example", Password: "password12" };
  await fillIn(fields, "Create account");
  expect(await screen.findByText("This password is in every list.")).toBeVisible();
  expect(screen.getByLabelText("Password")).toBeInvalid();
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
});

test("where accounts cannot be made by oneself, that is said in place of the form", async () => {
  renderAt("/register");
  fetchMock.mockResolvedValueOnce(problemResponse(403, "registration_closed"));
  const fields = { "Your name": "A", Email: "a@b.example", Password: "three plain words" };
  await fillIn(fields, "Create account");
  expect(await screen.findByRole("alert")).toHaveTextContent("New accounts cannot be made here");
  expect(screen.queryByRole("button", { name: "Create account" })).not.toBeInTheDocument();
});

test("the password can be seen", async () => {
  renderAt("/signin");
  const field = screen.getByLabelText("Password");
  expect(field).toHaveAttribute("type", "password");
  await userEvent.click(screen.getByRole("button", { name: "Show password" }));
  expect(field).toHaveAttribute("type", "text");
});
