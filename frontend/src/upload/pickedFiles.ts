import { countOf } from "../ui/amounts";

/** A file with its place below what was dropped or chosen: "CT chest/IM_0001.dcm". */
export type PickedFile = { path: string; file: File };

/** A file that does not go in, and why in one sentence. */
export type LeftOut = { path: string; reason: string };

/** One thing to upload. Files are ordered by path and every path is there once. */
export type Picked = { name: string; files: PickedFile[]; leftOut: LeftOut[] };

const systemFiles = new Set([".ds_store", "thumbs.db", "desktop.ini", ".localized", "__macosx"]);

/** Notes that operating systems leave in folders; they are never part of a scan. */
export function isSystemFile(path: string): boolean {
  return path
    .split("/")
    .some((part) => systemFiles.has(part.toLowerCase()) || part.startsWith("._"));
}

/** Sorts out what was picked, whatever order the browser gave it in. */
export function sortOut(found: PickedFile[]): Picked {
  const wanted = found.filter(({ path }) => !isSystemFile(path));
  const files = withUniquePaths(wanted).sort((a, b) => (a.path < b.path ? -1 : 1));
  const leftOut = found
    .filter(({ path }) => isSystemFile(path))
    .map(({ path }) => ({ path, reason: "A note of the operating system, not a picture." }));
  return { name: nameFor(files), files, leftOut };
}

/** Two files of one name can come from a list of search results: the second gets a number. */
function withUniquePaths(files: PickedFile[]): PickedFile[] {
  const seen = new Map<string, number>();
  return files.map(({ path, file }) => {
    const count = (seen.get(path) ?? 0) + 1;
    seen.set(path, count);
    return { path: count === 1 ? path : path.replace(/(\.[^./]*)?$/, ` (${count})$1`), file };
  });
}

/** The folder's or the file's name; for several the first one's, and how many more. */
export function nameFor(files: PickedFile[]): string {
  const tops = [...new Set(files.map(({ path }) => path.split("/")[0] ?? path))];
  const first = tops[0] ?? "Upload";
  const isFolder = files[0]?.path.includes("/") ?? false;
  const name = isFolder ? first : first.replace(/(\.nii)?\.[A-Za-z0-9]{1,5}$/, "") || first;
  return tops.length > 1 ? `${name} and ${countOf(tops.length - 1, "more", "more")}` : name;
}
