import { type Spacing } from "../../api/types";

/** Where the distances come from, in a few words. */
export function originText({ origin }: Spacing): string {
  switch (origin) {
    case "scanner":
      return "Measured by the scanner";
    case "file":
      return "As the file says";
    case "entered":
      return "Entered by hand";
    case "none":
      return "The files do not say";
  }
}

/** Why a spacing stays as it is; empty where it can be entered. */
export function whyNotEditable({ origin, editable }: Spacing): string {
  if (editable) return "";
  return origin === "scanner"
    ? "It was measured, so it is not entered by hand."
    : "The file says it, so it is not entered by hand.";
}
