import { registry } from "zarrita";
import { decompressBlosc } from "./blosc";

/** Blosc for zarrita, in place of its own, which evaluates text as code. Reads only. */
export function installBlosc(): void {
  const codec = {
    kind: "bytes_to_bytes" as const,
    encode: () => Promise.reject(new Error("blosc: nothing is written here")),
    decode: (bytes: Uint8Array) => decompressBlosc(bytes),
  };
  registry.set("blosc", () => Promise.resolve({ fromConfig: () => codec }));
}
