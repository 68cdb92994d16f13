import { type BrickId } from "../pyramid/brick";
import { type BrickStream } from "../pyramid/BrickStream";
import { chooseVolumeLevel, type LevelChoice } from "../pyramid/chooseLevel";
import { type Device } from "../pyramid/probeDevice";
import { planeNames } from "./geometry/volumeGeometry";
import { type PaneSize } from "./geometry/planeView";
import { deviceScale, type PlanePanes } from "./PlanePanes";
import { loadScene } from "./loadViewer";
import { type CoarseLooks } from "./looks/CoarseLooks";
import { Exposure } from "./looks/Exposure";
import { SceneSeat } from "./SceneSeat";
import { sliceCard } from "./sliceCards";
import { type Store } from "./Store";
import { type ShownScan, sliceIndex, type ViewerState } from "./viewerState";
import { VolumeStream } from "./VolumeStream";
import type { VolumeScene } from "./vtk/VolumeScene";
import { type VolumeTexture } from "./vtk/volumeTexture";

/** How long after the last change a coarse picture stays before the full one is drawn. */
const kSettleMs = 220;
/** Graphics that fail so often in spite of coarser levels will fail again: then the reader decides. */
const kMostLosses = 3;
const kRestartAfterMs = 600;

export type VolumeSources = {
  stream: BrickStream;
  looks: CoarseLooks;
  planes: PlanePanes;
  device: Device;
};

/**
 * Keeps the 3D picture as the state says. vtk.js comes with a chunk of its own, so that planes are there before it.
 * When the graphics context is lost everything is made again from the state, in a fresh context, one level coarser.
 * What follows on the same page takes the graphics over.
 */
