import { type DisplayWindow } from "../api/types";
import { isAbort } from "../api/errors";
import { chooseVolumeLevel, levelsToRead } from "../pyramid/chooseLevel";
import { LevelWorkers } from "../pyramid/LevelWorkers";
import { loadPyramid } from "../pyramid/loadPyramid";
import { type Device } from "../pyramid/probeDevice";
import { realValueAt, type Voxels } from "../pyramid/voxels";
import { clampedWindow } from "./display/displayWindow";
import { applyAffine, type Vec3, withComponent } from "./geometry/affine";
import { type Camera, fitted, firstCamera } from "./geometry/camera";
import {
  ijkUnder,
  type PanePoint,
  type PaneSize,
  type PlaneMapping,
  planeMapping,
  type PlaneView,
  wholeSlice,
} from "./geometry/planeView";
import { isInside, middleVoxel, type PlaneName } from "./geometry/volumeGeometry";
import { type Look, type LookPoint } from "./looks/look";
import { looksFor } from "./looks/looksFor";
import { PlanePanes } from "./PlanePanes";
import { Store } from "./Store";
import {
  carriedOver,
  firstState,
  type Layout,
  type Loading,
  type PaneName,
  type ShownScan,
  sliceIndex,
  type ViewerState,
  withCrosshair,
  withView,
} from "./viewerState";
import { VolumePane } from "./VolumePane";

/**
 * The viewer apart from React: owns the state, the voxels, and what draws them. Components read snapshots of the
 * state and call the methods below. Made for one time point of one volume; `dispose` ends it.
 */
export class Viewer {
  readonly shown: ShownScan;
  readonly looks: readonly Look[];
  readonly store: Store<ViewerState>;
  readonly planes: PlanePanes;
  readonly volume: VolumePane;
  readonly #device: Device;
  readonly #settledListeners = new Set<() => void>();
  #full: Voxels | null = null;
  #coarsest: Voxels | null = null;
  #load: AbortController | null = null;
  #cameraIsFirst = true;

