import { useEffect, useMemo, useRef, useState } from "react";
import { downloadScan } from "../api/scans";
import { useNews } from "../api/news";
import { type Scan, type Upload } from "../api/types";
import { describeError } from "../ui/describeError";
import { ErrorNote } from "../ui/ErrorNote";
import { announce, notify } from "../ui/notices";
import { usePageTitle } from "../ui/usePageTitle";
import { countOf } from "../ui/amounts";
import { DropFrame } from "../upload/DropFrame";
import { DropStrip } from "../upload/DropStrip";
import { LeftOutDialog } from "../upload/LeftOutDialog";
import { type Picked } from "../upload/pickedFiles";
import { uploads } from "../upload/uploads";
import { usePageDrop } from "../upload/usePageDrop";
import { usePicker } from "../upload/usePicker";
import { useServerUploads } from "../upload/useServerUploads";
import { prefetchViewer } from "../viewer/loadViewer";
import { DeleteDialog } from "./DeleteDialog";
import { HelpSheet } from "./HelpSheet";
import { PageHead } from "./PageHead";
import { RenameDialog } from "./RenameDialog";
import { ScanGrid } from "./ScanGrid";
import { type ScanActions } from "./ScanMenu";
import styles from "./ScansPage.module.css";
import { ScanTools } from "./ScanTools";
import { isFiltered, useScanView } from "./scanView";
import { saveFile } from "./saveFile";
import { TopBar } from "./TopBar";
import { UploadsCorner } from "./UploadsCorner";
import { uploadsIn } from "./uploadsIn";
import { useRefreshSoon } from "./useRefreshSoon";
import { useScanList } from "./useScanList";
import { useShortcuts } from "./useShortcuts";

type Opened =
  | { kind: "help" }
  | { kind: "rename"; scan: Scan }
  | { kind: "delete"; scan: Scan }
  | { kind: "reasons"; upload: Upload };

/** The dashboard: every scan of mine, what is on its way, and the place to add more. */
export function ScansPage() {
  usePageTitle("Scans");
  const { view, change } = useScanView();
  const list = useScanList(view);
  const serverUploads = useServerUploads(list.refresh);
  const refreshSoon = useRefreshSoon(list.refresh);
  const [opened, setOpened] = useState<Opened | null>(null);
  const searchRef = useRef<HTMLInputElement>(null);
  const hasScans = (list.page?.items.length ?? 0) > 0;

  useEffect(() => (hasScans ? prefetchViewer() : undefined), [hasScans]);

  useNews((news) => {
    if (news.kind === "scan" && "deleted" in news.scan) list.remove(news.scan.id);
    if (news.kind !== "upload") refreshSoon();
  });

  const add = (picked: Picked) => {
    if (picked.files.length > 0) uploads.add(picked);
    else notify("There is no file in it that could be a scan.", "error");
  };
  const picker = usePicker(add);
  const dragging = usePageDrop(add, () =>
    notify("What was dropped could not be read. Please choose the files instead.", "error"),
  );

  useShortcuts({
    "/": () => searchRef.current?.focus(),
    "?": () => setOpened({ kind: "help" }),
    u: picker.pickFiles,
  });

  const actions = useMemo<ScanActions>(
    () => ({
      onRename: (scan) => setOpened({ kind: "rename", scan }),
      onDelete: (scan) => setOpened({ kind: "delete", scan }),
      onDownload: (scan, what) => void download(scan, what),
    }),
    [],
  );

  const close = () => setOpened(null);
  const { page, error } = list;
  const hasNothing =
    page?.total === 0 && !isFiltered(view) && uploadsIn(view, serverUploads.uploads).length === 0;

  return (
    <>
      <a className="skip" href="#scans">
        Skip to the scans
      </a>
      <TopBar onHelp={() => setOpened({ kind: "help" })} />
      <main className={styles.page} data-dragging={dragging || undefined}>
        <PageHead page={page} isEmpty={hasNothing} isFiltered={isFiltered(view)} picker={picker} />
        {picker.inputs}
        {error !== null && (
          <div className={styles.error}>
            <ErrorNote error={error} onRetry={() => void list.refresh()} />
          </div>
        )}
        {!hasNothing && page && (
          <>
            <DropStrip picker={picker} dragging={dragging} />
            <ScanTools
              view={view}
              onChange={change}
              counts={page.modalities}
              searchRef={searchRef}
            />
          </>
        )}
        <ScanGrid
          list={list}
          view={view}
          onChangeView={change}
          uploads={serverUploads.uploads}
          picker={picker}
          actions={actions}
          onShowReasons={(upload) => setOpened({ kind: "reasons", upload })}
          onDiscard={(upload) => void discard(upload)}
        />
      </main>
      <UploadsCorner known={serverUploads.uploads} onDiscard={(upload) => void discard(upload)} />
      {dragging && <DropFrame />}
      {opened?.kind === "help" && <HelpSheet onClose={close} />}
      {opened?.kind === "reasons" && (
        <LeftOutDialog name={opened.upload.name} leftOut={opened.upload.refused} onClose={close} />
      )}
      {opened?.kind === "rename" && (
        <RenameDialog
          scan={opened.scan}
          onClose={close}
          onRenamed={(scan) => {
            list.replace(scan);
            close();
            announce(`Renamed to ${scan.name}`);
          }}
        />
      )}
      {opened?.kind === "delete" && (
        <DeleteDialog
          scan={opened.scan}
          onClose={close}
          onDeleted={(scan) => {
            list.remove(scan.id);
            close();
            notify(`${scan.name} was deleted.`);
            // The button that had the focus is gone with its card.
            requestAnimationFrame(() => document.getElementById("scans")?.focus());
            refreshSoon();
          }}
        />
      )}
    </>
  );

  async function discard(upload: Upload) {
    try {
      await serverUploads.discard(upload.id);
      announce(`${upload.name} was removed`);
    } catch (caught) {
      sayError(`${upload.name} is still there.`, caught);
    }
  }
}

async function download(scan: Scan, what: "original" | "nifti") {
  announce(`Getting ${scan.name}, ${countOf(scan.source.fileCount, "file")}`);
  try {
    const { blob, fileName } = await downloadScan(scan.id, what);
    saveFile(blob, fileName);
  } catch (caught) {
    sayError(`${scan.name} was not downloaded.`, caught);
  }
}

function sayError(outcome: string, error: unknown) {
  const { what, next } = describeError(error);
  notify(`${outcome} ${what} ${next}`.trim(), "error");
}
