import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { IconButton } from "./IconButton";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function renderButton() {
  render(<IconButton icon="ruler" label="Length" shortcut="L" />);
  return screen.getByRole("button", { name: "Length" });
}
const hover = (button: HTMLElement) =>
  fireEvent.pointerOver(button, { pointerType: "mouse", bubbles: true });
const rest = (ms: number) =>
  act(() => {
    vi.advanceTimersByTime(ms);
  });
const tip = () => document.querySelector("[popover]");

test("it tells name and key once the pointer has rested, not before", () => {
  const button = renderButton();
  hover(button);
  rest(400);
  expect(tip()).toBeNull();
  rest(100);
  expect(tip()).toHaveTextContent("LengthL");
});

test("Esc, a press, and going away hide it", () => {
  const button = renderButton();
  const ways = [
    () => fireEvent.keyDown(window, { key: "Escape" }),
    () => fireEvent.pointerDown(button),
    () => fireEvent.pointerOut(button, { pointerType: "mouse", bubbles: true }),
  ];
  for (const hide of ways) {
    hover(button);
    rest(500);
    expect(tip()).not.toBeNull();
    hide();
    expect(tip()).toBeNull();
    fireEvent.pointerOut(button, { pointerType: "mouse", bubbles: true });
  }
});

test("a screen reader hears the name once", () => {
  const button = renderButton();
  hover(button);
  rest(500);
  expect(tip()).toHaveAttribute("aria-hidden", "true");
});
