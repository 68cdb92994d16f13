// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "volume/label.h"

namespace scanetrix {

/// How a segmentation's frames say which voxels belong to a segment (DICOM PS3.3 C.8.20.2).
enum class SegmentationKind {
  binary,      ///< One bit a voxel; each frame is of one segment.
  fractional,  ///< Probability or occupancy, 0 … most; each frame is of one segment.
  labelmap,    ///< The segment's number itself.
};

/// What a DICOM segmentation says of itself, apart from its frames.
struct Segmentation {
  SegmentationKind kind = SegmentationKind::binary;
  int most = 1;                          ///< Fractional: the value that means all.
  int background = 0;                    ///< Label map: the stored value that means no segment.
  std::vector<LabelValue> segments;      ///< By number, each once.
  std::vector<std::string> series_uids;  ///< Whose pictures were segmented.
};

}  // namespace scanetrix
