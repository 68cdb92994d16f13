import { type NamedFile } from "../phantom/dicom";
import { type Client } from "./client";
import { type Scan, type Upload } from "./types";

const finishMs = 60_000;
const pollMs = 25;

/** A multipart form as `curl -F files=@…` makes it. */
export function formOf(files: NamedFile[]): FormData {
  const form = new FormData();
  for (const { path, bytes } of files) form.append("files", new Blob([Buffer.from(bytes)]), path);
  return form;
}

/** Uploads in one request and waits for the end of processing, whatever it is. */
export async function uploadForm(client: Client, files: NamedFile[]): Promise<Upload> {
  const upload = await client.json<Upload>("/api/v1/uploads", { body: formOf(files) });
  return finished(client, upload.id);
}

/** Uploads what must become exactly one scan, and gives it. */
export async function uploadScan(client: Client, files: NamedFile[]): Promise<Scan> {
  const upload = await uploadForm(client, files);
  if (upload.state !== "done" || upload.scans.length !== 1)
    throw new Error(`expected one scan: ${JSON.stringify(upload, null, 1)}`);
  return client.scan(upload.scans[0]);
}

/** The upload once it is done or failed. @throws when that takes too long. */
export async function finished(client: Client, id: string): Promise<Upload> {
  const deadline = Date.now() + finishMs;
  for (;;) {
    const upload = await client.upload(id);
    if (upload.state === "done" || upload.state === "failed") return upload;
    if (Date.now() > deadline) throw new Error(`upload not finished: ${JSON.stringify(upload)}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** The address of one promised file: its parts encoded, the slashes as they are. */
export function filePath(uploadId: string, path: string): string {
  return `/api/v1/uploads/${uploadId}/files/${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** Promises files, as the page does. */
export function promise(client: Client, files: NamedFile[], name = "a folder"): Promise<Upload> {
  const manifest = files.map(({ path, bytes }) => ({ path, size: bytes.length }));
  return client.json<Upload>("/api/v1/uploads", { json: { name, files: manifest } });
}

/** Sends one promised file; gives the status. */
export async function put(client: Client, uploadId: string, file: NamedFile): Promise<number> {
  const answer = await client.request(filePath(uploadId, file.path), {
    method: "PUT",
    body: Buffer.from(file.bytes),
    headers: { "Content-Type": "application/octet-stream" },
  });
  return answer.status;
}
