import { above, backgroundEnd, type Histogram, percentile } from "../display/histogram";
import { hex, type Look, type LookPoint } from "./look";

/**
 * Looks for scans whose values have no fixed meaning (MR, PET, photographs): the same ideas, hung on what the
 * histogram says is background, and how the rest is spread.
 */
export function valueLooks(histogram: Histogram): Look[] {
  const [least, greatest] = histogram.range;
  const edge = backgroundEnd(histogram);
  const inside = above(histogram, edge);
  const spread = (fraction: number) => percentile(inside, fraction);
  // Corners must follow one another: a step that the values do not tell apart still gets a thousandth of the range.
  const step = Math.max((greatest - least) / 1000, Math.abs(greatest) * 1e-9, 1e-9);
  const rising = (...points: [value: number, opacity: number, color: string][]): LookPoint[] => {
    let last = -Infinity;
    return points.map(([value, opacity, color]) => {
      last = Math.max(value, last + step);
      return { value: last, opacity, color: hex(color) };
    });
  };
  const low = least + (edge - least) * 0.45;
  return [
    {
      id: "surface",
      name: "Surface",
      gathering: "solid",
      shaded: true,
      points: rising(
        [low, 0, "#7d5a49"],
        [edge * 0.6 + low * 0.4, 0.2, "#b98a70"],
        [edge, 0.62, "#d9b195"],
        [spread(0.5), 0.9, "#f0d6bd"],
        [greatest, 0.97, "#fff6ea"],
      ),
    },
    {
      id: "tissue",
      name: "Tissue",
      gathering: "solid",
      shaded: true,
      points: rising(
        [low, 0, "#20262b"],
        [edge, 0.03, "#4c565e"],
        [spread(0.3), 0.1, "#86919a"],
        [spread(0.65), 0.24, "#bcc5cc"],
        [spread(0.95), 0.5, "#eef2f5"],
        [greatest, 0.7, "#ffffff"],
      ),
    },
    {
      id: "inside",
      name: "Inside",
      gathering: "solid",
      shaded: true,
      points: rising(
        [edge, 0, "#2b1140"],
        [spread(0.2), 0.008, "#5b2a63"],
        [spread(0.55), 0.03, "#a8527a"],
        [spread(0.8), 0.14, "#e08a74"],
        [spread(0.97), 0.5, "#f8d49a"],
        [greatest, 0.85, "#fffbe6"],
      ),
    },
    {
      id: "bright",
      name: "Bright parts",
      gathering: "solid",
      shaded: true,
      points: rising(
        [spread(0.78), 0, "#5c0f12"],
        [spread(0.9), 0.06, "#a51d1f"],
        [spread(0.97), 0.4, "#ef7d52"],
        [greatest, 0.9, "#fff1d6"],
      ),
    },
    {
      id: "glow",
      name: "Glow",
      gathering: "solid",
      shaded: false,
      points: rising(
        [edge, 0, "#000020"],
        [spread(0.3), 0.01, "#1b2f8a"],
        [spread(0.6), 0.035, "#2f8fb0"],
        [spread(0.85), 0.09, "#6fd6a9"],
        [spread(0.98), 0.22, "#f5e27a"],
        [greatest, 0.4, "#ffffff"],
      ),
    },
    {
      id: "brightest",
      name: "Brightest",
      gathering: "brightest",
      shaded: false,
      points: rising(
        [low, 0, "#000000"],
        [edge, 1, "#0c0c0c"],
        [spread(0.9), 1, "#8c8c8c"],
        [spread(0.998), 1, "#ffffff"],
      ),
    },
    {
      id: "xray",
      name: "X-ray",
      gathering: "xray",
      shaded: false,
      points: rising(
        [low, 0, "#d8ecf5"],
        [edge, 0.06, "#d8ecf5"],
        [spread(0.5), 0.2, "#d8ecf5"],
        [spread(0.99), 0.5, "#d8ecf5"],
      ),
    },
  ];
}
