import { useEffect, useState } from "react";
import { firstCamera } from "../geometry/camera";
import { LookThumbnails, thumbnailCamera } from "../looks/lookThumbnail";
import { unitThicknessMm } from "../looks/looksFor";
import { useViewerState } from "../useViewer";
import { type Viewer } from "../Viewer";
import { isStarting } from "../viewerState";
import { xrayTotalMm } from "../looks/xray";

const kSize = 80;

/** Small pictures of each look, made of this very scan, one after another while nothing else is done. By look id. */
export function useLookThumbnails(viewer: Viewer): ReadonlyMap<string, string> {
  const [pictures, setPictures] = useState<ReadonlyMap<string, string>>(new Map());
  const state = useViewerState(viewer);
  const hasTime = state.loading.begun && !isStarting(state);

  useEffect(() => {
    const voxels = viewer.coarsest;
    if (!hasTime || !voxels) return;
    const { geometry } = viewer.shown;
    const extent = geometry.dimensions.map((count, n) => count * (geometry.spacingMm[n] ?? 1));
    const camera = thumbnailCamera(firstCamera(geometry, { width: 1, height: 1 }), geometry);
    let left = [...viewer.looks];
    let thumbnails: LookThumbnails | null = null;
    let timer: ReturnType<typeof setTimeout>;
    const next = () => {
      const [look, ...others] = left;
      if (!look) return;
      left = others;
      thumbnails ??= new LookThumbnails(voxels, geometry, camera, kSize);
      const pixels = thumbnails.draw(
        look,
        unitThicknessMm(extent),
        xrayTotalMm(look.points, voxels, geometry),
      );
      const url = asPicture(pixels);
      if (url) setPictures((before) => new Map(before).set(look.id, url));
      timer = setTimeout(next, 30);
    };
    timer = setTimeout(next, 60);
    return () => clearTimeout(timer);
  }, [viewer, hasTime]);

  return pictures;
}

function asPicture(pixels: Uint8ClampedArray<ArrayBuffer>): string | null {
  const canvas = document.createElement("canvas");
  canvas.width = kSize;
  canvas.height = kSize;
  // Kept in the page's memory: reading it back from the graphics card would wait for the 3D picture.
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  context.putImageData(new ImageData(pixels, kSize, kSize), 0, 0);
  return canvas.toDataURL();
}
