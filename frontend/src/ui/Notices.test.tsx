import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { announce, notify } from "./notices";
import { Notices } from "./Notices";

test("news are shown for a while, and go by themselves", () => {
  vi.useFakeTimers();
  render(<Notices />);
  act(() => notify("Knee was deleted."));
  expect(screen.getByText("Knee was deleted.")).toBeVisible();
  act(() => {
    vi.advanceTimersByTime(6_000);
  });
  expect(screen.queryByText("Knee was deleted.")).not.toBeInTheDocument();
  vi.useRealTimers();
});

test("an error stays until it is closed", async () => {
  render(<Notices />);
  act(() => notify("Knee is still there.", "error"));
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  expect(screen.queryByText("Knee is still there.")).not.toBeInTheDocument();
});

test("what is only announced is read out", () => {
  const { container } = render(<Notices />);
  act(() => announce("12 scans"));
  expect(container.querySelector('[aria-live="polite"]')).toHaveTextContent("12 scans");
});
