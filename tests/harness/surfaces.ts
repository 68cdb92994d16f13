import { type Vec3 } from "../phantom/geometry";

type Triangle = readonly [Vec3, Vec3, Vec3];

/** The corners in a binary STL file. */
export function readStl(file: Buffer): { header: string; triangles: Triangle[] } {
  const point = (at: number): Vec3 => [
    file.readFloatLE(at),
    file.readFloatLE(at + 4),
    file.readFloatLE(at + 8),
  ];
  return {
    header: file.toString("latin1", 0, 80),
    triangles: Array.from({ length: file.readUInt32LE(80) }, (_, n) => {
      const at = 84 + 50 * n + 12;
      return [point(at), point(at + 12), point(at + 24)];
    }),
  };
}

type Gltf = {
  scenes: { nodes: number[] }[];
  nodes: { name: string; matrix?: number[]; children?: number[]; mesh?: number }[];
  meshes: { name: string; primitives: { attributes: { POSITION: number } }[] }[];
  accessors: { min: Vec3; max: Vec3 }[];
};

/** The description in a binary glTF file. */
export function readGltf(file: Buffer): Gltf {
  return JSON.parse(file.toString("utf8", 20, 20 + file.readUInt32LE(12))) as Gltf;
}

/** What triangles enclose; more than 0 where their corners run counterclockwise as seen from outside. */
export function enclosed(triangles: readonly Triangle[]): number {
  let sum = 0;
  for (const [[ax, ay, az], [bx, by, bz], [cx, cy, cz]] of triangles)
    sum += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  return sum / 6;
}
