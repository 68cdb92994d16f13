import { useEffect, useState } from "react";
import { useViewerState } from "../useViewer";
import { type Viewer } from "../Viewer";
import { isStarting } from "../viewerState";

const kSize = 80;

/** Small pictures of each look, made of this very scan, one after another once its first picture is there. By look id. */
export function useLookThumbnails(viewer: Viewer): ReadonlyMap<string, string> {
  const [pictures, setPictures] = useState<ReadonlyMap<string, string>>(new Map());
  const state = useViewerState(viewer);
  const hasTime = state.loading.begun && !isStarting(state);

  useEffect(() => {
    if (!hasTime || !viewer.coarseLooks.ready) return;
    let wanted = true;
    void (async () => {
      for (const look of viewer.looks) {
        const pixels = await viewer.coarseLooks.thumbnail(look, kSize);
        if (!wanted) return;
        const url = asPicture(pixels);
        if (url) setPictures((before) => new Map(before).set(look.id, url));
      }
    })().catch(() => undefined); // Then the colours of the looks stand in.
    return () => {
      wanted = false;
    };
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
