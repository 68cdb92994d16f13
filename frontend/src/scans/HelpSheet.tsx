import { Dialog } from "../ui/Dialog";
import styles from "./HelpSheet.module.css";

const keys = [
  ["/", "Search"],
  ["U", "Choose files to upload"],
  ["Enter", "Open the scan in focus"],
  ["Esc", "Close a menu or a window, or clear the search"],
  ["?", "This help"],
] as const;

/** What can be done here, and by which keys. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Help" kind="sheet" onClose={onClose}>
      <div className={styles.help}>
        <section>
          <h3>Adding scans</h3>
          <p>
            Drop a folder, an archive (ZIP, tar, 7z) or single files anywhere on the page. Slices
            may be in any order; one upload may hold several scans. DICOM, NIfTI, NRRD, MetaImage,
            and series of PNG, JPG or TIFF pictures are read. Whatever cannot be read is named, with
            the reason.
          </p>
          <p>
            If the connection breaks, drop the same folder again: only what is still missing is
            sent.
          </p>
        </section>
        <section>
          <h3>Keys</h3>
          <dl className={styles.keys}>
            {keys.map(([key, meaning]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
          <p>The viewer has its own keys; press ? there.</p>
        </section>
      </div>
    </Dialog>
  );
}
