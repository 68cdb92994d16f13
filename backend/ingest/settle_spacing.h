// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "volume/decisions.h"
#include "volume/series.h"

namespace scanetrix {

/// Says where a series' distances come from (Series::spacing) and, where a person may enter them, takes what
/// was entered. The last step before a series is handed over.
///
/// Open to a person is what no scanner has measured in the patient: everything that is not calibrated,
/// pictures always (a TIFF's own scale may be wrong), and radiographs measured at the detector.
///
/// Directions and the origin stay, only the steps' lengths change. One slice has no step to enter, nor have
/// pictures over time: there the pixels are calibrated, the third axis is not. A stack whose step nobody
/// knows keeps the proportions of its pixels, one pixel's width counting as 1 mm, stays uncalibrated, and
/// says so ("slice_step_unknown"). What was entered is told by "spacing_entered" in the place of
/// "uncalibrated" and "detector_spacing". Measured distances stay as they are, with the warning
/// "spacing_is_measured".
void settle_spacing(Series& series, const std::optional<EnteredSpacing>& entered);

}  // namespace scanetrix
