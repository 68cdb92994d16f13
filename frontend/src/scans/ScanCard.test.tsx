import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { beforeEach, expect, test, vi } from "vitest";
import { getThumbnail } from "../api/scans";
import { type Scan } from "../api/types";
import { exampleScan } from "../testing/examples";
import { ScanCard } from "./ScanCard";

vi.mock("../api/scans", () => ({ getThumbnail: vi.fn() }));

const revoke = vi.fn();
beforeEach(() => {
  vi.mocked(getThumbnail).mockResolvedValue(new Blob());
  vi.stubGlobal(
    "URL",
    Object.assign(URL, { createObjectURL: () => "blob:1", revokeObjectURL: revoke }),
  );
});

function renderCard(part: Partial<Scan> = {}) {
  const actions = { onRename: vi.fn(), onDelete: vi.fn(), onDownload: vi.fn() };
  const scan = exampleScan(part);
  const view = render(
    <MemoryRouter>
      <ScanCard scan={scan} actions={actions} />
    </MemoryRouter>,
  );
  return { ...view, actions, scan };
}

test("it says what it is, of when, how many slices and how large", async () => {
  renderCard();
  expect(screen.getByRole("link", { name: "Chest and upper abdomen" })).toHaveAttribute(
    "href",
    "/scans/s1",
  );
  expect(screen.getByText("12 Mar 2026 · 275 slices · 145 MB")).toBeVisible();
  expect(screen.getByText("CT")).toBeVisible();
  expect(await screen.findByRole("img")).toHaveAttribute("src", "blob:1");
});

test("its picture is given back when it goes", async () => {
  const { unmount } = renderCard();
  await screen.findByRole("img");
  unmount();
  expect(revoke).toHaveBeenCalledWith("blob:1");
});

test("a scan without a picture says so", async () => {
  vi.mocked(getThumbnail).mockRejectedValue(new Error());
  renderCard();
  expect(await screen.findByText("No picture")).toBeVisible();
});

test("warnings are named, with the whole sentence at hand", () => {
  renderCard({
    warnings: [{ code: "uncalibrated", message: "Nothing says how large a pixel is." }],
  });
  expect(screen.getByTitle("Nothing says how large a pixel is.")).toHaveTextContent("No scale");
});

test("many warnings are counted", () => {
  const codes = ["uncalibrated", "lossy_compression", "single_slice", "orientation_unknown"];
  renderCard({ warnings: codes.map((code) => ({ code, message: code })) });
  expect(screen.getByText("2 more notes")).toBeVisible();
});

test("a failed scan says what to do and offers no download", async () => {
  renderCard({ state: "failed" });
  expect(screen.getByText("This scan could not be finished.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: /^More/ }));
  expect(screen.getAllByRole("menuitem").map(({ textContent }) => textContent)).toEqual([
    "Rename",
    "Delete",
  ]);
});

test("its menu renames, downloads and deletes", async () => {
  const { actions, scan } = renderCard();
  for (const item of ["Rename", "Download as NIfTI", "Delete"]) {
    await userEvent.click(screen.getByRole("button", { name: /^More/ }));
    await userEvent.click(screen.getByRole("menuitem", { name: item }));
  }
  expect(actions.onRename).toHaveBeenCalledWith(scan);
  expect(actions.onDownload).toHaveBeenCalledWith(scan, "nifti");
  expect(actions.onDelete).toHaveBeenCalledWith(scan);
});
