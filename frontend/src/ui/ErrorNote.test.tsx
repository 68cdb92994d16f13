import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { ParseError } from "../api/check";
import { ApiError, NetworkError } from "../api/errors";
import { ErrorNote } from "./ErrorNote";

const problem = (code: string, detail = "", retryAfterSeconds?: number) =>
  new ApiError({
    type: "about:blank",
    title: "",
    status: 400,
    code,
    detail,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });

test.each([
  [new NetworkError(), "The server does not answer. Please try again in a moment."],
  [problem("too_many_attempts", "", 42), "Please wait 42 seconds and try again."],
  [problem("too_many_attempts", "", 600), "Please wait 10 minutes and try again."],
  [problem("conflict", "The name is taken."), "The name is taken."],
  [new ParseError("scan.id", "a name", 7), "The server's answer could not be read."],
])("says what happened and what to do: %s", (error, words) => {
  render(<ErrorNote error={error} />);
  expect(screen.getByRole("alert")).toHaveTextContent(words);
});

test("raw exception text is never shown", () => {
  render(<ErrorNote error={new TypeError("undefined is not a function at x.js:1")} />);
  expect(screen.getByRole("alert")).not.toHaveTextContent("undefined");
});

test("it offers another try where there is one", async () => {
  const onRetry = vi.fn();
  render(<ErrorNote error={new NetworkError()} onRetry={onRetry} />);
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(onRetry).toHaveBeenCalledOnce();
});
