import "@kitware/vtk.js/Rendering/Profiles/Geometry";
import "@kitware/vtk.js/Rendering/Profiles/Volume";
import vtkPiecewiseFunction from "@kitware/vtk.js/Common/DataModel/PiecewiseFunction";
import type vtkImageData from "@kitware/vtk.js/Common/DataModel/ImageData";
import vtkColorTransferFunction from "@kitware/vtk.js/Rendering/Core/ColorTransferFunction";
import vtkRenderWindow from "@kitware/vtk.js/Rendering/Core/RenderWindow";
import vtkRenderWindowInteractor from "@kitware/vtk.js/Rendering/Core/RenderWindowInteractor";
import vtkRenderer from "@kitware/vtk.js/Rendering/Core/Renderer";
import vtkVolume from "@kitware/vtk.js/Rendering/Core/Volume";
import vtkVolumeMapper from "@kitware/vtk.js/Rendering/Core/VolumeMapper";
import { BlendMode } from "@kitware/vtk.js/Rendering/Core/VolumeMapper/Constants";
import vtkOpenGLRenderWindow from "@kitware/vtk.js/Rendering/OpenGL/RenderWindow";
import { type VoxelBox } from "../../pyramid/box";
import { difference, scaled } from "../geometry/affine";
import { type Camera, diagonalMm } from "../geometry/camera";
import { type PaneSize } from "../geometry/planeView";
import { type VolumeGeometry } from "../geometry/volumeGeometry";
import { type Gathering, type Look } from "../looks/look";
import { unitThicknessMm } from "../looks/looksFor";
import { clipPlanes } from "./clipPlanes";
import { type DisplayScale } from "./displayScale";
import { type SliceCard, SlicePlanes } from "./SlicePlanes";
import { setTransferFunctions } from "./transferFunctions";
import { volumeImage } from "./volumeImage";
import { type VolumeTexture } from "./volumeTexture";

/** How the volume is shown, apart from its voxels. */
export type SceneLook = {
  look: Look;
  /** 1 as the look says; 2 twice as dense, 0.5 half. */
  density: number;
  shaded: boolean;
  /** Of an X-ray: sum of opacity × mm along a ray that is drawn white. */
  xrayTotalMm: number;
};

export type SceneOptions = {
  /** True where the processor draws: fewer pixels and longer steps, or each picture takes many seconds. */
  thrifty: boolean;
  onContextLost: () => void;
};

const kBlend: Record<Gathering, BlendMode> = {
  solid: BlendMode.COMPOSITE_BLEND,
  brightest: BlendMode.MAXIMUM_INTENSITY_BLEND,
  xray: BlendMode.RADON_TRANSFORM_BLEND,
};

/** How often it is asked whether a picture has been drawn. */
const kFenceMs = 8;
/** While something moves, rays step this much further … */
const kMovingStep = 2;
/** … and the picture has this many times fewer pixels, to begin with; vtk.js then follows the frame rate. */
const kMovingPixels = 4;
/** Without a graphics card: steps so much longer, and the picture so much smaller along each side. */
const kThriftyStep = 1.6;
const kThriftyPixels = 0.72;

/**
 * Everything of vtk.js that the 3D pane needs: made here, deleted in `dispose`. Draws when told to.
 * Ends for good when its graphics context is lost: make another.
 */
