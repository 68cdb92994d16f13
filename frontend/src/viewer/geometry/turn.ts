import { type Camera } from "./camera";

/** Degrees between neighbouring pictures of a turntable. */
export const turnStep = 10;

/**
 * Where the eye is round the body's long axis, in degrees of [0, 360): 0 in front of the patient, 90 at the left, 180
 * behind, 270 at the right. Of a camera that looks along that axis: 0.
 */
export function turnOf({ toward: [x, y] }: Camera): number {
  return within360((Math.atan2(-x, y) * 180) / Math.PI);
}

/** The same place seen from there, the head up. */
export function turnedTo(camera: Camera, degrees: number): Camera {
  const turn = (degrees * Math.PI) / 180;
  return { ...camera, toward: [-Math.sin(turn), Math.cos(turn), 0], up: [0, 0, 1] };
}

/** The turntable's picture that is nearest to a turn. */
export function nearestSide(degrees: number): number {
  return within360(Math.round(degrees / turnStep) * turnStep);
}

/** How far apart two turns are, 0 … 180. */
export function turnBetween(one: number, other: number): number {
  const apart = within360(one - other);
  return Math.min(apart, 360 - apart);
}

function within360(degrees: number): number {
  return ((degrees % 360) + 360) % 360;
}
