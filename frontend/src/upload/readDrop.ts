import { type Picked, type PickedFile, sortOut } from "./pickedFiles";

/** Whether a drag carries files (and not text, or an image of the page itself). */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes("Files") ?? false;
}

/** Everything that was dropped, folders with all that is in them. Call it inside the drop event. */
export async function readDrop(transfer: DataTransfer): Promise<Picked> {
  // The list is empty again as soon as the event is over, so all of it is taken before the first wait.
  const items = [...transfer.items].filter(({ kind }) => kind === "file");
  const roots = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found = await Promise.all(
    roots.map(async ({ entry, file }) => {
      if (entry) return await readEntry(entry);
      return file ? [{ path: file.name, file }] : [];
    }),
  );
  return sortOut(found.flat());
}

/** What an `<input type="file">` gives, with or without `webkitdirectory`. */
export function readFileList(list: FileList): Picked {
  return sortOut([...list].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

async function readEntry(entry: FileSystemEntry): Promise<PickedFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ path: entry.fullPath.replace(/^\//, ""), file }];
  }
  const files: PickedFile[] = [];
  for (const child of await readFolder(entry as FileSystemDirectoryEntry))
    files.push(...(await readEntry(child)));
  return files;
}

async function readFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    // Chromium gives at most 100 at a time; only an empty answer is the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return entries;
    entries.push(...batch);
  }
}
