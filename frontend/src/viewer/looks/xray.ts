/** Sum of opacity × mm that an X-ray draws white: half of the longest side through something of opacity 0.28. */
export function xrayTotalMm(extentMm: readonly number[]): number {
  return Math.max(...extentMm) * 0.5 * 0.28;
}
