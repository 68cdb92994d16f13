import { type Upload } from "../api/types";
import { type Picked } from "./pickedFiles";

/**
 * The unfinished upload that this picked set belongs to, if there is one: same name, same number of files,
 * same bytes in all, and nothing missing that is not here. Then only what is missing has to be sent.
 */
export function findOpenUpload(open: Upload[], { name, files }: Picked): Upload | undefined {
  const paths = new Set(files.map(({ path }) => path));
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  return open.find(
    (upload) =>
      upload.state === "open" &&
      upload.name === name &&
      upload.files.expected === files.length &&
      upload.files.expectedBytes === bytes &&
      (upload.missing ?? []).every((path) => paths.has(path)),
  );
}
