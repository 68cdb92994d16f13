import { type DisplayWindow, type Scan, type Volume } from "../api/types";
import { type VoxelBox } from "../pyramid/box";
import { type Reduced } from "../pyramid/chooseLevel";
import { type Vec3 } from "./geometry/affine";
import { type Camera, firstCamera } from "./geometry/camera";
import { type PaneSize, type PlaneView, wholeSlice } from "./geometry/planeView";
import {
  clampToVolume,
  middleVoxel,
  type PlaneName,
  planeNames,
  type VolumeGeometry,
} from "./geometry/volumeGeometry";
import { type Look } from "./looks/look";
import { type PlaneStatus } from "./planes/PlaneStream";
import { type ShownSide } from "./turntable/Turntable";
import { firstTool, type ToolName } from "./tools";

export type PaneName = PlaneName | "volume";
export const paneNames: readonly PaneName[] = ["axial", "volume", "coronal", "sagittal"];

/** "four": two by two; "primary": the active pane large, the others small beside it; "single": the active pane. */
export type Layout = "four" | "primary" | "single";

/** What has come of the voxels. */
export type Loading = {
  /** The coarse level is here: every pane shows something. */
  begun: boolean;
  /** What ended the loading before its time. Null: nothing did. */
  error: unknown;
  /** What went wrong last and is being tried again. */
  retrying: unknown;
  planes: Record<PlaneName, PlaneStatus>;
  volume: {
    /** Level that 3D shows; null before the first. */
    level: number | null;
    /** The finest that this device holds, and what keeps a finer one out. */
    target: number;
    because: Reduced | null;
    /** Part of the target that is not here, 0 … 1. */
    missing: number;
  };
  /** What the server has drawn of 3D where the page cannot, and why no more comes. */
  turntable: { shown: ShownSide | null; error: unknown };
  /** Of the uncertainty over the planes: the part that is not here at full resolution, and what ended its loading. */
  uncertainty: { missing: number; error: unknown };
};

/** What 3D can be: "starting" until its first picture, "absent" without WebGL 2, "lost" after the graphics failed. */
export type SceneState = "starting" | "shown" | "absent" | "lost";

/** A place read under the cursor, or at the crosshair. */
export type Reading = {
  pane: PaneName;
  /** Of the nearest voxel. */
  ijk: Vec3;
  lps: Vec3;
  /** Real values of its channels, and the level that they are from: only those of level 0 are the scan's own. */
  values: number[] | null;
  level: number;
  /** True for a long press: drawn above the finger. */
  held: boolean;
};

/** Everything that the viewer shows. Immutable: a change makes a new one. */
export type ViewerState = {
  layout: Layout;
  active: PaneName;
  tool: ToolName;
  /** Index (i, j, k), continuous. Each plane shows the nearest slice. */
  crosshair: Vec3;
  crosshairShown: boolean;
  views: Record<PlaneName, PlaneView>;
  window: DisplayWindow;
  camera: Camera;
  /** In CSS pixels; 0 × 0 while a pane is not on the page. */
  sizes: Record<PaneName, PaneSize>;
  reading: Reading | null;
  look: Look;
  /** See SceneLook. */
  density: number;
  shaded: boolean;
  slicesInVolume: boolean;
  /** Segments over the planes, where there are some; opacity 0 … 1. */
  labels: { shown: boolean; opacity: number };
  /** Uncertainty over the planes, where there is one; from 0, which is clear, to `top`; null: as its values suggest. */
  uncertainty: { shown: boolean; opacity: number; top: number | null };
  /** The part that 3D shows, in full-resolution voxels; null: all. */
  crop: VoxelBox | null;
  loading: Loading;
  scene: SceneState;
  /** "server" where this browser cannot draw planes from voxels itself. */
  planesBy: "page" | "server";
};

/** True while the first 3D picture is on its way: other work waits, because it would make it wait. */
export function isStarting({ scene, sizes, loading }: ViewerState): boolean {
  return scene === "starting" && !(loading.begun && sizes.volume.width < 1);
}

/** True where nothing has changed but what has come of the voxels. */
export function isSameButLoading(one: ViewerState, other: ViewerState): boolean {
  const keys = Object.keys(one) as (keyof ViewerState)[];
  return keys.every((key) => key === "loading" || one[key] === other[key]);
}

const kNoSize: PaneSize = { width: 0, height: 0 };
const kNothing: PlaneStatus = { level: null, missing: 1 };

