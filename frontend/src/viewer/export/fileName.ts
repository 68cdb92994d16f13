/**
 * A file name for a picture: "chest-axial-112.png". Only the scan's name goes into it, cut to what every file system
 * takes.
 */
export function pictureFileName(scanName: string, what: string): string {
  const safe = scanName
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60)
    .toLowerCase();
  return `${safe || "scan"}-${what}.png`;
}
