import { useRef } from "react";
import { type Picked } from "./pickedFiles";
import { readFileList } from "./readDrop";
import styles from "./usePicker.module.css";

/** Some phones cannot choose folders. */
const canPickFolder = "webkitdirectory" in HTMLInputElement.prototype;

/** The browser's own dialogs for files and folders. `inputs` must stand somewhere in the page. */
export function usePicker(onPicked: (picked: Picked) => void) {
  const filesRef = useRef<HTMLInputElement>(null);
  const folderRef = useRef<HTMLInputElement>(null);

  const take = (input: HTMLInputElement) => {
    if (input.files && input.files.length > 0) onPicked(readFileList(input.files));
    input.value = ""; // So that choosing the same again is a choice too.
  };

  const inputs = (
    <div className={styles.hidden}>
      <input
        ref={filesRef}
        type="file"
        multiple
        tabIndex={-1}
        aria-label="Files to upload"
        data-picker="files"
        onChange={(event) => take(event.target)}
      />
      <input
        ref={folderRef}
        type="file"
        multiple
        webkitdirectory=""
        tabIndex={-1}
        aria-label="Folder to upload"
        data-picker="folder"
        onChange={(event) => take(event.target)}
      />
    </div>
  );

  return {
    inputs,
    pickFiles: () => filesRef.current?.click(),
    pickFolder: canPickFolder ? () => folderRef.current?.click() : null,
  };
}

export type Picker = Omit<ReturnType<typeof usePicker>, "inputs">;

declare module "react" {
  interface InputHTMLAttributes<T> extends HTMLAttributes<T> {
    webkitdirectory?: "" | undefined;
  }
}
