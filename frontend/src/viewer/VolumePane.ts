import { type Voxels } from "../pyramid/voxels";
import { planeNames } from "./geometry/volumeGeometry";
import { type PaneSize } from "./geometry/planeView";
import { deviceScale, type PlanePanes } from "./PlanePanes";
import { sliceCard } from "./sliceCards";
import { type Store } from "./Store";
import { type ShownScan, sliceIndex, type ViewerState } from "./viewerState";
import type { VolumeScene } from "./vtk/VolumeScene";

/** How long after the last change a coarse picture stays before the full one is drawn. */
const kSettleMs = 220;
/** Graphics that fail twice in a row will fail again: then the reader decides. */
const kRestarts = 1;
const kRestartAfterMs = 600;

/**
 * Keeps the 3D picture as the state says. vtk.js comes with a chunk of its own, so that planes are there before it.
 * When the graphics context is lost everything is made again from the state, in a fresh context.
 */
export class VolumePane {
  readonly #shown: ShownScan;
  readonly #store: Store<ViewerState>;
  readonly #planes: PlanePanes;
  readonly #thrifty: boolean;
  readonly #onDrawn: () => void;
  #host: HTMLElement | null = null;
  #scene: VolumeScene | null = null;
  #making = false;
  #voxels: Voxels | null = null;
  #applied: ViewerState | null = null;
  #appliedVoxels: Voxels | null = null;
  #frame = 0;
  #settleTimer: ReturnType<typeof setTimeout> | undefined;
  #restartTimer: ReturnType<typeof setTimeout> | undefined;
  #restarts = 0;
  #disposed = false;

  constructor(
    shown: ShownScan,
    store: Store<ViewerState>,
    planes: PlanePanes,
    thrifty: boolean,
    onDrawn: () => void,
  ) {
    this.#thrifty = thrifty;
    this.#shown = shown;
    this.#store = store;
    this.#planes = planes;
    this.#onDrawn = onDrawn;
  }

  attach(host: HTMLElement): () => void {
    this.#host = host;
    this.schedule();
    return () => {
      if (this.#host !== host) return;
      this.#host = null;
      this.#end();
    };
  }

  setVoxels(voxels: Voxels): void {
    this.#voxels = voxels;
    this.schedule();
  }

  schedule(): void {
    if (this.#disposed) return;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      void this.#update();
    });
  }

  /** Something is being dragged: coarse pictures until nothing has changed for a moment. */
  touch(): void {
    this.#scene?.move();
    clearTimeout(this.#settleTimer);
    this.#settleTimer = setTimeout(() => {
      this.#scene?.rest();
      this.#onDrawn();
    }, kSettleMs);
  }

  get settled(): boolean {
    const { scene, sizes, loading } = this.#store.get();
    if (scene === "absent" || scene === "lost" || sizes.volume.width < 1) return true;
    if (loading.error !== null && !this.#voxels) return true; // There is nothing to draw.
    return (
      this.#frame === 0 &&
      !this.#making &&
      this.#scene !== null &&
      !this.#scene.moving &&
      this.#applied === this.#store.get() &&
      this.#appliedVoxels === this.#voxels
    );
  }

  /** See VolumeScene.capture. Null also while there is no scene. */
  capture(size: PaneSize): HTMLCanvasElement | null {
    return this.#scene?.capture(size) ?? null;
  }

  /** After the graphics were lost for good, at the reader's wish. */
  restart(): void {
    this.#restarts = 0;
    this.#setSceneState("starting");
    this.schedule();
  }

  dispose(): void {
    this.#disposed = true;
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#settleTimer);
    clearTimeout(this.#restartTimer);
    this.#end();
  }

  async #update(): Promise<void> {
    const state = this.#store.get();
    if (state.scene === "absent" || state.scene === "lost") return;
    if (!this.#scene) await this.#begin();
    if (this.#scene && this.#voxels && this.#host) this.#apply(this.#scene, this.#store.get());
  }

  async #begin(): Promise<void> {
    if (this.#making || !this.#host || !this.#voxels) return;
    this.#making = true;
    try {
      const { VolumeScene } = await import("./vtk/VolumeScene");
      // The pane may have gone while the chunk was on its way.
      if (this.#disposed || !this.#host) return;
      const { geometry, volume } = this.#shown;
      this.#scene = new VolumeScene(this.#host, geometry, volume, {
        thrifty: this.#thrifty,
        onContextLost: () => this.#onLost(),
      });
      this.#applied = null;
      this.#appliedVoxels = null;
    } catch {
      this.#setSceneState("lost");
    } finally {
      this.#making = false;
    }
  }

  #apply(scene: VolumeScene, state: ViewerState): void {
    const before = this.#applied;
    this.#applied = state;
    const size = state.sizes.volume;
    if (size.width < 1 || size.height < 1) return;
    let changed = false;
    if (this.#voxels && this.#appliedVoxels !== this.#voxels) {
      this.#appliedVoxels = this.#voxels;
      scene.setVoxels(this.#voxels);
      changed = true;
    }
    if (before?.sizes.volume !== size) {
      scene.setSize(size, deviceScale());
      changed = true;
    }
    if (
      before?.look !== state.look ||
      before.density !== state.density ||
      before.shaded !== state.shaded
    ) {
      scene.setLook(state);
      changed = true;
    }
    if (before?.camera !== state.camera) {
      scene.setCamera(state.camera);
      changed = true;
    }
    if (changed || slicesChanged(before, state)) {
      if (slicesChanged(before, state)) this.#showSlices(scene, state);
      scene.render();
      const shownLevel = this.#appliedVoxels?.level ?? null;
      if (state.scene !== "shown" || state.loading.volumeLevel !== shownLevel)
        this.#setSceneState("shown");
      // What was just applied is this state with another `scene`.
      this.#applied = this.#store.get();
    }
    this.#onDrawn();
  }

  #showSlices(scene: VolumeScene, state: ViewerState): void {
    const { geometry } = this.#shown;
    const voxels = this.#voxels;
    if (!state.slicesInVolume || !voxels) {
      scene.setSlices([]);
      return;
    }
    scene.setSlices(
      planeNames.map((plane) =>
        sliceCard(
          this.#planes.painters[plane],
          geometry,
          geometry.planes[plane],
          this.#planes.voxels ?? voxels,
          sliceIndex(state, geometry, plane),
          state.window,
        ),
      ),
    );
  }

  #onLost(): void {
    this.#end();
    if (this.#restarts >= kRestarts) {
      this.#setSceneState("lost");
      return;
    }
    this.#restarts += 1;
    this.#setSceneState("starting");
    this.#restartTimer = setTimeout(() => this.schedule(), kRestartAfterMs);
  }

  #end(): void {
    clearTimeout(this.#settleTimer);
    this.#scene?.dispose();
    this.#scene = null;
    this.#applied = null;
    this.#appliedVoxels = null;
  }

  #setSceneState(scene: ViewerState["scene"]): void {
    const state = this.#store.get();
    const loading =
      scene === "shown" && this.#appliedVoxels
        ? { ...state.loading, volumeLevel: this.#appliedVoxels.level }
        : state.loading;
    this.#store.set({ ...state, scene, loading });
  }
}

function slicesChanged(before: ViewerState | null, now: ViewerState): boolean {
  if (!now.slicesInVolume) return before?.slicesInVolume ?? false;
  return (
    !before?.slicesInVolume ||
    before.crosshair !== now.crosshair ||
    before.window !== now.window ||
    before.loading.planeLevel !== now.loading.planeLevel
  );
}
