/** Castagnoli's CRC-32 (RFC 3720, appendix B.4), which Zarr's codec "crc32c" puts behind its bytes. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const kReflectedPolynomial = 0x82f63b78;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1 ? kReflectedPolynomial : 0) ^ (crc >>> 1);
  return crc;
});