  /** @param before  What the reader had before him: another time point or volume of the same scan. */
  constructor(shown: ShownScan, device: Device, before: Viewer | null = null) {
    this.shown = shown;
    this.#device = device;
    this.looks = looksFor(shown.scan.modality, shown.volume);
    const [look] = this.looks;
    if (!look) throw new Error("there is always a look");
    const choice = chooseVolumeLevel(shown.volume, device);
    const first = firstState(shown.volume, shown.geometry, look, {
      webgl2: device.webgl2,
      handheld: device.handheld,
      target: choice.level,
      because: choice.because,
      fullFits: levelsToRead(shown.volume, device).includes(0),
    });
    this.store = new Store(
      before
        ? carriedOver(before.lookedAt(this.looks), first, before.shown.geometry === shown.geometry)
        : first,
    );
    if (before) this.#cameraIsFirst = before.#cameraIsFirst;
    this.planes = new PlanePanes(shown, this.store, () => this.#tellSettled());
    this.volume = new VolumePane(shown, this.store, this.planes, device.software, () =>
      this.#tellSettled(),
    );
    this.store.subscribe(() => {
      this.planes.schedule();
      this.volume.schedule();
    });
  }

  /** The state, with the look of the same name among `looks` unless the reader has changed it. */
  lookedAt(looks: readonly Look[]): ViewerState {
    const { look } = this.state;
    const same = this.looks.includes(look) && looks.find(({ name }) => name === look.name);
    return same ? { ...this.state, look: same } : this.state;
  }

  get state(): ViewerState {
    return this.store.get();
  }

  /** Begins to read the volume, coarse levels first. After a failure again from the start. */
  load(): void {
    this.#load?.abort();
    const load = new AbortController();
    this.#load = load;
    const levels = levelsToRead(this.shown.volume, this.#device);
    if (!this.#device.webgl2 || levels.length === 0) {
      this.#setLoading({ done: true, fraction: 1 });
      return;
    }
    this.#setLoading({ error: null, done: false, fraction: 0 });
    const { volume } = this.shown;
    const workers = new LevelWorkers(
      volume.zarrUrl,
      volume.timePoints > 1 ? this.shown.time : null,
      this.#device.workers,
    );
    load.signal.addEventListener("abort", () => workers.dispose());
    loadPyramid(
      volume,
      levels,
      (level, onProgress) => workers.read(level, volume.channels, onProgress),
      {
        onLevel: (voxels) => this.#onLevel(voxels),
        onProgress: (fraction) => this.#onProgress(fraction),
      },
      load.signal,
    )
      .then(
        () => this.#setLoading({ done: true, fraction: 1 }),
        (error: unknown) => {
          if (!isAbort(error) && !load.signal.aborted) this.#setLoading({ done: true, error });
        },
      )
      .finally(() => workers.dispose());
  }

  dispose(): void {
    this.#load?.abort();
    this.planes.dispose();
    this.volume.dispose();
    this.#full = null;
  }

  // What the reader does.

  setTool(tool: ViewerState["tool"]): void {
    this.#change({ tool });
  }

  activate(pane: PaneName): void {
    if (this.state.active !== pane) this.#change({ active: pane });
  }

  setLayout(layout: Layout): void {
    this.#change({ layout });
  }

  /** Fills the page with one pane, or brings the others back. */
  toggleSingle(pane: PaneName): void {
    const single = this.state.layout === "single" && this.state.active === pane;
    this.#change({ active: pane, layout: single ? "four" : "single" });
  }

  setSize(pane: PaneName, size: PaneSize): void {
    const before = this.state.sizes[pane];
    if (before.width === size.width && before.height === size.height) return;
    this.#change({ sizes: { ...this.state.sizes, [pane]: size } });
    if (pane !== "volume" || size.width < 1) return;
    // Fit again until the reader has turned or zoomed.
    if (this.#cameraIsFirst)
      this.#change({ camera: fitted(this.state.camera, this.shown.geometry, size) });
  }

  setCrosshair(ijk: Vec3): void {
    this.store.set(withCrosshair(this.state, this.shown.geometry, ijk));
    if (this.state.slicesInVolume) this.volume.touch();
  }

  toggleCrosshair(): void {
    this.#change({ crosshairShown: !this.state.crosshairShown });
  }

  /** Sets the point where a plane was pressed. */
  pointAt(plane: PlaneName, point: PanePoint): void {
    this.setCrosshair(this.ijkAt(plane, point));
  }

  setSlice(plane: PlaneName, index: number): void {
    const { axis } = this.shown.geometry.planes[plane].through;
    this.setCrosshair(withComponent(this.state.crosshair, axis, Math.round(index)));
  }

  /** Goes `steps` slices down along the slider: towards the feet, the back, or the left. */
  stepSlice(plane: PlaneName, steps: number): void {
    const { through } = this.shown.geometry.planes[plane];
    const index = sliceIndex(this.state, this.shown.geometry, plane);
    this.setSlice(plane, index + (through.flipped ? -steps : steps));
  }

  setView(plane: PlaneName, view: PlaneView): void {
    this.store.set(withView(this.state, plane, view));
  }

  setWindow(window: DisplayWindow): void {
    this.#change({ window: clampedWindow(window, this.shown.volume.valueRange) });
    if (this.state.slicesInVolume) this.volume.touch();
  }

  resetWindow(): void {
    const { center, width } = this.shown.volume.window;
    this.setWindow({ center, width });
  }

  /** @param moving  True while a finger or the mouse is on it. */
  setCamera(camera: Camera, moving: boolean): void {
    this.#cameraIsFirst = false;
    if (moving) this.volume.touch();
    this.#change({ camera });
  }

  fitCamera(camera: Camera): void {
    this.setCamera(fitted(camera, this.shown.geometry, this.state.sizes.volume), false);
  }

  chooseLook(look: Look): void {
    this.#change({ look, shaded: look.shaded, density: 1 });
  }

  setPoints(points: readonly LookPoint[]): void {
    this.volume.touch();
    this.#change({ look: { ...this.state.look, points } });
  }

  setDensity(density: number): void {
    this.volume.touch();
    this.#change({ density });
  }

  setShaded(shaded: boolean): void {
    this.#change({ shaded });
  }

  setSlicesInVolume(slicesInVolume: boolean): void {
    this.#change({ slicesInVolume });
  }

  /** Places, zoom and window as they were at first. The 3D look and the layout stay. */
  reset(): void {
    const { geometry } = this.shown;
    const size = this.state.sizes.volume;
    this.#cameraIsFirst = true;
    this.#change({
      crosshair: middleVoxel(geometry),
      views: { axial: wholeSlice, coronal: wholeSlice, sagittal: wholeSlice },
      camera: firstCamera(geometry, size.width > 0 ? size : { width: 4, height: 3 }),
    });
    this.resetWindow();
  }

  /** Reads the value under a point of a plane. Outside the volume nothing is read. */
  read(plane: PlaneName, point: PanePoint, held: boolean): void {
    const ijk = this.ijkAt(plane, point);
    if (!isInside(this.shown.geometry, ijk)) {
      this.stopReading();
      return;
    }
    const lps = applyAffine(this.shown.geometry.ijkToLps, ijk);
    const values = this.valuesAt(ijk);
    this.#change({ reading: { pane: plane, ijk: nearest(ijk), lps, values, held } });
  }

  stopReading(): void {
    if (this.state.reading) this.#change({ reading: null });
  }

  // What components and tests ask.

  mapping(plane: PlaneName): PlaneMapping {
    const { geometry } = this.shown;
    return planeMapping(
      geometry,
      geometry.planes[plane],
      this.state.views[plane],
      this.state.sizes[plane],
    );
  }

  ijkAt(plane: PlaneName, point: PanePoint): Vec3 {
    const { geometry } = this.shown;
    const index = sliceIndex(this.state, geometry, plane);
    return ijkUnder(geometry.planes[plane], this.mapping(plane), index, point);
  }

  /** Real values of the nearest voxel's channels, of the full resolution only. */
  valuesAt(ijk: Vec3): number[] | null {
    const full = this.#full;
    if (!full) return null;
    const at = nearest(ijk);
    const values = Array.from({ length: full.channels }, (_, channel) =>
      realValueAt(full, at, channel),
    );
    return values.every((value) => value !== null) ? values : null;
  }

  /** The coarsest level, for small pictures of looks. Null until it has come. */
  get coarsest(): Voxels | null {
    return this.#coarsest;
  }

  /** True when every pane shows at full quality what it should, and nothing is on its way. */
  get settled(): boolean {
    return this.state.loading.done && this.planes.settled && this.volume.settled;
  }

  onSettled(listener: () => void): () => void {
    this.#settledListeners.add(listener);
    return () => this.#settledListeners.delete(listener);
  }

  #tellSettled(): void {
    if (this.settled) for (const listener of [...this.#settledListeners]) listener();
  }

  #onLevel(voxels: Voxels): void {
    this.#coarsest ??= voxels;
    if (voxels.level === 0) this.#full = voxels;
    const { volumeTarget } = this.state.loading;
    if (this.state.planesBy === "page") this.planes.setVoxels(voxels);
    if (voxels.level >= volumeTarget) this.volume.setVoxels(voxels);
    this.#setLoading({ planeLevel: voxels.level });
  }

  #onProgress(fraction: number): void {
    // A hundredth is what the badge shows: no more changes than that.
    if (Math.floor(fraction * 100) !== Math.floor(this.state.loading.fraction * 100))
      this.#setLoading({ fraction });
  }

  #setLoading(part: Partial<Loading>): void {
    this.#change({ loading: { ...this.state.loading, ...part } });
  }

  #change(part: Partial<ViewerState>): void {
    this.store.set({ ...this.state, ...part });
  }
}

function nearest(ijk: Vec3): Vec3 {
  return [Math.round(ijk[0]), Math.round(ijk[1]), Math.round(ijk[2])];
}
