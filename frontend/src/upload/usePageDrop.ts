import { useEffect, useEffectEvent, useState } from "react";
import { type Picked } from "./pickedFiles";
import { carriesFiles, readDrop } from "./readDrop";

/** Takes files that are dropped anywhere on the page. @returns whether some are being dragged over it. */
export function usePageDrop(
  onPicked: (picked: Picked) => void,
  onError: (error: unknown) => void,
): boolean {
  const [dragging, setDragging] = useState(false);

  const onDrop = useEffectEvent((transfer: DataTransfer) => {
    readDrop(transfer).then(onPicked, onError);
  });

  useEffect(() => {
    // Enter and leave come for every element under the pointer: only when all are left is it outside.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      depth += 1;
      setDragging(true);
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setDragging(false);
    };
    const over = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer) || !event.dataTransfer) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer) || !event.dataTransfer) return;
      event.preventDefault();
      depth = 0;
      setDragging(false);
      onDrop(event.dataTransfer);
    };
    const handlers = { dragenter: enter, dragleave: leave, dragover: over, drop };
    const entries = Object.entries(handlers) as [keyof typeof handlers, typeof enter][];
    for (const [name, handler] of entries) window.addEventListener(name, handler);
    return () => {
      for (const [name, handler] of entries) window.removeEventListener(name, handler);
    };
  }, []);

  return dragging;
}
