import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Menu } from "./Menu";

function renderMenu(onRename = vi.fn(), onDelete = vi.fn()) {
  render(
    <Menu
      label="More"
      groups={[
        { items: [{ label: "Rename", onSelect: onRename }] },
        { items: [{ label: "Delete", danger: true, onSelect: onDelete }] },
      ]}
      trigger={(props) => (
        <button type="button" {...props}>
          Open
        </button>
      )}
    />,
  );
  return { onRename, onDelete };
}

test("it opens on its first item, and arrows go round", async () => {
  renderMenu();
  await userEvent.click(screen.getByRole("button"));
  expect(screen.getByRole("menuitem", { name: "Rename" })).toHaveFocus();
  await userEvent.keyboard("{ArrowDown}");
  expect(screen.getByRole("menuitem", { name: "Delete" })).toHaveFocus();
  await userEvent.keyboard("{ArrowDown}");
  expect(screen.getByRole("menuitem", { name: "Rename" })).toHaveFocus();
});

test("a letter goes to the item that starts with it", async () => {
  renderMenu();
  await userEvent.click(screen.getByRole("button"));
  await userEvent.keyboard("d");
  expect(screen.getByRole("menuitem", { name: "Delete" })).toHaveFocus();
});

test("Esc closes it and gives the focus back", async () => {
  renderMenu();
  await userEvent.click(screen.getByRole("button"));
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("menu")).not.toBeInTheDocument();
  expect(screen.getByRole("button")).toHaveFocus();
});

test("choosing closes it and does what was chosen", async () => {
  const { onRename } = renderMenu();
  await userEvent.click(screen.getByRole("button"));
  await userEvent.keyboard("{Enter}");
  expect(onRename).toHaveBeenCalledOnce();
  expect(screen.queryByRole("menu")).not.toBeInTheDocument();
});

test("a press elsewhere closes it", async () => {
  renderMenu();
  await userEvent.click(screen.getByRole("button"));
  await userEvent.click(document.body);
  expect(screen.queryByRole("menu")).not.toBeInTheDocument();
});