export class VolumeScene {
  readonly #thrifty: boolean;
  readonly #window = vtkRenderWindow.newInstance();
  readonly #renderer = vtkRenderer.newInstance();
  readonly #view = vtkOpenGLRenderWindow.newInstance();
  readonly #interactor = vtkRenderWindowInteractor.newInstance();
  readonly #mapper = vtkVolumeMapper.newInstance();
  readonly #actor = vtkVolume.newInstance();
  readonly #functions = {
    color: vtkColorTransferFunction.newInstance(),
    opacity: vtkPiecewiseFunction.newInstance(),
  };
  readonly #slices = new SlicePlanes(this.#renderer);
  readonly #onLost: (event: Event) => void;
  #geometry: VolumeGeometry;
  #image: vtkImageData | null = null;
  #scale: DisplayScale | null = null;
  #look: SceneLook | null = null;
  #camera: Camera | null = null;
  #moving = false;
  #lost = false;

  /** @throws Error where the browser gives no WebGL 2 context. */
  constructor(host: HTMLElement, geometry: VolumeGeometry, options: SceneOptions) {
    this.#geometry = geometry;
    this.#thrifty = options.thrifty;
    this.#onLost = () => {
      this.#lost = true;
      options.onContextLost();
    };
    this.#view.setContainer(host);
    this.#canvas().addEventListener("webglcontextlost", this.#onLost);
    this.#window.addRenderer(this.#renderer);
    this.#window.addView(this.#view);
    // Takes a moment, which is better now than when the first voxels are here.
    this.#view.initialize();
    this.#renderer.setBackground(0, 0, 0);
    this.#interactor.setView(this.#view);
    this.#interactor.setDesiredUpdateRate(15);
    this.#interactor.enable();
    this.#mapper.setInitialInteractionScale(this.#thrifty ? kMovingPixels * 4 : kMovingPixels);
    this.#mapper.setInteractionSampleDistanceFactor(kMovingStep);
    this.#mapper.setAutoAdjustSampleDistances(true);
    this.#actor.setMapper(this.#mapper);
    const property = this.#actor.getProperty();
    property.setRGBTransferFunction(0, this.#functions.color);
    property.setScalarOpacity(0, this.#functions.opacity);
    property.setInterpolationTypeToLinear();
    property.setAmbient(0.22);
    property.setDiffuse(0.78);
    property.setSpecular(0.22);
    property.setSpecularPower(14);
  }

  /** Another volume comes: what is drawn stays until it is told of its texture, look and camera. */
  setGeometry(geometry: VolumeGeometry): void {
    this.#geometry = geometry;
  }

  setTexture(texture: VolumeTexture): void {
    const image = volumeImage(texture, this.#geometry);
    const spacing = image.getSpacing();
    const step = ((spacing[0] + spacing[1] + spacing[2]) / 6) * (this.#thrifty ? kThriftyStep : 1);
    this.#mapper.setInputData(image);
    this.#mapper.setSampleDistance(step);
    // Without room vtk.js cuts rays short, and the far side of the volume is missing.
    this.#mapper.setMaximumSamplesPerRay(Math.ceil(diagonalMm(this.#geometry) / step) * 2 + 16);
    this.#actor.getProperty().setIndependentComponents(texture.scale.components === 1);
    this.#image?.delete();
    this.#image = image;
    this.#scale = texture.scale;
    if (!this.#renderer.hasViewProp(this.#actor)) this.#renderer.addVolume(this.#actor);
    if (this.#look) this.setLook(this.#look);
  }

  /** Shows only what lies in a box of full-resolution voxels; null: everything. */
  setCrop(box: VoxelBox | null): void {
    this.#mapper.removeAllClippingPlanes();
    if (!box) return;
    for (const plane of clipPlanes(box, this.#geometry)) this.#mapper.addClippingPlane(plane);
  }

  setLook(wanted: SceneLook): void {
    this.#look = wanted;
    if (!this.#scale) return;
    const { look, density, shaded, xrayTotalMm } = wanted;
    setTransferFunctions(this.#functions, look, this.#scale, xrayTotalMm / density);
    this.#mapper.setBlendMode(kBlend[look.gathering]);
    const property = this.#actor.getProperty();
    property.setShade(shaded && look.gathering === "solid");
    this.#setUnit();
  }

  setSlices(slices: readonly SliceCard[]): void {
    this.#slices.show(slices);
  }

  setCamera(camera: Camera): void {
    this.#camera = camera;
    const distance = diagonalMm(this.#geometry) * 2;
    const eye = difference(camera.center, scaled(camera.toward, distance));
    const own = this.#renderer.getActiveCamera();
    own.setParallelProjection(true);
    own.setFocalPoint(...camera.center);
    own.setPosition(...eye);
    own.setViewUp(...camera.up);
    own.setParallelScale(camera.halfHeightMm);
  }

  /** @param scale  Device pixels per CSS pixel. */
  setSize({ width, height }: PaneSize, scale: number): void {
    const pixels = scale * (this.#thrifty ? kThriftyPixels : 1);
    // A framebuffer of no size is an error that stays.
    this.#view.setSize(
      Math.max(1, Math.round(width * pixels)),
      Math.max(1, Math.round(height * pixels)),
    );
  }

  /** From now on until `rest` pictures are coarse and quick. Draws by itself meanwhile. */
  move(): void {
    if (this.#moving || this.#lost) return;
    this.#moving = true;
    this.#interactor.requestAnimation(this);
    this.#correctOpacity();
  }

  /** Draws at full quality again. */
  rest(): void {
    if (!this.#moving) return;
    this.#moving = false;
    this.#correctOpacity();
    this.#prepare();
    this.#interactor.cancelAnimation(this); // Renders.
  }

  get moving(): boolean {
    return this.#moving;
  }

  render(): void {
    if (this.#lost || !this.#camera || this.#moving) return;
    this.#prepare();
    this.#window.render();
  }

  /** Resolves when all that was ordered has been drawn, or never will be. */
  async drawn(): Promise<void> {
    const gl = this.#canvas().getContext("webgl2");
    const fence = gl?.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    if (!gl || !fence) return;
    gl.flush();
    // Asked from task to task, as WebGL 2 wants it (3.7.14): within one the answer does not change.
    while (!gl.isContextLost() && gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED)
      await new Promise((resolve) => setTimeout(resolve, kFenceMs));
    gl.deleteSync(fence);
  }

  /**
   * The picture at another size, at full quality. Draws the pane's own again afterwards.
   * @returns a canvas of its own; null where the graphics context is gone.
   */
  capture(size: PaneSize): HTMLCanvasElement | null {
    if (this.#lost || !this.#camera) return null;
    this.rest();
    const before = this.#view.getSize();
    this.#view.setSize(size.width, size.height);
    this.render();
    const copy = document.createElement("canvas");
    copy.width = size.width;
    copy.height = size.height;
    // In the same task as the drawing: afterwards the browser may have emptied the buffer.
    copy.getContext("2d")?.drawImage(this.#canvas(), 0, 0);
    this.#view.setSize(before[0], before[1]);
    this.render();
    return copy;
  }

  dispose(): void {
    this.#canvas().removeEventListener("webglcontextlost", this.#onLost);
    const gl = this.#canvas().getContext("webgl2");
    // First of all the pending frame: it would draw what is deleted below. Disabled, so that its end draws nothing.
    this.#interactor.disable();
    if (this.#moving) this.#interactor.cancelAnimation(this);
    this.#moving = false;
    this.#slices.clear();
    this.#renderer.removeAllViewProps();
    this.#window.removeRenderer(this.#renderer);
    this.#window.removeView(this.#view);
    this.#actor.delete();
    this.#mapper.delete();
    this.#image?.delete();
    this.#functions.color.delete();
    this.#functions.opacity.delete();
    this.#renderer.delete();
    this.#interactor.delete();
    this.#view.delete();
    this.#window.delete();
    // vtk.js keeps the context alive, and browsers have about 16 of them.
    if (!this.#lost) gl?.getExtension("WEBGL_lose_context")?.loseContext();
  }

  #prepare(): void {
    // As tight as can be: a wide range makes visible steps in the depth.
    this.#renderer.resetCameraClippingRange();
  }

  /**
   * vtk.js bakes the length of a step into the opacity table and does not notice when the step changes: without
   * this a moving volume would be paler than one at rest.
   */
  #correctOpacity(): void {
    this.#setUnit();
    this.#functions.opacity.modified();
  }

  /**
   * The thickness that an opacity speaks of. Only layers that hide one another grow denser with their thickness; for
   * the other two the step itself is the unit, which turns vtk.js's correction off.
   */
  #setUnit(): void {
    if (!this.#look) return;
    const { look, density } = this.#look;
    const step = this.#mapper.getSampleDistance() * (this.#moving ? kMovingStep : 1);
    const unit = look.gathering === "solid" ? unitThicknessMm(this.#extentMm()) / density : step;
    this.#actor.getProperty().setScalarOpacityUnitDistance(0, unit);
  }

  #extentMm(): number[] {
    const { dimensions, spacingMm } = this.#geometry;
    return dimensions.map((count, axis) => count * (spacingMm[axis] ?? 1));
  }

  #canvas(): HTMLCanvasElement {
    const canvas = this.#view.getCanvas();
    if (!canvas) throw new Error("vtk.js has no canvas");
    return canvas;
  }
}
