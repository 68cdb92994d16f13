import { cross, dot, type Vec3 } from "../geometry/affine";
import { type Camera, cameraRight, type StandardView } from "../geometry/camera";
import styles from "./OrientationCube.module.css";

type Props = { camera: Camera; onChoose: (view: StandardView) => void };

/** Outward direction in LPS, and one edge of the face. */
const faces: { view: StandardView; out: Vec3; edge: Vec3 }[] = [
  { view: "A", out: [0, -1, 0], edge: [1, 0, 0] },
  { view: "P", out: [0, 1, 0], edge: [1, 0, 0] },
  { view: "L", out: [1, 0, 0], edge: [0, 1, 0] },
  { view: "R", out: [-1, 0, 0], edge: [0, 1, 0] },
  { view: "S", out: [0, 0, 1], edge: [1, 0, 0] },
  { view: "I", out: [0, 0, -1], edge: [1, 0, 0] },
];

const kHalf = 17;
const kMiddle = 29;

/** Which side of the patient is seen. A press on a face looks at it straight. */
export function OrientationCube({ camera, onChoose }: Props) {
  const right = cameraRight(camera);
  const place = (v: Vec3): [number, number] => [
    kMiddle + dot(v, right) * kHalf,
    kMiddle - dot(v, camera.up) * kHalf,
  ];
  const visible = faces
    .map((face) => ({ ...face, facing: -dot(face.out, camera.toward) }))
    .filter(({ facing }) => facing > 0.02)
    .sort((a, b) => a.facing - b.facing);
  return (
    // Keys have the six buttons beside the picture for the same.
    <svg className={styles.cube} viewBox="0 0 58 58" aria-hidden="true" data-testid="cube">
      {visible.map(({ view, out, edge, facing }) => {
        const other = cross(out, edge);
        const corners = [
          [1, 1],
          [-1, 1],
          [-1, -1],
          [1, -1],
        ].map(([a = 0, b = 0]) => place(addScaled(out, edge, a, other, b)));
        const [x, y] = place(out);
        return (
          <g key={view} onClick={() => onChoose(view)} data-face={view}>
            <path d={`M${corners.map((corner) => corner.map(twoDigits).join(" ")).join("L")}z`} />
            <text x={x} y={y} opacity={Math.min(1, facing * 2)} transform={`translate(0 4)`}>
              {view}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function addScaled(base: Vec3, first: Vec3, a: number, second: Vec3, b: number): Vec3 {
  return [
    base[0] + first[0] * a + second[0] * b,
    base[1] + first[1] * a + second[1] * b,
    base[2] + first[2] * a + second[2] * b,
  ];
}

function twoDigits(value: number): string {
  return value.toFixed(2);
}
