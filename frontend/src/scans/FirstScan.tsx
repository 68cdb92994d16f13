import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { readableFormats } from "../upload/formats";
import { type Picker } from "../upload/usePicker";
import styles from "./FirstScan.module.css";

/** The whole list as a place to drop on, for who has nothing yet. */
export function FirstScan({ picker: { pickFiles, pickFolder } }: { picker: Picker }) {
  return (
    <div className={styles.first} id="scans" tabIndex={-1}>
      <EmptyState
        title="Add your first scan"
        art={
          <svg className={styles.art} viewBox="0 0 132 116" aria-hidden="true">
            <path d="M66 8 116 33 66 58 16 33z" opacity=".45" />
            <path d="M16 47 66 72l50-25" opacity=".6" />
            <path d="M16 61 66 86l50-25" stroke="var(--accent)" strokeWidth="1.75" />
            <path d="M16 75 66 100l50-25M16 33v42M116 33v42M66 58v42" />
          </svg>
        }
        actions={
          <>
            {pickFolder && (
              <Button look="main" size="large" icon="folder" onClick={pickFolder}>
                Choose a folder
              </Button>
            )}
            <Button look={pickFolder ? "line" : "main"} size="large" onClick={pickFiles}>
              Choose files
            </Button>
          </>
        }
        note={<span>{readableFormats}</span>}
      >
        Drop a folder, an archive or single files here. The slices are sorted and built into a
        volume; then you can turn it and look inside.
      </EmptyState>
    </div>
  );
}
