import { boxIn, hasSameRows, ijkIn, isAligned, isSameGeometry, viewIn } from "./geometry/samePlace";
import { clampToVolume, type PlaneName, planeNames } from "./geometry/volumeGeometry";
import { type PlaneView } from "./geometry/planeView";
import { type ShownScan, type ViewerState } from "./viewerState";

/** Where the reader looks. */
export type Places = Pick<ViewerState, "crosshair" | "views" | "camera" | "crop">;

/**
 * The places of `from` as far as they mean something in `to`: the same place in the patient, as large on the screen.
 * Nothing where the two do not lie in one space.
 */
export function placesIn(state: ViewerState, from: ShownScan, to: ShownScan): Partial<Places> {
  const { crosshair, views, camera, crop, sizes } = state;
  const [before, now] = [from.geometry, to.geometry];
  if (isSameGeometry(before, now)) return { crosshair, views, camera, crop };
  if (!isOneSpace(from, to)) return {};
  const places = { crosshair: clampToVolume(now, ijkIn(before, now, crosshair)), camera };
  if (!isAligned(before, now)) return places;
  const viewOf = (plane: PlaneName) => [
    plane,
    viewIn(before, now, plane, views[plane], sizes[plane]),
  ];
  return {
    ...places,
    views: Object.fromEntries(planeNames.map(viewOf)) as Record<PlaneName, PlaneView>,
    crop: crop && boxIn(before, now, crop),
  };
}

/**
 * Millimetres of one are millimetres of the other: volumes of a scan as it is now, or one with more slices between
 * those of the other. (A scan read again may have got another size.)
 */
function isOneSpace(from: ShownScan, to: ShownScan): boolean {
  if (from.scan.id !== to.scan.id || !from.geometry.calibrated || !to.geometry.calibrated)
    return false;
  return from.scan.revision === to.scan.revision || hasSameRows(from.geometry, to.geometry);
}
