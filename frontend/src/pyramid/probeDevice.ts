/** What this browser can show. Probed once; a page never asks its reader for such settings. */
export type Device = {
  webgl2: boolean;
  /** Greatest size of a 3D texture along each axis: 2048 as a rule, 256 exists. */
  maxTextureSize: number;
  /** Bytes that one 3D texture may take. */
  textureBudgetBytes: number;
  /** Bytes that decoded bricks may take in the page's memory. */
  brickBudgetBytes: number;
  /** True where pictures are drawn by the processor: everything works, slowly. */
  software: boolean;
  /** A phone or a tablet: fingers, and less memory. */
  handheld: boolean;
  /** Workers that may decode side by side. */
  workers: number;
};

const kMebibyte = 1024 * 1024;
/** For decoded bricks, of each GiB that the device has. */
const kBrickMebibytes = 64;

/** What a browser without WebGL 2 can do: planes only, drawn by the server. */
export const noGraphics: Device = {
  webgl2: false,
  maxTextureSize: 0,
  textureBudgetBytes: 0,
  brickBudgetBytes: 0,
  software: true,
  handheld: false,
  workers: 0,
};

let probed: Device | null = null;

export function probeDevice(): Device {
  probed ??= probe();
  return probed;
}

function probe(): Device {
  const gl = document.createElement("canvas").getContext("webgl2");
  const handheld = window.matchMedia("(pointer: coarse) and (hover: none)").matches;
  if (!gl) return { ...noGraphics, handheld };
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  const renderer = String(
    gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER) ?? "",
  );
  const maxTextureSize = Number(gl.getParameter(gl.MAX_3D_TEXTURE_SIZE));
  // Browsers keep about 16 contexts, and take the oldest away: give this one back.
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  const { deviceMemory } = navigator as { deviceMemory?: number };
  return deviceFrom({
    renderer,
    maxTextureSize,
    memoryGibibytes: deviceMemory ?? null,
    handheld,
    cores: navigator.hardwareConcurrency,
  });
}

/** The budgets that follow from what was probed. */
export function deviceFrom(found: {
  renderer: string;
  maxTextureSize: number;
  /** As browsers round it: 0.25 … 8. Null where they keep it to themselves. */
  memoryGibibytes: number | null;
  handheld: boolean;
  cores: number;
}): Device {
  const software = /swiftshader|llvmpipe|softpipe|basic render|software/i.test(found.renderer);
  const memory = found.memoryGibibytes ?? 8;
  const small = found.handheld || memory <= 4;
  return {
    webgl2: true,
    maxTextureSize: found.maxTextureSize,
    textureBudgetBytes: (software ? 16 : small ? 96 : 384) * kMebibyte,
    brickBudgetBytes: Math.min(memory, found.handheld ? 2 : 8) * kBrickMebibytes * kMebibyte,
    software,
    handheld: found.handheld,
    // One core stays free for the page itself.
    workers: Math.min(Math.max(found.cores - 1, 1), 4),
  };
}
