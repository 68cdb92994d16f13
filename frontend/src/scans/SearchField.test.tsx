import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { SearchField } from "./SearchField";

test("it tells once the typing rests, not at every letter", async () => {
  const onChange = vi.fn();
  render(<SearchField value="" onChange={onChange} inputRef={null} />);
  await userEvent.type(screen.getByRole("searchbox"), "knee");
  expect(onChange).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledWith("knee"));
  expect(onChange).toHaveBeenCalledOnce();
});

test("Enter does not wait, and Esc empties it", async () => {
  const onChange = vi.fn();
  render(<SearchField value="" onChange={onChange} inputRef={null} />);
  await userEvent.type(screen.getByRole("searchbox"), "knee{Enter}");
  expect(onChange).toHaveBeenCalledWith("knee");
  await userEvent.keyboard("{Escape}");
  expect(screen.getByRole("searchbox")).toHaveValue("");
});

test("it follows the address", () => {
  const { rerender } = render(<SearchField value="knee" onChange={vi.fn()} inputRef={null} />);
  rerender(<SearchField value="" onChange={vi.fn()} inputRef={null} />);
  expect(screen.getByRole("searchbox")).toHaveValue("");
});
