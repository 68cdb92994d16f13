import { type Upload } from "../api/types";
import { type ScanView } from "./scanView";

/** Those of the server's uploads that belong among the cards of a view. Open ones are in the panel instead. */
export function uploadsIn({ query, modality, state }: ScanView, uploads: Upload[]): Upload[] {
  if (modality !== "" || state === "ready") return []; // What kind it will be is not known yet.
  const words = query.toLowerCase();
  return uploads.filter(
    (upload) =>
      upload.state !== "open" &&
      upload.name.toLowerCase().includes(words) &&
      (state === "" || (state === "processing") === isUnderWay(upload)),
  );
}

/** Still to bring scans. One that is done with some is only waiting for the list to have them. */
export function isUnderWay({ state, scans }: Upload): boolean {
  return state !== "failed" && (state !== "done" || scans.length > 0);
}
