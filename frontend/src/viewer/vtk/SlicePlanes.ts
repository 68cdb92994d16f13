import vtkDataArray from "@kitware/vtk.js/Common/Core/DataArray";
import vtkImageData from "@kitware/vtk.js/Common/DataModel/ImageData";
import vtkPolyData from "@kitware/vtk.js/Common/DataModel/PolyData";
import vtkActor from "@kitware/vtk.js/Rendering/Core/Actor";
import vtkMapper from "@kitware/vtk.js/Rendering/Core/Mapper";
import vtkTexture from "@kitware/vtk.js/Rendering/Core/Texture";
import type vtkRenderer from "@kitware/vtk.js/Rendering/Core/Renderer";
import { type Vec3 } from "../geometry/affine";
import { type PlaneName } from "../geometry/volumeGeometry";

/** A slice as it stands in 3D. */
export type SliceCard = {
  plane: PlaneName;
  /** LPS mm of the picture's outer corners: first row's start and end, last row's start and end. */
  corners: readonly [Vec3, Vec3, Vec3, Vec3];
  /** RGBA, width × height, first row first. */
  pixels: Uint8Array;
  width: number;
  height: number;
};

type Card = { actor: vtkActor; mapper: vtkMapper; texture: vtkTexture };

/** The three slices of the planes, shown where they lie in the 3D picture. Deletes what it makes. */
export class SlicePlanes {
  readonly #renderer: vtkRenderer;
  #cards: Card[] = [];

  constructor(renderer: vtkRenderer) {
    this.#renderer = renderer;
  }

  show(slices: readonly SliceCard[]): void {
    this.clear();
    this.#cards = slices.map((slice) => this.#card(slice));
  }

  clear(): void {
    for (const { actor, mapper, texture } of this.#cards) {
      this.#renderer.removeActor(actor);
      actor.delete();
      mapper.delete();
      // Every vtk.js object has it; the types of this one leave it out.
      (texture as unknown as { delete: () => void }).delete();
    }
    this.#cards = [];
  }

  #card({ corners, pixels, width, height }: SliceCard): Card {
    const surface = vtkPolyData.newInstance();
    surface.getPoints().setData(Float32Array.from(corners.flatMap((corner) => [...corner])), 3);
    surface.getPolys().setData(Uint32Array.from([4, 0, 1, 3, 2]));
    surface.getPointData().setTCoords(
      vtkDataArray.newInstance({
        name: "TextureCoordinates",
        numberOfComponents: 2,
        values: Float32Array.from([0, 0, 1, 0, 0, 1, 1, 1]),
      }),
    );
    const image = vtkImageData.newInstance();
    image.setDimensions([width, height, 1]);
    image
      .getPointData()
      .setScalars(
        vtkDataArray.newInstance({ name: "Pixels", numberOfComponents: 4, values: pixels }),
      );
    const texture = vtkTexture.newInstance({ interpolate: true });
    texture.setInputData(image, 0);
    const mapper = vtkMapper.newInstance();
    mapper.setInputData(surface);
    const actor = vtkActor.newInstance();
    actor.setMapper(mapper);
    actor.addTexture(texture);
    actor.getProperty().setLighting(false);
    this.#renderer.addActor(actor);
    return { actor, mapper, texture };
  }
}