export class VolumePane {
  readonly #shown: ShownScan;
  readonly #store: Store<ViewerState>;
  readonly #sources: VolumeSources;
  readonly #onDrawn: () => void;
  readonly #textures: VolumeStream;
  readonly #exposure: Exposure;
  readonly #seat: SceneSeat;
  #making = false;
  #texture: VolumeTexture | null = null;
  /** What the scene that draws has been told; another scene has been told nothing. */
  #appliedScene: VolumeScene | null = null;
  #applied: ViewerState | null = null;
  #appliedTexture: VolumeTexture | null = null;
  #appliedExposure = 1;
  /** What the planes' cards in 3D were made of. */
  #cards = "";
  #frame = 0;
  /** An update of the scene that is starting is due at the end of this task. */
  #hasFirst = false;
  #settleTimer: ReturnType<typeof setTimeout> | undefined;
  #restartTimer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(
    shown: ShownScan,
    store: Store<ViewerState>,
    sources: VolumeSources,
    onDrawn: () => void,
    before: VolumePane | null,
  ) {
    this.#shown = shown;
    this.#store = store;
    this.#sources = sources;
    this.#onDrawn = onDrawn;
    this.#seat = before ? before.#seat : new SceneSeat();
    this.#exposure = new Exposure(sources.looks, {
      changed: () => this.schedule(),
      failed: () => this.#setScene("lost"),
    });
    this.#textures = new VolumeStream(sources.stream, shown.volume, (texture) => {
      this.#texture = texture;
      this.schedule();
    });
  }

  attach(host: HTMLElement): () => void {
    const leave = this.#seat.sit(host, () => this.#onLost());
    if (this.#store.get().scene === "starting") {
      // On their way while the first voxels are; `#begin` deals with a failing one.
      loadScene().catch(() => undefined);
      this.#textures.prepare();
    }
    this.schedule();
    return leave;
  }

  onBricks(bricks: readonly BrickId[]): void {
    this.#textures.onBricks(bricks);
    if (this.#store.get().slicesInVolume) this.schedule();
  }

  onOpened(): void {
    this.#textures.onOpened();
  }

  /** Part of what 3D is to end with that is not here, 0 … 1. */
  get missing(): number {
    return this.#textures.missing;
  }

  schedule(): void {
    if (this.#disposed || this.#frame !== 0) return;
    const update = () => {
      this.#frame = 0;
      void this.#update();
    };
    // Frames of a page that has much to do come late; the first picture does not wait for one.
    if (this.#store.get().scene !== "starting") this.#frame = requestAnimationFrame(update);
    else if (!this.#hasFirst) {
      this.#hasFirst = true;
      queueMicrotask(() => {
        this.#hasFirst = false;
        if (!this.#disposed) update();
      });
    }
  }

  /** True while the first picture's graphics are there, and the picture itself is not yet. */
  get drawing(): boolean {
    return this.#applied !== null && this.#store.get().scene === "starting";
  }

  /** Something is being dragged: coarse pictures until nothing has changed for a moment. */
  touch(): void {
    this.#seat.scene?.move();
    this.#restSoon();
  }

  #restSoon(): void {
    clearTimeout(this.#settleTimer);
    this.#settleTimer = setTimeout(() => {
      this.#seat.scene?.rest();
      this.#onDrawn();
    }, kSettleMs);
  }

  get settled(): boolean {
    const { scene, sizes, loading } = this.#store.get();
    if (scene === "absent" || scene === "lost" || sizes.volume.width < 1) return true;
    if (loading.error !== null && !this.#texture) return true; // There is nothing to draw.
    return (
      scene === "shown" &&
      this.#frame === 0 &&
      !this.#making &&
      this.#seat.scene !== null &&
      !this.#seat.scene.moving &&
      this.#exposure.settled &&
      (this.#textures.done || loading.error !== null) &&
      this.#applied === this.#store.get() &&
      this.#appliedTexture === this.#texture
    );
  }

  /** See VolumeScene.capture. Null also while no picture of this volume is shown. */
  capture(size: PaneSize): HTMLCanvasElement | null {
    if (this.#store.get().scene !== "shown") return null;
    return this.#seat.scene?.capture(size) ?? null;
  }

  /** After the graphics were lost for good, at the reader's wish. */
  restart(): void {
    this.#seat.losses = 0;
    this.#setScene("starting");
    this.schedule();
  }

  /** The graphics stay for who follows, until the place on the page goes. */
  dispose(): void {
    this.#disposed = true;
    this.#seat.outdated = true;
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#settleTimer);
    clearTimeout(this.#restartTimer);
    this.#textures.dispose();
  }

  async #update(): Promise<void> {
    const state = this.#store.get();
    if (state.scene === "absent" || state.scene === "lost") return;
    this.#aim(state);
    if (!this.#seat.scene && state.sizes.volume.width >= 1) await this.#begin();
    const { scene, host } = this.#seat;
    if (this.#disposed || !scene || !this.#texture || !host) return;
    const now = this.#store.get();
    const exposure = this.#exposure.of(now.look);
    if (exposure !== null) this.#apply(scene, now, exposure);
  }

  #choice({ crop }: ViewerState): LevelChoice {
    return chooseVolumeLevel(
      this.#shown.volume,
      this.#sources.device,
      crop ?? undefined,
      this.#seat.losses,
    );
  }

  /** Asks for the texture that the state wants; for none while the pane is not on the page. */
  #aim(state: ViewerState): void {
    const isSeen = this.#seat.host !== null && state.sizes.volume.width >= 1;
    if (!isSeen || !state.loading.begun) {
      this.#textures.aimAt(null);
      return;
    }
    const { level, because } = this.#choice(state);
    this.#textures.aimAt({ level, crop: state.crop });
    const { volume } = state.loading;
    const reason = [because?.reason, because?.limit].join();
    if (
      volume.target !== level ||
      [volume.because?.reason, volume.because?.limit].join() !== reason
    )
      this.#setVolume({ target: level, because });
  }

  async #begin(): Promise<void> {
    if (this.#making || !this.#seat.host) return;
    this.#making = true;
    try {
      const { VolumeScene } = await loadScene();
      const { host } = this.#seat;
      // The pane may have gone while the chunk was on its way, or another may have been quicker.
      if (this.#disposed || !host || this.#seat.scene) return;
      this.#seat.scene = new VolumeScene(host, this.#shown.geometry, {
        thrifty: this.#sources.device.software,
        onContextLost: () => this.#seat.lose(),
      });
    } catch {
      this.#setScene("lost");
    } finally {
      this.#making = false;
    }
  }

  #apply(scene: VolumeScene, state: ViewerState, exposure: number): void {
    const size = state.sizes.volume;
    if (size.width < 1 || size.height < 1) return;
    if (this.#appliedScene !== scene) this.#meet(scene);
    const before = this.#applied;
    this.#applied = state;
    let changed = false;
    if (this.#texture && this.#appliedTexture !== this.#texture) {
      this.#appliedTexture = this.#texture;
      scene.setTexture(this.#texture);
      changed = true;
    }
    if (before?.crop !== state.crop) {
      scene.setCrop(state.crop);
      changed = true;
    }
    if (before?.sizes.volume !== size) {
      scene.setSize(size, deviceScale());
      changed = true;
    }
    if (
      before?.look !== state.look ||
      before.density !== state.density ||
      before.shaded !== state.shaded ||
      this.#appliedExposure !== exposure
    ) {
      this.#appliedExposure = exposure;
      scene.setLook({ ...state, xrayTotalMm: exposure });
      changed = true;
    }
    if (before?.camera !== state.camera) {
      scene.setCamera(state.camera);
      changed = true;
    }
    if (this.#showCards(scene, state)) changed = true;
    if (changed) {
      scene.render();
      const level = this.#appliedTexture?.level ?? null;
      if (state.scene === "starting") void this.#showWhenDrawn(scene);
      else if (state.loading.volume.level !== level) this.#setVolume({ level });
      // What was just applied is this state with another level.
      this.#applied = this.#store.get();
    }
    this.#onDrawn();
  }

  /** A scene that knows nothing of this volume yet. */
  #meet(scene: VolumeScene): void {
    this.#appliedScene = scene;
    this.#applied = null;
    this.#appliedTexture = null;
    this.#cards = "";
    scene.setGeometry(this.#shown.geometry);
    if (scene.moving) this.#restSoon(); // Whoever moved it has gone.
  }

  /** A picture that was ordered may take its time, the first one above all: its programs are compiled first. */
  async #showWhenDrawn(scene: VolumeScene): Promise<void> {
    await scene.drawn();
    if (this.#disposed || this.#seat.scene !== scene || this.#store.get().scene !== "starting")
      return;
    this.#seat.outdated = false;
    this.#setVolume({ level: this.#appliedTexture?.level ?? null });
    this.#setScene("shown");
  }

  /** The slices of the planes where they lie in 3D. True where they changed. */
  #showCards(scene: VolumeScene, state: ViewerState): boolean {
    const { geometry, volume } = this.#shown;
    const slices = planeNames.map((plane) =>
      state.slicesInVolume ? this.#sources.planes.streamOf(plane).finestWhole : null,
    );
    const key = JSON.stringify([
      state.slicesInVolume && state.window,
      slices.map((slice) => slice && [slice.level, slice.through]),
    ]);
    if (key === this.#cards) return false;
    this.#cards = key;
    scene.setSlices(
      planeNames.flatMap((name, n) => {
        const slice = slices[n];
        const index = sliceIndex(state, geometry, name);
        const plane = geometry.planes[name];
        return slice ? [sliceCard(slice, geometry, plane, volume, index, state.window)] : [];
      }),
    );
    return true;
  }

  #onLost(): void {
    clearTimeout(this.#settleTimer);
    if (this.#seat.losses > kMostLosses) {
      this.#setScene("lost");
      return;
    }
    const { level } = this.#choice(this.#store.get());
    if (this.#texture?.level !== level) {
      this.#texture = null;
      this.#textures.restart();
    }
    this.#setScene("starting");
    this.#restartTimer = setTimeout(() => this.schedule(), kRestartAfterMs);
  }

  #setScene(scene: ViewerState["scene"]): void {
    const state = this.#store.get();
    if (state.scene !== scene) this.#store.set({ ...state, scene });
  }

  #setVolume(part: Partial<ViewerState["loading"]["volume"]>): void {
    const state = this.#store.get();
    const { loading } = state;
    this.#store.set({
      ...state,
      loading: { ...loading, volume: { ...loading.volume, ...part } },
    });
  }
}
