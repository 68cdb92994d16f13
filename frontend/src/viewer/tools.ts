import { type IconName } from "../ui/icons";
import { type VolumeGeometry } from "./geometry/volumeGeometry";

/** The closed list of what a drag in a pane can do. */
export const tools = [
  { name: "crosshair", label: "Crosshair", key: "C", icon: "cross", phone: "Point" },
  { name: "scroll", label: "Scroll through slices", key: "S", icon: "scroll", phone: "Scroll" },
  { name: "window", label: "Window and level", key: "W", icon: "wl", phone: "Window" },
  { name: "move", label: "Move", key: "M", icon: "pan", phone: "Move" },
  { name: "zoom", label: "Zoom", key: "Z", icon: "zoom", phone: "Zoom" },
] as const satisfies readonly {
  name: string;
  label: string;
  key: string;
  icon: IconName;
  /** Its name where room is short. */
  phone: string;
}[];

export type ToolName = (typeof tools)[number]["name"];

/** What there is to do: one picture has no slices, and pictures over time do not cross. */
export function toolsFor({ flat }: Pick<VolumeGeometry, "flat">): (typeof tools)[number][] {
  return tools.filter(
    ({ name }) => !flat || (name !== "crosshair" && (name !== "scroll" || flat.kind === "cine")),
  );
}

/** @param handheld  Without wheel and cursor one finger turns the slices. */
export function firstTool({ flat }: Pick<VolumeGeometry, "flat">, handheld: boolean): ToolName {
  if (flat) return flat.kind === "cine" ? "scroll" : "move";
  return handheld ? "scroll" : "crosshair";
}
