/** Khronos' own checker of glTF 2.0, which comes without types. */
declare module "gltf-validator" {
  export function validateBytes(bytes: Uint8Array): Promise<{
    issues: { numErrors: number; numWarnings: number; messages: unknown[] };
    info: { totalTriangleCount: number };
  }>;
}
