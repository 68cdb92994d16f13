import { type NamedFile } from "./dicom";

/** A file, or a link where `linkTo` says so. */
export type TarEntry = NamedFile & { linkTo?: string };

/** A tar archive (POSIX ustar). Names of at most 100 bytes. */
export function tar(entries: TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, bytes, linkTo }) => {
    const header = Buffer.alloc(512);
    const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
    header.write(path, 0);
    header.write(octal(0o644, 7), 100);
    header.write(octal(bytes.length, 11), 124);
    header.write(octal(0, 11), 136);
    header.write(" ".repeat(8), 148);
    header.write(linkTo === undefined ? "0" : "2", 156);
    header.write(linkTo ?? "", 157);
    header.write("ustar\u000000", 257, "latin1");
    header.write(
      octal(
        header.reduce((sum, byte) => sum + byte, 0),
        6,
      ) + "\0",
      148,
      "latin1",
    );
    return [header, Buffer.from(bytes), Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
