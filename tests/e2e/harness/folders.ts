import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll } from "vitest";
import { temporaryFolder } from "../../harness/server";
import { type NamedFile } from "../../phantom/dicom";

/** Files on the disk, for the browser's dialogs; removed after all tests of the file. */
export function withFolders() {
  const made: string[] = [];
  afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true })));

  /** The path of a new folder called `name` with these files in it. */
  return function folderOf(name: string, files: NamedFile[]): string {
    const parent = temporaryFolder();
    made.push(parent);
    for (const file of files) {
      const full = path.join(parent, name, file.path);
      mkdirSync(path.dirname(full), { recursive: true });
      writeFileSync(full, file.bytes);
    }
    return path.join(parent, name);
  };
}
