import { type Warning } from "../api/types";

const words: Record<string, string> = {
  uncalibrated: "No scale",
  order_not_verified: "Order not checked",
  orientation_unknown: "Sides unknown",
  lossy_compression: "Lossy",
  single_slice: "One slice",
  color_converted: "Colours converted",
  gantry_tilt: "Tilted",
  missing_slices: "Slices missing",
  uneven_spacing: "Uneven slices",
  cine: "Over time",
  time_order_not_verified: "Order not checked",
  inverted_grey: "Inverted",
  light_box_suspected: "Sheet of slices?",
  spacing_entered: "Size entered",
  slice_step_unknown: "Step unknown",
  colour_depth_reduced: "Colours reduced",
  lookup_table_ignored: "Table not applied",
  labels_alone: "Segments alone",
  labels_on_own_lattice: "Segments apart",
  overlapping_labels: "Segments overlap",
  fractional_labels: "Segments from half",
};

/** A warning in two words; the whole sentence is its `message`. */
export function warningWord({ code }: Warning): string {
  return words[code] ?? "Note";
}
