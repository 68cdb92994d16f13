import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { MemoryRouter } from "react-router";
import { NetworkError } from "../api/errors";
import { exampleUpload } from "../testing/examples";
import { type UploadJob } from "./uploadJob";
import { UploadPanel } from "./UploadPanel";

vi.mock("../api/scans", async () => {
  const { exampleScan } = await import("../testing/examples");
  return { getScan: async (id: string) => exampleScan({ id, name: `Scan ${id}` }) };
});

const sending: UploadJob = {
  key: "a",
  name: "Abdomen, portal phase",
  phase: "sending",
  total: { files: 275, bytes: 145_000_000 },
  sent: { files: 176, bytes: 93_000_000 },
  secondsLeft: 18,
  upload: null,
  leftOut: [],
  error: null,
};

function renderPanel(
  job: Partial<UploadJob>,
  unfinished = [] as ReturnType<typeof exampleUpload>[],
) {
  const actions = { onPause: vi.fn(), onResume: vi.fn(), onCancel: vi.fn() };
  const onClose = vi.fn();
  const onDiscard = vi.fn();
  render(
    <MemoryRouter>
      <UploadPanel
        jobs={unfinished.length > 0 ? [] : [{ ...sending, ...job }]}
        unfinished={unfinished}
        actions={actions}
        onClose={onClose}
        onDiscard={onDiscard}
      />
    </MemoryRouter>,
  );
  return { ...actions, onClose, onDiscard };
}

test("while it sends it tells files, bytes and time, and can be paused or given up", async () => {
  const { onPause, onCancel } = renderPanel({});
  expect(screen.getByText("176 of 275 files")).toBeVisible();
  expect(screen.getByText("93 of 145 MB · 18 s left")).toBeVisible();
  expect(screen.getByRole("progressbar", { name: sending.name })).toHaveAttribute(
    "aria-valuenow",
    "64",
  );
  await userEvent.click(screen.getByRole("button", { name: "Pause" }));
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(onPause).toHaveBeenCalledOnce();
  expect(onCancel).toHaveBeenCalledOnce();
  expect(screen.queryByRole("button", { name: "Close" })).not.toBeInTheDocument();
});

test("a paused one can go on", async () => {
  const { onResume } = renderPanel({ phase: "paused", secondsLeft: null });
  expect(screen.getByText("Paused · 93 of 145 MB")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Go on" }));
  expect(onResume).toHaveBeenCalledOnce();
});

test("once it is sent, what the server does is said", () => {
  const upload = exampleUpload({
    state: "processing",
    progress: { stage: "pyramid", fraction: 0.62 },
  });
  renderPanel({ phase: "processing", upload });
  expect(screen.getByText("Building the volume")).toBeVisible();
  expect(screen.getByText("62 %")).toBeVisible();
});

test("when it is done there are links to the scans, and the reasons for what was left out", async () => {
  const refused = [{ path: "ct/report.pdf", code: "not_an_image", reason: "A PDF is no scan." }];
  const upload = exampleUpload({ state: "done", scans: ["s7"], refused });
  const leftOut = [{ path: "ct/.DS_Store", reason: "A note of the operating system." }];
  const { onClose } = renderPanel({ phase: "done", upload, leftOut });

  expect(await screen.findByRole("link", { name: "Open Scan s7" })).toHaveAttribute(
    "href",
    "/scans/s7",
  );
  expect(screen.getByText("2 files left out")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Show all" }));
  const dialog = screen.getByRole("dialog", { name: "2 files left out" });
  expect(within(dialog).getByText("ct/report.pdf")).toBeVisible();
  expect(within(dialog).getByText("A PDF is no scan.")).toBeVisible();
  await userEvent.click(within(dialog).getByRole("button", { name: "Close" }));
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  expect(onClose).toHaveBeenCalledOnce();
});

test("a failure says why and offers another try", async () => {
  const { onResume } = renderPanel({ phase: "failed", error: new NetworkError() });
  expect(screen.getByRole("alert")).toHaveTextContent("The server does not answer.");
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(onResume).toHaveBeenCalledOnce();
});

test("an upload of an earlier visit says how to go on, and can be thrown away", async () => {
  const { onDiscard } = renderPanel({}, [exampleUpload({ missing: ["b"] })]);
  expect(screen.getByText(/Drop the same files again to go on/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Discard" }));
  expect(onDiscard).toHaveBeenCalledOnce();
});

test("folded it still tells how many files were left out", async () => {
  renderPanel({ leftOut: [{ path: "a", reason: "b" }] });
  await userEvent.click(screen.getByRole("button", { name: "Fold away" }));
  expect(screen.queryByRole("progressbar")).not.toBeInTheDocument();
  expect(screen.getByText("· 1 left out")).toBeVisible();
});
