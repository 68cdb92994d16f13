import { useEffect } from "react";
import { type Upload } from "../api/types";
import { countOf } from "../ui/amounts";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { announce } from "../ui/notices";
import { type Picker } from "../upload/usePicker";
import { FirstScan } from "./FirstScan";
import { ScanCard } from "./ScanCard";
import styles from "./ScanGrid.module.css";
import { type ScanActions } from "./ScanMenu";
import { firstView, isFiltered, type ScanView } from "./scanView";
import { FailedCard, ProcessingCard } from "./UploadCard";
import { isUnderWay, uploadsIn } from "./uploadsIn";
import { type ScanList } from "./useScanList";

type Props = {
  list: ScanList;
  view: ScanView;
  onChangeView: (part: Partial<ScanView>) => void;
  uploads: Upload[];
  picker: Picker;
  actions: ScanActions;
  onShowReasons: (upload: Upload) => void;
  onDiscard: (upload: Upload) => void;
};

/** The cards: what is on its way first, then the scans, or what to do where there are none. */
export function ScanGrid(props: Props) {
  const { list, view, onChangeView, uploads, picker, actions, onShowReasons, onDiscard } = props;
  const { page } = list;
  const shownUploads = uploadsIn(view, uploads);
  const total = page?.total;

  useEffect(() => {
    if (total !== undefined) announce(countOf(total, "scan"));
  }, [total, view]);

  if (!page) return list.error === null && <CardShapes />;
  if (page.items.length + shownUploads.length === 0)
    return isFiltered(view) ? (
      <EmptyState
        title="No scan matches"
        actions={
          <Button look="line" onClick={() => onChangeView({ ...firstView, sort: view.sort })}>
            Show all scans
          </Button>
        }
      >
        Try another word, or fewer filters.
      </EmptyState>
    ) : (
      <FirstScan picker={picker} />
    );

  return (
    <>
      <ul
        className={styles.grid}
        id="scans"
        tabIndex={-1}
        aria-label="Scans"
        aria-busy={list.isOld}
      >
        {shownUploads.map((upload) =>
          isUnderWay(upload) ? (
            <ProcessingCard key={upload.id} upload={upload} />
          ) : (
            <FailedCard
              key={upload.id}
              upload={upload}
              onShowReasons={() => onShowReasons(upload)}
              onDiscard={() => onDiscard(upload)}
            />
          ),
        )}
        {page.items.map((scan) => (
          <ScanCard key={scan.id} scan={scan} actions={actions} />
        ))}
      </ul>
      {page.nextCursor && (
        <p className={`${styles.next} num`}>
          {page.items.length} of {page.total}
          <Button
            look="line"
            busyLabel={list.loadingMore ? "Loading…" : undefined}
            onClick={() => void list.loadMore()}
          >
            Show more
          </Button>
        </p>
      )}
    </>
  );
}

/** The places of the cards while the first answer is on its way. */
function CardShapes() {
  return (
    <div className={styles.grid} aria-hidden="true">
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className={styles.shape} />
      ))}
    </div>
  );
}
