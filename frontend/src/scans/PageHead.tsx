import { type ScanPage } from "../api/types";
import { countOf, formatBytes } from "../ui/amounts";
import { Button } from "../ui/Button";
import { Menu } from "../ui/Menu";
import { type Picker } from "../upload/usePicker";
import styles from "./PageHead.module.css";

type Props = {
  page: ScanPage | null;
  isEmpty: boolean;
  isFiltered: boolean;
  picker: Picker;
};

/** Title, how much there is, and the page's main action. */
export function PageHead({ page, isEmpty, isFiltered, picker: { pickFiles, pickFolder } }: Props) {
  return (
    <div className={styles.head}>
      <div>
        <h1>Scans</h1>
        <p className="num">{page ? summary(page, isEmpty, isFiltered) : " "}</p>
      </div>
      {!isEmpty &&
        (pickFolder ? (
          <Menu
            label="Upload"
            groups={[
              {
                items: [
                  { label: "Choose files", icon: "file", onSelect: pickFiles },
                  { label: "Choose a folder", icon: "folder", onSelect: pickFolder },
                ],
              },
            ]}
            trigger={(props) => (
              <Button {...props} look="main" icon="upload">
                Upload
              </Button>
            )}
          />
        ) : (
          <Button look="main" icon="upload" onClick={pickFiles}>
            Upload
          </Button>
        ))}
    </div>
  );
}

function summary(page: ScanPage, isEmpty: boolean, isFiltered: boolean): string {
  if (isEmpty) return "Nothing here yet";
  const scans = isFiltered ? `${page.total} found` : countOf(page.total, "scan");
  return `${scans} · ${formatBytes(page.usedBytes)} used`;
}
