import { problemFrom } from "../api/answer";
import { ApiError, NetworkError } from "../api/errors";
import { currentToken, refreshSession, signedOutError } from "../api/session";
import { uploadFilePath } from "../api/uploads";
import { type PickedFile } from "./pickedFiles";

/** The file on the reader's disk was moved, changed or taken away since it was picked. */
export class FileGoneError extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`${path} can no longer be read`);
    this.name = "FileGoneError";
    this.path = path;
  }
}

/**
 * Sends one file's bytes. `onProgress` gets the bytes of it that are on their way so far.
 * XMLHttpRequest and not fetch(), which does not tell how far a body has got.
 * @throws NetworkError, ApiError, FileGoneError; AbortError when `signal` aborts.
 */
export async function sendFile(
  uploadId: string,
  picked: PickedFile,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<void> {
  if (currentToken() === null && !(await refreshSession())) throw signedOutError();
  const path = uploadFilePath(uploadId, picked.path);
  let answer = await put(path, picked, signal, onProgress);
  if (answer.status === 401) {
    if (!(await refreshSession())) throw signedOutError();
    answer = await put(path, picked, signal, onProgress);
  }
  if (answer.status < 200 || answer.status > 299)
    throw new ApiError(problemFrom(answer.body, answer.status));
}

function put(
  path: string,
  { path: name, file }: PickedFile,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const onAbort = () => request.abort();
    signal.addEventListener("abort", onAbort, { once: true });
    request.open("PUT", path);
    request.setRequestHeader("Authorization", `Bearer ${currentToken() ?? ""}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => onProgress(Math.min(event.loaded, file.size));
    request.onload = () => resolve({ status: request.status, body: request.responseText });
    request.onabort = () => reject(new DOMException("The upload was stopped.", "AbortError"));
    request.onerror = () => {
      // The browser says the same for a dead net and for an unreadable file: look which it was.
      file
        .slice(0, 1)
        .arrayBuffer()
        .then(
          () => reject(new NetworkError()),
          () => reject(new FileGoneError(name)),
        );
    };
    request.onloadend = () => signal.removeEventListener("abort", onAbort);
    request.send(file);
  });
}
