// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.h"
#include "ingest/dicom_slice.h"
#include "ingest/dicom_values.h"

namespace scanetrix {

/// Segmentation Storage and Label Map Segmentation Storage (PS3.4 B.5).
[[nodiscard]] bool is_segmentation(std::string_view sop_class);

/// Kind, segments and source (PS3.3 C.8.20). A segment without a Recommended Display CIELab Value gets a
/// colour of its own, one without a label its number for a name.
/// \error bad_input "damaged": no segments, the same number twice, pixels that do not fit the kind.
[[nodiscard]] Result<Segmentation> read_segmentation(const Values& values, const PixelLayout& pixels);

}  // namespace scanetrix
