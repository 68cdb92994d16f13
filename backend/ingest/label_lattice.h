// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "ingest/dicom_slice.h"
#include "volume/geometry.h"

namespace scanetrix {

/// Where a frame of a segmentation lies on a lattice, in voxels. A frame may be smaller than a slice.
struct FramePlace {
  std::int64_t k = 0;
  std::int64_t first_row = 0;
  std::int64_t first_column = 0;
};

/// A lattice and where on it each frame lies, in the frames' order.
struct LabelLattice {
  Geometry geometry;
  std::vector<FramePlace> places;
};

/// The frames on the lattice of the volume that was segmented, by position in the body, never by number.
///
/// None unless it is their own: pixels of the same size and direction (within a tenth of a pixel over the
/// frame), each frame's first pixel on one of its voxels (within a tenth of a pixel and of the slices'
/// distance), and all of each frame inside.
[[nodiscard]] std::optional<LabelLattice> lattice_of_source(const Geometry& source,
                                                            std::span<const DicomSlice> frames);

/// A lattice for the frames alone. Its step is Spacing Between Slices, else the slice thickness, where the
/// gaps are multiples of it; else the smallest gap. Where no frame lies there is no segment.
/// \error unsupported "unsupported_format": frames without a place, of several directions, shifted sideways
/// or
///        at uneven distances.
[[nodiscard]] Result<LabelLattice> lattice_of_frames(std::span<const DicomSlice> frames);

}  // namespace scanetrix
