const gapPx = 6;
const edgePx = 8;

/**
 * Lifts `floating` (popover="manual", position: fixed) over everything and puts it under `anchor`, or above
 * where there is more room. `align` says which of their edges meet. It stays inside the window.
 */
export function placeBeside(
  floating: HTMLElement,
  anchor: Element,
  align: "start" | "center" | "end",
): void {
  // Not every engine has popovers; then it is at least there, in its place in the page.
  if ("showPopover" in floating && !floating.matches(":popover-open")) floating.showPopover();
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = floating;

  const below = at.bottom + gapPx;
  const fitsBelow = below + height <= window.innerHeight - edgePx;
  const top = fitsBelow || at.top < height + gapPx + edgePx ? below : at.top - gapPx - height;

  const wanted = {
    start: at.left,
    center: at.left + (at.width - width) / 2,
    end: at.right - width,
  }[align];
  const left = Math.max(edgePx, Math.min(wanted, window.innerWidth - edgePx - width));

  floating.style.top = `${Math.max(edgePx, Math.min(top, window.innerHeight - edgePx - height))}px`;
  floating.style.left = `${left}px`;
}