export function firstState(
  volume: Volume,
  geometry: VolumeGeometry,
  look: Look,
  device: {
    webgl2: boolean;
    handheld: boolean;
    target: number;
    because: Reduced | null;
    planesFit: boolean;
  },
): ViewerState {
  const { flat } = geometry;
  return {
    layout: flat ? "single" : "four",
    active: flat?.plane ?? "axial",
    tool: firstTool(geometry, device.handheld),
    crosshair: middleVoxel(geometry),
    crosshairShown: !flat,
    views: { axial: wholeSlice, coronal: wholeSlice, sagittal: wholeSlice },
    window: { center: volume.window.center, width: volume.window.width },
    camera: firstCamera(geometry, { width: 4, height: 3 }),
    sizes: { axial: kNoSize, coronal: kNoSize, sagittal: kNoSize, volume: kNoSize },
    reading: null,
    look,
    density: 1,
    shaded: look.shaded,
    slicesInVolume: false,
    labels: { shown: true, opacity: 0.5 },
    uncertainty: { shown: false, opacity: 0.7, top: null },
    crop: null,
    loading: {
      begun: false,
      error: null,
      retrying: null,
      planes: { axial: kNothing, coronal: kNothing, sagittal: kNothing },
      volume: { level: null, target: device.target, because: device.because, missing: 1 },
      turntable: { shown: null, error: null },
      uncertainty: { missing: 0, error: null },
    },
    scene: device.webgl2 ? "starting" : "absent",
    planesBy: device.webgl2 && device.planesFit ? "page" : "server",
  };
}

/** The slice that a plane shows: the voxel nearest to the crosshair. */
export function sliceIndex(state: ViewerState, geometry: VolumeGeometry, plane: PlaneName): number {
  const { through, count } = geometry.planes[plane];
  return Math.min(Math.max(Math.round(state.crosshair[through.axis]), 0), count - 1);
}

export function withCrosshair(
  state: ViewerState,
  geometry: VolumeGeometry,
  ijk: Vec3,
): ViewerState {
  return { ...state, crosshair: clampToVolume(geometry, ijk) };
}

export function withView(state: ViewerState, plane: PlaneName, view: PlaneView): ViewerState {
  return { ...state, views: { ...state.views, [plane]: view } };
}

/** The panes that a volume has: what is flat has one. */
export function panesOf({ flat }: Pick<VolumeGeometry, "flat">): readonly PaneName[] {
  return flat ? [flat.plane] : paneNames;
}

/** Panes on the page, in their order. */
export function shownPanes({ layout, active }: Pick<ViewerState, "layout" | "active">): PaneName[] {
  if (layout === "single") return [active];
  if (layout === "four") return [...paneNames];
  return [active, ...paneNames.filter((pane) => pane !== active)];
}

export function isPlane(pane: PaneName): pane is PlaneName {
  return (planeNames as readonly string[]).includes(pane);
}

/** What one viewer shows: one time point of one volume, counted from 0. */
export type ShownScan = { scan: Scan; volume: Volume; geometry: VolumeGeometry; time: number };

/** Whether panes and tools of one mean the same for the other: a stack is not laid out as a picture is. */
export function isArrangedAlike(one: ShownScan, other: ShownScan): boolean {
  const [here, there] = [one.geometry.flat, other.geometry.flat];
  return here?.kind === there?.kind && here?.plane === there?.plane;
}

/** `next` as the reader had arranged things `before`, looking at `places` of it. */
export function carriedOver(
  before: ViewerState,
  next: ViewerState,
  places: Partial<ViewerState>,
): ViewerState {
  const { layout, active, tool, crosshairShown, window, sizes, labels, uncertainty } = before;
  const { look, density, shaded, slicesInVolume } = before;
  const arranged = { layout, active, tool, crosshairShown, window, sizes, labels, uncertainty };
  const looks = { look, density, shaded, slicesInVolume };
  return { ...next, ...arranged, ...looks, ...places };
}

/** How much of what a plane shows was not acquired but made from the slices beside it. */
export type Interpolation = "none" | "part" | "whole";

/** A plane along the slices is one of them; any other crosses them all. */
export function interpolationOf(
  { volume, geometry }: Pick<ShownScan, "volume" | "geometry">,
  plane: PlaneName,
  index: number,
): Interpolation {
  const acquiredAxis = 2;
  const made = volume.provenance.interpolatedSlices ?? [];
  if (geometry.planes[plane].through.axis === acquiredAxis)
    return made.includes(index) ? "whole" : "none";
  if (made.length === geometry.dimensions[acquiredAxis]) return "whole";
  return made.length > 0 ? "part" : "none";
}
