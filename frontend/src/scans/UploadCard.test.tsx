import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { exampleUpload } from "../testing/examples";
import { FailedCard, ProcessingCard } from "./UploadCard";

test("work under way shows what is behind it, what is going on, and how far it is", () => {
  const progress = { stage: "pyramid", fraction: 0.62 };
  render(<ProcessingCard upload={exampleUpload({ state: "processing", progress })} />);
  expect(screen.getByText("Slices sorted")).toBeVisible();
  expect(screen.getAllByText("Building the volume")).not.toHaveLength(0);
  expect(screen.getByText("62 %")).toBeVisible();
  expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "62");
});

test("one that waits says so", () => {
  render(<ProcessingCard upload={exampleUpload({ state: "queued" })} />);
  expect(screen.getAllByText("Waiting for its turn")).not.toHaveLength(0);
});

test("an upload that failed says why", async () => {
  const onDiscard = vi.fn();
  const error = { code: "damaged", detail: "The archive ends in the middle of a file." };
  render(
    <FailedCard
      upload={exampleUpload({ state: "failed", error })}
      onShowReasons={vi.fn()}
      onDiscard={onDiscard}
    />,
  );
  expect(screen.getByText(error.detail)).toBeVisible();
  expect(screen.queryByRole("button", { name: "See why" })).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Remove" }));
  expect(onDiscard).toHaveBeenCalledOnce();
});

test("an upload of which every file was left out shows the reasons", async () => {
  const onShowReasons = vi.fn();
  const refused = ["a.txt", "b.txt"].map((path) => ({ path, code: "not_an_image", reason: "No." }));
  render(
    <FailedCard
      upload={exampleUpload({ state: "done", refused })}
      onShowReasons={onShowReasons}
      onDiscard={vi.fn()}
    />,
  );
  expect(screen.getByText("No file in it could be read as a scan.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "See why" }));
  expect(onShowReasons).toHaveBeenCalledOnce();
});
