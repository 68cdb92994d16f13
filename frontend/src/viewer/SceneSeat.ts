import type { VolumeScene } from "./vtk/VolumeScene";

/**
 * The 3D graphics of one place on the page. Whoever draws there sits in it, one after another: when another volume
 * or time point comes the graphics stay, with the last picture, until it has one of its own. They end when nobody
 * has sat down again by the end of the task: a page changes hands within one.
 */
export class SceneSeat {
  scene: VolumeScene | null = null;
  /** How often these graphics have failed. */
  losses = 0;
  #host: HTMLElement | null = null;
  #onLost: (() => void) | null = null;
  #sittings = 0;

  /** Where to draw; null while nobody sits here. */
  get host(): HTMLElement | null {
    return this.#onLost && this.#host;
  }

  /**
   * Ends what was drawn in another place.
   * @param onLost  Told once when the context of `scene` is lost; the scene is gone by then.
   * @returns leaves the seat.
   */
  sit(host: HTMLElement, onLost: () => void): () => void {
    if (this.#host !== host) this.end();
    this.#sittings += 1;
    const sitting = this.#sittings;
    this.#host = host;
    this.#onLost = onLost;
    return () => {
      if (this.#sittings !== sitting) return;
      this.#onLost = null;
      setTimeout(() => {
        if (this.#sittings === sitting) this.end();
      });
    };
  }

  /** The picture is of what was shown before: it is dimmed when that lasts. */
  set outdated(outdated: boolean) {
    if (this.#host) this.#host.toggleAttribute("data-outdated", outdated && this.scene !== null);
  }

  lose(): void {
    this.end();
    this.losses += 1;
    this.#onLost?.();
  }

  end(): void {
    this.scene?.dispose();
    this.scene = null;
    this.outdated = false;
  }
}
