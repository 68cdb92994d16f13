import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { Dialog } from "./Dialog";

function Page({ onClosed = vi.fn() }: { onClosed?: () => void }) {
  const [open, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    onClosed();
  };
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Help
      </button>
      {open && (
        <Dialog title="Keys" onClose={close}>
          <input aria-label="Inside" />
        </Dialog>
      )}
    </>
  );
}

test("it has its title as its name", async () => {
  render(<Page />);
  await userEvent.click(screen.getByRole("button", { name: "Help" }));
  expect(screen.getByRole("dialog", { name: "Keys" })).toBeVisible();
});

test("after it the focus is where it was before", async () => {
  render(<Page />);
  await userEvent.click(screen.getByRole("button", { name: "Help" }));
  screen.getByLabelText("Inside").focus();
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Help" })).toHaveFocus();
});

test("Esc and a press beside it close it, a press inside does not", async () => {
  const onClosed = vi.fn();
  render(<Page onClosed={onClosed} />);
  const open = screen.getByRole("button", { name: "Help" });

  await userEvent.click(open);
  fireEvent.mouseDown(screen.getByLabelText("Inside"));
  expect(onClosed).not.toHaveBeenCalled();
  fireEvent.mouseDown(screen.getByRole("dialog"));
  expect(onClosed).toHaveBeenCalledTimes(1);

  await userEvent.click(open);
  fireEvent(screen.getByRole("dialog"), new Event("cancel", { cancelable: true }));
  expect(onClosed).toHaveBeenCalledTimes(2);
});

test("it starts at the control that it is about", () => {
  render(
    <Dialog title="Rename" onClose={vi.fn()}>
      <input aria-label="Name" data-focus-first />
    </Dialog>,
  );
  expect(screen.getByLabelText("Name")).toHaveFocus();
});
