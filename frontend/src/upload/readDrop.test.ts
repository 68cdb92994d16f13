import { expect, test } from "vitest";
import { carriesFiles, readDrop } from "./readDrop";

const fileEntry = (fullPath: string) =>
  ({
    isFile: true,
    isDirectory: false,
    fullPath,
    file: (give: (file: File) => void) => give(new File(["abc"], fullPath.split("/").at(-1)!)),
  }) as unknown as FileSystemEntry;

/** A folder that gives its entries in batches of at most 100, as Chromium does. */
function folderEntry(fullPath: string, entries: FileSystemEntry[]): FileSystemEntry {
  const createReader = () => {
    const rest = [...entries];
    return {
      readEntries: (give: (batch: FileSystemEntry[]) => void) => give(rest.splice(0, 100)),
    };
  };
  return { isFile: false, isDirectory: true, fullPath, createReader } as unknown as FileSystemEntry;
}

function dropOf(...entries: (FileSystemEntry | null)[]): DataTransfer {
  const items = entries.map((entry) => ({
    kind: "file",
    webkitGetAsEntry: () => entry,
    getAsFile: () => new File(["abc"], "plain.dcm"),
  }));
  return { items, types: ["Files"] } as unknown as DataTransfer;
}

test("a folder of more than 100 files comes whole, with what is in its folders", async () => {
  const many = Array.from({ length: 250 }, (_, index) => fileEntry(`/ct/${1000 + index}.dcm`));
  const inner = folderEntry("/ct/second", [fileEntry("/ct/second/1.dcm")]);

  const { name, files } = await readDrop(dropOf(folderEntry("/ct", [inner, ...many])));

  expect(name).toBe("ct");
  expect(files).toHaveLength(251);
  expect(files.at(-1)?.path).toBe("ct/second/1.dcm");
});

test("a browser without entries still gives its files", async () => {
  const { files } = await readDrop(dropOf(null));
  expect(files.map(({ path }) => path)).toEqual(["plain.dcm"]);
});

test("a dragged text is not files", () => {
  expect(carriesFiles({ types: ["text/plain"] } as unknown as DataTransfer)).toBe(false);
  expect(carriesFiles(dropOf())).toBe(true);
});
