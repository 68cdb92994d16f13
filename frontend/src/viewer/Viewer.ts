import { type DisplayWindow } from "../api/types";
import { type BrickId } from "../pyramid/brick";
import { type BrickStream, type StreamTrouble } from "../pyramid/BrickStream";
import { type VoxelBox } from "../pyramid/box";
import { chooseVolumeLevel, planesFit } from "../pyramid/chooseLevel";
import { CoarseLevel } from "../pyramid/CoarseLevel";
import { openVolume, type OpenVolume } from "../pyramid/openVolume";
import { type Device } from "../pyramid/probeDevice";
import { VoxelStore } from "../pyramid/VoxelStore";
import { placesIn } from "./carryPlaces";
import { clampedWindow } from "./display/displayWindow";
import { applyAffine, type Vec3, withComponent } from "./geometry/affine";
import { type Camera, fitted, firstCamera, turnedBy } from "./geometry/camera";
import { geometryOfPart, partInPlanes } from "./geometry/part";
import { isSameGeometry } from "./geometry/samePlace";
import {
  ijkUnder,
  type PanePoint,
  type PaneSize,
  type PlaneMapping,
  planeMapping,
  type PlaneView,
  wholeSlice,
} from "./geometry/planeView";
import { nearestSide, turnedTo, turnOf, turnStep } from "./geometry/turn";
import { isInside, middleVoxel, type PlaneName, planeNames } from "./geometry/volumeGeometry";
import { CoarseLooks } from "./looks/CoarseLooks";
import { type Look, type LookPoint } from "./looks/look";
import { looksFor } from "./looks/looksFor";
import { PlanePanes } from "./PlanePanes";
import { isAcquiredSlice, uncertaintyOf } from "./reconstruct/reconstruction";
import { Store } from "./Store";
import { FirstPictureHold } from "./FirstPictureHold";
import { fetchSide } from "./turntable/fetchSide";
import { Turntable } from "./turntable/Turntable";
import { UncertaintyOverlay } from "./uncertainty/UncertaintyOverlay";
import {
  carriedOver,
  firstState,
  isArrangedAlike,
  isSameButLoading,
  type Layout,
  type Loading,
  type PaneName,
  type ShownScan,
  sliceIndex,
  type ViewerState,
  withCrosshair,
  withView,
} from "./viewerState";
import { nearestVoxel, Values, type ValuesHere } from "./Values";
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
  /** In place of 3D; null where the page draws it itself. */
  readonly turntable: Turntable | null;
  readonly #device: Device;
  /** Outlives this viewer: another volume or time point, or this one again, begins with what is here. */
  readonly #voxels: VoxelStore;
  readonly #bricks: OpenVolume;
  /** Of the voxels shown; null where that is not known. */
  readonly uncertainty: UncertaintyOverlay | null;
  readonly #uncertainBricks: OpenVolume | null;
  readonly #coarse: CoarseLevel;
  readonly #hold: FirstPictureHold;
  readonly #values: Values;
  /** What looks make of the scan; to be asked once the coarsest level is here. */
  readonly coarseLooks: CoarseLooks;
  readonly #settledListeners = new Set<() => void>();
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
      planesFit: planesFit(shown.volume, device),
    });
    this.store = new Store(
      before && isArrangedAlike(before.shown, shown)
        ? carriedOver(
            before.lookedAt(this.looks),
            first,
            placesIn(before.state, before.shown, shown),
          )
        : first,
    );
    // Fitted anew it would not show the same place as large in another volume.
    if (before)
      this.#cameraIsFirst =
        before.#cameraIsFirst && isSameGeometry(before.shown.geometry, shown.geometry);
    this.#voxels = before ? before.#voxels : new VoxelStore(device.brickBudgetBytes);
    this.#bricks = openVolume(shown.volume, shown.time, this.#voxels, device.workers);
    const uncertain = uncertaintyOf(shown.scan, shown.volume);
    this.#uncertainBricks = uncertain && openVolume(uncertain, 0, this.#voxels, 1);
    this.uncertainty =
      uncertain && this.#uncertainBricks
        ? new UncertaintyOverlay(uncertain, shown.geometry, this.#uncertainBricks.stream, {
            onChanged: () => this.planes.schedule(),
            onTrouble: (trouble) =>
              this.#setUncertain({ error: trouble?.final ? trouble.error : null }),
          })
        : null;
    const { stream } = this.#bricks;
    this.#coarse = new CoarseLevel(stream, shown.volume, () => {
      this.#setLoading({ begun: true });
      this.#hold.begin();
    });
    this.coarseLooks = new CoarseLooks(this.#coarse, shown.geometry);
    this.planes = new PlanePanes(shown, this.store, stream, this.uncertainty, () =>
      this.#onDrawn(),
    );
    this.volume = new VolumePane(
      shown,
      this.store,
      { stream, looks: this.coarseLooks, planes: this.planes, device },
      () => this.#onDrawn(),
      before && before.volume,
    );
    this.turntable = device.webgl2 || shown.geometry.flat ? null : this.#makeTurntable();
    stream.listen({
      onBricks: (bricks) => this.#onBricks(bricks),
      onOpened: (level) => this.#onOpened(level),
      onTrouble: (trouble) => this.#onTrouble(trouble),
    });
    this.#hold = new FirstPictureHold(stream, this.store, () => this.volume.drawing);
    this.#values = new Values(shown, stream, this.planes);
    let drawn = this.state;
    this.store.subscribe(() => {
      // Planes look the same whatever is on its way.
      if (!isSameButLoading(drawn, this.state)) this.planes.schedule();
      drawn = this.state;
      this.volume.schedule();
      this.#turn();
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

  /** Begins to read the volume, the coarse level first. After a failure it goes on where it was. */
  load(): void {
    if (!this.#device.webgl2) return;
    this.#bricks.stream.retry();
    if (!this.#coarse.voxels) this.#coarse.ask();
  }

  dispose(): void {
    this.#hold.dispose();
    this.planes.dispose();
    this.volume.dispose();
    this.turntable?.dispose();
    this.coarseLooks.dispose();
    this.#bricks.dispose();
    this.uncertainty?.dispose();
    this.#uncertainBricks?.dispose();
  }

  // What the reader does.

  setTool(tool: ViewerState["tool"]): void {
    this.#change({ tool });
  }

  activate(pane: PaneName): void {
    if (this.state.active !== pane) this.#change({ active: pane });
  }

  setLayout(layout: Layout): void {
    if (!this.shown.geometry.flat) this.#change({ layout });
  }

  /** Fills the page with one pane, or brings the others back. */
  toggleSingle(pane: PaneName): void {
    if (this.shown.geometry.flat) return;
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
    if (!this.shown.geometry.flat) this.#change({ crosshairShown: !this.state.crosshairShown });
  }

  /** Sets the point where a plane was pressed. */
  pointAt(plane: PlaneName, point: PanePoint): void {
    this.setCrosshair(this.ijkAt(plane, point));
  }

  setSlice(plane: PlaneName, index: number): void {
    const { axis } = this.shown.geometry.planes[plane].through;
    this.setCrosshair(withComponent(this.state.crosshair, axis, Math.round(index)));
  }

  /** Goes `steps` slices down along the slider: towards the feet, the back, or the left; in a cine, onward in time. */
  stepSlice(plane: PlaneName, steps: number): void {
    const { planes, flat } = this.shown.geometry;
    const index = sliceIndex(this.state, this.shown.geometry, plane);
    this.setSlice(plane, index + (planes[plane].through.flipped && !flat ? -steps : steps));
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

  /** Turns what the server draws: round the body's axis alone, with as much of a turn a pixel as in 3D. */
  dragTurntable(pixels: number): void {
    const { camera, sizes } = this.state;
    const level = turnedTo(camera, turnOf(camera));
    this.setCamera(turnedBy(level, { x: pixels, y: 0 }, sizes.volume), false);
  }

  /** The same by so many pictures. */
  stepTurntable(steps: number): void {
    const { camera } = this.state;
    this.setCamera(turnedTo(camera, nearestSide(turnOf(camera)) + steps * turnStep), false);
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

  /** Segments over the planes: whether, and how strongly (0 … 1). */
  setLabels(labels: Partial<ViewerState["labels"]>): void {
    this.#change({ labels: { ...this.state.labels, ...labels } });
  }

  /** Uncertainty over the planes: whether, how strongly (0 … 1), and the value that has the strongest colour. */
  setUncertainty(uncertainty: Partial<ViewerState["uncertainty"]>): void {
    this.#change({ uncertainty: { ...this.state.uncertainty, ...uncertainty } });
  }

  /** Shows the uncertainty, or takes it off; nothing where there is none to show. */
  toggleUncertainty(): void {
    if (this.canShowUncertainty) this.setUncertainty({ shown: !this.state.uncertainty.shown });
  }

  /** The page draws it from voxels alone: not where the server draws the planes. */
  get canShowUncertainty(): boolean {
    return this.uncertainty !== null && this.state.planesBy === "page";
  }

  /** The value that has the strongest colour. */
  get uncertaintyTop(): number {
    return this.planes.uncertaintyTop;
  }

  /** How far the voxel nearest to a place may be off; null where it was acquired, and while that is not shown or here. */
  uncertaintyAt(ijk: Vec3): number | null {
    if (!this.canShowUncertainty || !this.state.uncertainty.shown) return null;
    const full = nearestVoxel(ijk);
    if (isAcquiredSlice(this.shown.volume, full[2])) return null;
    return this.uncertainty?.valueAt(full) ?? null;
  }

  setSlicesInVolume(slicesInVolume: boolean): void {
    this.#change({ slicesInVolume });
  }

  /** The part that the planes show; null where they show everything. */
  get partInPlanes(): VoxelBox | null {
    const { views, sizes } = this.state;
    return partInPlanes(this.shown.geometry, views, sizes);
  }

  /** Shows only a part in 3D, as finely as the device holds it; null: all. */
  setCrop(crop: VoxelBox | null): void {
    const { geometry } = this.shown;
    const seen = crop ? geometryOfPart(geometry, crop) : geometry;
    this.#cameraIsFirst = false;
    this.#change({ crop, camera: fitted(this.state.camera, seen, this.state.sizes.volume) });
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
      crop: null,
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
    const { values, level } = this.readingOf(ijk);
    this.#change({ reading: { pane: plane, ijk: nearestVoxel(ijk), lps, values, level, held } });
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

  /** Real values of the nearest voxel's channels, of the full resolution only; null while they are not here. */
  valuesAt(ijk: Vec3): number[] | null {
    const { values, level } = this.readingOf(ijk);
    return level === 0 ? values : null;
  }

  /** The same from the finest level that is here. */
  readingOf(ijk: Vec3): ValuesHere {
    return this.#values.at(ijk);
  }

  get stream(): BrickStream {
    return this.#bricks.stream;
  }

  /** True when every pane shows at full quality what it should, and nothing is on its way. */
  get settled(): boolean {
    const { begun, error } = this.state.loading;
    const loaded = begun || error !== null || !this.#device.webgl2;
    const turned = !this.turntable?.waiting;
    return loaded && turned && this.planes.settled && this.volume.settled;
  }

  onSettled(listener: () => void): () => void {
    this.#settledListeners.add(listener);
    return () => this.#settledListeners.delete(listener);
  }

  #makeTurntable(): Turntable {
    const { scan, volume, time } = this.shown;
    const turntable = new Turntable(
      (angle, signal) => fetchSide(scan.id, volume.id, { angle, time }, signal),
      () => {
        const { shown, error } = turntable;
        this.#setLoading({ turntable: { shown, error } });
        this.#tellSettled();
      },
    );
    return turntable;
  }

  /** Asks for the side that the reader has turned to, while 3D is on the page. */
  #turn(): void {
    if (!this.turntable || this.state.sizes.volume.width < 1) return;
    this.turntable.want(nearestSide(turnOf(this.state.camera)));
    const { shown, error } = this.turntable;
    const before = this.state.loading.turntable;
    if (before.shown?.angle !== shown?.angle || before.error !== error)
      this.#setLoading({ turntable: { shown, error } });
  }

  #tellSettled(): void {
    if (this.settled) for (const listener of [...this.#settledListeners]) listener();
  }

  #onBricks(bricks: readonly BrickId[]): void {
    this.#coarse.onBricks(bricks);
    this.planes.onBricks(bricks);
    this.volume.onBricks(bricks);
    this.#tellLoading();
    const { reading } = this.state;
    if (!reading || reading.level === 0) return;
    const { values, level } = this.readingOf(reading.ijk);
    if (level < reading.level) this.#change({ reading: { ...reading, values, level } });
  }

  #onOpened(level: number): void {
    this.#coarse.onOpened(level);
    this.planes.onOpened();
    this.volume.onOpened();
  }

  #onTrouble(trouble: StreamTrouble | null): void {
    this.#setLoading({
      error: trouble?.final ? trouble.error : null,
      retrying: trouble && !trouble.final ? trouble.error : null,
    });
  }

  #onDrawn(): void {
    this.#tellLoading();
    this.#tellSettled();
  }

  /** Puts into the state what of each pane is here, in whole hundredths: that is what a badge shows. */
  #tellLoading(): void {
    const { loading } = this.state;
    const missing = hundredths(this.volume.missing);
    const planes = { ...loading.planes };
    let changed = loading.volume.missing !== missing;
    for (const plane of planeNames) {
      const { level, missing: part } = this.planes.streamOf(plane).status;
      const status = { level, missing: hundredths(part) };
      if (planes[plane].level === level && planes[plane].missing === status.missing) continue;
      planes[plane] = status;
      changed = true;
    }
    if (changed) this.#setLoading({ planes, volume: { ...loading.volume, missing } });
    const uncertain = planeNames.map((plane) => this.planes.missingUncertainty(plane));
    this.#setUncertain({ missing: hundredths(Math.max(...uncertain)) });
  }

  #setUncertain(part: Partial<Loading["uncertainty"]>): void {
    const { uncertainty } = this.state.loading;
    const next = { ...uncertainty, ...part };
    if (next.missing === uncertainty.missing && next.error === uncertainty.error) return;
    this.#setLoading({ uncertainty: next });
  }

  #setLoading(part: Partial<Loading>): void {
    this.#change({ loading: { ...this.state.loading, ...part } });
  }

  #change(part: Partial<ViewerState>): void {
    this.store.set({ ...this.state, ...part });
  }
}

/** Rounded up: nothing is missing only where nothing is. */
function hundredths(part: number): number {
  return Math.max(0, Math.ceil(part * 100 - 1e-9)) / 100;
}
