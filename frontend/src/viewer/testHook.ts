import { type DisplayWindow } from "../api/types";
import { type VoxelBox } from "../pyramid/box";
import { type Fidelity, planeFidelity, volumeFidelity } from "./fidelity";
import { type Vec3 } from "./geometry/affine";
import { applyAffine } from "./geometry/affine";
import { paneOfPoint } from "./geometry/camera";
import { type PanePoint, paneOfLps } from "./geometry/planeView";
import { type PlaneName, planeNames, slicePositionMm } from "./geometry/volumeGeometry";
import { type Viewer } from "./Viewer";
import { interpolationOf, isPlane, type Layout, type PaneName, sliceIndex } from "./viewerState";

/**
 * `window.scanetrixViewer`: what tests, and the curious, may ask of the viewer on the page. It answers and changes
 * nothing. Points are in CSS pixels of the browser's window (`clientX`, `clientY`), places in LPS mm, voxels are
 * counted from 0 along i, j, k.
 */
export type ViewerHook = {
  /** Resolves when a scan is open and its first picture can be drawn. */
  ready: Promise<void>;
  /** Resolves when all panes have finished at full quality. */
  settled: () => Promise<void>;
  state: () => HookState;
  /** Real value of a voxel of the full resolution (three for color); null before it has come, and outside. */
  valueAt: (i: number, j: number, k: number) => number | number[] | null;
  /** Where a place in the patient is drawn in a pane, 3D included; null while the pane is not on the page. */
  canvasPointOf: (pane: PaneName, lps: Vec3) => PanePoint | null;
  /** The place on the shown slice of a plane under a point of the window. */
  lpsAt: (plane: PlaneName, point: PanePoint) => Vec3 | null;
  lpsOfVoxel: (ijk: Vec3) => Vec3;
  /** Real values of a voxel of a level, by its index there, from its brick; null where the brick is not here. */
  voxelOf: (level: number, ijk: Vec3) => number[] | null;
  /** How far a voxel may be off, real value, while that is shown; null before it has come, and outside. */
  uncertaintyAt: (i: number, j: number, k: number) => number | null;
  /** How many decoded bricks of each level are here, full resolution first, and the memory of all. */
  bricks: () => { resident: number[]; bytes: number; budgetBytes: number };
};

export type HookState = {
  scanId: string;
  volumeId: string;
  layout: Layout;
  active: PaneName;
  tool: string;
  /** Index, continuous, and LPS mm. */
  crosshair: { ijk: Vec3; lps: Vec3 };
  planes: Record<PlaneName, HookPlane>;
  volume: {
    /** Level shown, 0 full; null before the first picture. */
    level: number | null;
    /** Full-resolution voxels along i, j, k that 3D is cropped to. */
    crop: VoxelBox | null;
    fidelity: Fidelity["kind"];
    scene: string;
    look: string;
    /** What the server has drawn in place of 3D: from where, degrees (0 front, 90 left); null: nothing. */
    turned: number | null;
    camera: { toward: Vec3; up: Vec3; center: Vec3; halfHeightMm: number };
  };
  /** Over the planes: whether, the value that ends the colours, and the part that is not here, 0 … 1. */
  uncertainty: { shown: boolean; top: number; missing: number } | null;
  planesBy: "page" | "server";
  contextLost: boolean;
  settled: boolean;
};

export type HookPlane = {
  index: number;
  count: number;
  /** LPS coordinate of the slice's middle along the plane's patient axis. */
  positionMm: number;
  /** Voxel axis across the slices: 0 i, 1 j, 2 k. */
  axis: number;
  window: DisplayWindow;
  fidelity: Fidelity["kind"];
  /** The coarsest level that something in the pane is drawn from; null before the first. */
  level: number | null;
  /** Part of what the pane shows that is not here at full resolution, 0 … 1. */
  missing: number;
  mmPerPixel: number;
};

declare global {
  interface Window {
    scanetrixViewer?: ViewerHook;
  }
}

/** Puts the hook on the page while `viewer` is there. */
export function installTestHook(viewer: Viewer): () => void {
  const hook = hookOf(viewer);
  window.scanetrixViewer = hook;
  return () => {
    if (window.scanetrixViewer === hook) delete window.scanetrixViewer;
  };
}

