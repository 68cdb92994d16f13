import { hex, type Look, type LookPoint } from "./look";

const point = (value: number, opacity: number, color: string): LookPoint => ({
  value,
  opacity,
  color: hex(color),
});

/**
 * Looks for CT. Values are HU, which mean the same in every scan: air −1000, lung −850 … −600, fat −120 … −60,
 * water 0, muscle 30 … 60, vessels with contrast 150 … 400, spongy bone from 200, dense bone 700 and more.
 * Opacity is that of a layer of `unitThicknessMm`.
 */
export const ctLooks: readonly Look[] = [
  {
    id: "softTissue",
    name: "Soft tissue",
    gathering: "solid",
    shaded: true,
    points: [
      point(-160, 0, "#4a1712"),
      point(-40, 0.012, "#7a2a1f"),
      point(40, 0.035, "#a34436"),
      point(110, 0.07, "#c96a52"),
      point(180, 0.34, "#e3b48c"),
      point(320, 0.7, "#f3dfc0"),
      point(900, 0.92, "#fffaf0"),
    ],
  },
  {
    id: "bone",
    name: "Bone",
    gathering: "solid",
    shaded: true,
    points: [
      point(160, 0, "#8a6a4f"),
      point(260, 0.18, "#c9a982"),
      point(420, 0.66, "#ead7b6"),
      point(700, 0.92, "#f8eedb"),
      point(1600, 0.98, "#ffffff"),
    ],
  },
  {
    id: "lungs",
    name: "Lungs",
    gathering: "solid",
    shaded: true,
    points: [
      point(-985, 0, "#0d2230"),
      point(-930, 0.018, "#1c4f6b"),
      point(-820, 0.085, "#3f86a8"),
      point(-640, 0.15, "#86c5dd"),
      point(-480, 0.02, "#cfeaf3"),
      point(-380, 0, "#e7f5fa"),
      point(-160, 0, "#d9837a"),
      point(60, 0.004, "#d9837a"),
      point(260, 0.03, "#f0d9bd"),
    ],
  },
  {
    id: "skin",
    name: "Skin",
    gathering: "solid",
    shaded: true,
    points: [
      point(-520, 0, "#8a5540"),
      point(-320, 0.3, "#c98a6b"),
      point(-140, 0.78, "#e0ab8a"),
      point(60, 0.94, "#f0c9ab"),
      point(400, 0.97, "#fff1e0"),
    ],
  },
  {
    id: "vessels",
    name: "Vessels",
    gathering: "solid",
    shaded: true,
    points: [
      point(90, 0, "#5c0f12"),
      point(150, 0.09, "#a51d1f"),
      point(230, 0.42, "#d8402f"),
      point(330, 0.62, "#ef7d52"),
      point(520, 0.5, "#f1d6b0"),
      point(1200, 0.86, "#ffffff"),
    ],
  },
  {
    id: "brightest",
    name: "Brightest",
    gathering: "brightest",
    shaded: false,
    points: [
      point(-100, 0, "#000000"),
      point(-60, 1, "#000000"),
      point(250, 1, "#6e6e6e"),
      point(800, 1, "#d2d2d2"),
      point(1500, 1, "#ffffff"),
    ],
  },
  {
    id: "xray",
    name: "X-ray",
    gathering: "xray",
    shaded: false,
    points: [
      point(-990, 0, "#d8ecf5"),
      point(-500, 0.08, "#d8ecf5"),
      point(0, 0.17, "#d8ecf5"),
      point(120, 0.2, "#d8ecf5"),
      point(400, 0.48, "#d8ecf5"),
      point(1500, 1, "#d8ecf5"),
    ],
  },
];
