// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/result.h"
#include "ingest/dicom_slice.h"
#include "ingest/dicom_values.h"

namespace scanetrix {

/// The slices of a file: one a frame, or one a tile where each frame is a mosaic.
///
/// `file` holds what is the same for all of them (names, pixels, frames, where the data are); place, scale
/// and traits come from here:
/// - from functional groups, of the frame before shared before the data set (DICOM PS3.3 C.7.6.16);
/// - of nuclear medicine from the frame vectors (C.8.4.8) and the first detector's place (C.8.4.11);
/// - of radiotherapy dose from the Grid Frame Offset Vector (C.8.8.3.2);
/// - of Siemens' mosaics from the number of tiles and the slice normal (private, group 0019 and 0029);
/// - other files of several frames without a place are cine: pictures over time.
///
/// \error bad_input "damaged": more tiles than fit. Cost: O(frames × attributes).
[[nodiscard]] Result<std::vector<DicomSlice>> split_frames(const DicomSlice& file, const Values& values);

}  // namespace scanetrix