function hookOf(viewer: Viewer): ViewerHook {
  const { geometry } = viewer.shown;
  const boxOf = (pane: PaneName) =>
    document.querySelector(`section[data-pane="${pane}"] [data-stage]`)?.getBoundingClientRect();
  return {
    ready: when(viewer, () => {
      const { loading, planesBy } = viewer.state;
      return planesBy === "server" || loading.begun || loading.error !== null;
    }),
    settled: () => when(viewer, () => viewer.settled),
    state: () => hookState(viewer),
    valueAt: (i, j, k) => {
      const values = viewer.valuesAt([i, j, k]);
      return values?.length === 1 ? (values[0] ?? null) : values;
    },
    canvasPointOf: (pane, lps) => {
      const box = boxOf(pane);
      const size = viewer.state.sizes[pane];
      if (!box || size.width < 1) return null;
      const { x, y } = isPlane(pane)
        ? paneOfLps(geometry, geometry.planes[pane], viewer.mapping(pane), lps)
        : paneOfPoint(viewer.state.camera, size, lps);
      return { x: box.left + x, y: box.top + y };
    },
    lpsAt: (plane, point) => {
      const box = boxOf(plane);
      if (!box || viewer.state.sizes[plane].width < 1) return null;
      const ijk = viewer.ijkAt(plane, { x: point.x - box.left, y: point.y - box.top });
      return applyAffine(geometry.ijkToLps, ijk);
    },
    lpsOfVoxel: (ijk) => applyAffine(geometry.ijkToLps, ijk),
    voxelOf: (level, ijk) => {
      const { slope, intercept } = viewer.shown.volume;
      const stored = viewer.stream.valuesAt(level, ijk);
      return stored?.map((value) => value * slope + intercept) ?? null;
    },
    uncertaintyAt: (i, j, k) => viewer.uncertaintyAt([i, j, k]),
    bricks: () => ({ resident: viewer.stream.resident(), ...viewer.stream.memory }),
  };
}

function hookState(viewer: Viewer): HookState {
  const { state, shown } = viewer;
  const planes = Object.fromEntries(
    planeNames.map((plane) => {
      const index = sliceIndex(state, shown.geometry, plane);
      const hookPlane: HookPlane = {
        index,
        count: shown.geometry.planes[plane].count,
        positionMm: slicePositionMm(shown.geometry, plane, index),
        axis: shown.geometry.planes[plane].through.axis,
        window: state.window,
        fidelity: planeFidelity(state, plane, interpolationOf(shown, plane, index), shown).kind,
        ...state.loading.planes[plane],
        mmPerPixel: viewer.mapping(plane).mmPerPixel,
      };
      return [plane, hookPlane];
    }),
  ) as Record<PlaneName, HookPlane>;
  return {
    scanId: shown.scan.id,
    volumeId: shown.volume.id,
    layout: state.layout,
    active: state.active,
    tool: state.tool,
    crosshair: {
      ijk: state.crosshair,
      lps: applyAffine(shown.geometry.ijkToLps, state.crosshair),
    },
    planes,
    volume: {
      level: state.loading.volume.level,
      crop: state.crop,
      fidelity: volumeFidelity(state, shown).kind,
      scene: state.scene,
      look: state.look.id,
      turned: state.loading.turntable.shown?.angle ?? null,
      camera: state.camera,
    },
    uncertainty: viewer.uncertainty && {
      shown: state.uncertainty.shown,
      top: viewer.uncertaintyTop,
      missing: state.loading.uncertainty.missing,
    },
    planesBy: state.planesBy,
    contextLost: state.scene === "lost",
    settled: viewer.settled,
  };
}

/** Resolves as soon as `condition` holds, asked again whenever something changed or was drawn. */
function when(viewer: Viewer, condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const ends: (() => void)[] = [];
    const check = () => {
      if (!condition()) return;
      for (const end of ends) end();
      resolve();
    };
    ends.push(viewer.store.subscribe(check), viewer.onSettled(check));
    check();
  });
}
