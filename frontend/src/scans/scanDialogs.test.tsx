import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { ApiError, NetworkError } from "../api/errors";
import { deleteScan, renameScan } from "../api/scans";
import { exampleScan } from "../testing/examples";
import { DeleteDialog } from "./DeleteDialog";
import { RenameDialog } from "./RenameDialog";

vi.mock("../api/scans", () => ({ renameScan: vi.fn(), deleteScan: vi.fn() }));
const scan = exampleScan();

function renderRename() {
  const onRenamed = vi.fn();
  render(<RenameDialog scan={scan} onRenamed={onRenamed} onClose={vi.fn()} />);
  return { onRenamed, field: screen.getByLabelText("Name") };
}

test("a new name is saved and given on", async () => {
  const renamed = exampleScan({ name: "Knee" });
  vi.mocked(renameScan).mockResolvedValue(renamed);
  const { onRenamed, field } = renderRename();
  await userEvent.clear(field);
  await userEvent.type(field, "  Knee {Enter}");
  expect(renameScan).toHaveBeenCalledWith("s1", "Knee");
  expect(onRenamed).toHaveBeenCalledWith(renamed);
});

test("an empty name is asked for and not sent", async () => {
  vi.mocked(renameScan).mockClear();
  const { field } = renderRename();
  await userEvent.clear(field);
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(field).toHaveAccessibleDescription("Give it a name.");
  expect(field).toBeInvalid();
  expect(renameScan).not.toHaveBeenCalled();
});

test("the same name needs no server", async () => {
  vi.mocked(renameScan).mockClear();
  const { onRenamed } = renderRename();
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(onRenamed).toHaveBeenCalledWith(scan);
  expect(renameScan).not.toHaveBeenCalled();
});

test("deleting asks first and says what is lost", async () => {
  vi.mocked(deleteScan).mockResolvedValue();
  const onDeleted = vi.fn();
  render(<DeleteDialog scan={scan} onDeleted={onDeleted} onClose={vi.fn()} />);
  expect(screen.getByText(/275 files \(145 MB\)/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Delete" }));
  expect(onDeleted).toHaveBeenCalledWith(scan);
});

test("a scan that is gone already counts as deleted", async () => {
  const gone = { type: "", title: "", status: 404, code: "not_found", detail: "" };
  vi.mocked(deleteScan).mockRejectedValue(new ApiError(gone));
  const onDeleted = vi.fn();
  render(<DeleteDialog scan={scan} onDeleted={onDeleted} onClose={vi.fn()} />);
  await userEvent.click(screen.getByRole("button", { name: "Delete" }));
  expect(onDeleted).toHaveBeenCalledOnce();
});

test("a scan that could not be deleted stays, and one may try again", async () => {
  vi.mocked(deleteScan).mockRejectedValue(new NetworkError());
  const onDeleted = vi.fn();
  render(<DeleteDialog scan={scan} onDeleted={onDeleted} onClose={vi.fn()} />);
  await userEvent.click(screen.getByRole("button", { name: "Delete" }));
  expect(screen.getByRole("alert")).toHaveTextContent("The server does not answer.");
  expect(onDeleted).not.toHaveBeenCalled();
  expect(screen.getByRole("button", { name: "Delete" })).toBeEnabled();
});
