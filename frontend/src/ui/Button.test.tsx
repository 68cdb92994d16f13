import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Button } from "./Button";

test("while it is busy it says so and a press does nothing", async () => {
  const onClick = vi.fn();
  render(
    <Button onClick={onClick} busyLabel="Saving…">
      Save
    </Button>,
  );
  const button = screen.getByRole("button", { name: "Saving…" });
  await userEvent.click(button);
  expect(onClick).not.toHaveBeenCalled();
  expect(button).toHaveAttribute("aria-busy", "true");
});

test("a busy submit button does not submit again", async () => {
  const onSubmit = vi.fn();
  render(
    <form onSubmit={onSubmit}>
      <Button type="submit" busyLabel="Saving…">
        Save
      </Button>
    </form>,
  );
  await userEvent.click(screen.getByRole("button"));
  expect(onSubmit).not.toHaveBeenCalled();
});
