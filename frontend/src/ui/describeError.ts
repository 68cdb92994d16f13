import { ParseError } from "../api/check";
import { ApiError, JobFailed, NetworkError } from "../api/errors";
import { type Problem } from "../api/types";

/** What a person reads about trouble: one sentence what happened, one what to do. */
export type ErrorWords = { what: string; next: string };

/** Turns whatever was thrown into words. Never shows raw exception text. */
export function describeError(error: unknown): ErrorWords {
  if (error instanceof ApiError) return describeProblem(error.problem);
  if (error instanceof NetworkError)
    return navigator.onLine
      ? { what: "The server does not answer.", next: "Please try again in a moment." }
      : { what: "This device is offline.", next: "Please check the connection and try again." };
  if (error instanceof JobFailed)
    return {
      what: error.message || "The server made a mistake.",
      next: "The scan is as it was.",
    };
  if (error instanceof ParseError)
    return {
      what: "The server's answer could not be read.",
      next: "Load the page again; if it stays, the page and the server may differ in version.",
    };
  return { what: "Something went wrong on this page.", next: "Please load it again." };
}

function describeProblem(problem: Problem): ErrorWords {
  switch (problem.code) {
    case "invalid_credentials":
      return {
        what: "The email or the password is not right.",
        next: "Please check both and try again.",
      };
    case "too_many_attempts":
      return { what: "That was tried too often.", next: waitSentence(problem.retryAfterSeconds) };
    case "email_taken":
      return {
        what: "There is an account with this email already.",
        next: "Sign in with it, or use another email.",
      };
    case "registration_closed":
      return {
        what: "New accounts cannot be made here by oneself.",
        next: "Please ask the person who looks after this server for one.",
      };
    case "unauthenticated":
    case "session_expired":
      return { what: "You have been signed out.", next: "Please sign in again." };
    case "not_found":
      return { what: "It is not here, or no longer.", next: "It may have been deleted." };
    case "payload_too_large":
      return { what: "This is larger than the server takes.", next: problem.detail };
    case "unavailable":
      return {
        what: "The server cannot do this at the moment.",
        next: problem.detail || "Please try again in a moment.",
      };
    case "internal":
      return {
        what: "The server made a mistake.",
        next: "Please try again; if it stays, tell the person who looks after it.",
      };
    default:
      // The detail of a problem is written for people; the code is for us.
      return { what: problem.detail || "The server said no.", next: "" };
  }
}

function waitSentence(seconds: number | undefined): string {
  if (seconds === undefined) return "Please wait a minute and try again.";
  if (seconds < 90) return `Please wait ${Math.max(1, Math.ceil(seconds))} seconds and try again.`;
  return `Please wait ${Math.ceil(seconds / 60)} minutes and try again.`;
}

/** What the server says about one field of a form, or undefined. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.problem.errors?.find((entry) => entry.field === field)?.message;
}
