// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "volume/geometry.h"
#include "volume/voxel_type.h"
#include "volume/warning.h"

namespace scanetrix {

inline constexpr std::size_t kNiftiHeaderBytes = 352;  ///< 348, and four that say whether extensions follow.

/// A NIfTI-1 file's header, checked (field names: nifti1.h of the NIfTI-1.1 standard,
/// nifti.nimh.nih.gov/nifti-1).
struct NiftiHeader {
  Geometry geometry;             ///< In LPS: the standard's RAS with its first two rows negated.
  int datatype = 0;              ///< The standard's code, such as 4 for DT_INT16.
  std::size_t sample_bytes = 0;  ///< Of one stored sample; RGB24 has three of one byte.
  int channels = 1;
  bool swapped = false;  ///< Stored big endian.
  double slope = 1;      ///< scl_slope and scl_inter, or 1 and 0 where scl_slope is 0 or not finite.
  double intercept = 0;
  std::uint64_t voxel_offset = 0;
  std::uint64_t voxel_bytes = 0;  ///< Fits 64 bits and the ingest's limit.
  std::vector<Warning> warnings;
};

/// Whether these bytes begin a single-file NIfTI-1 ("n+1", either endian).
[[nodiscard]] bool is_nifti1(ByteView start);

/// Reads a header of at least kNiftiHeaderBytes.
///
/// The position in space comes from sform when sform_code > 0, else from qform when qform_code > 0, else from
/// pixdim alone with a warning. \error bad_input    "damaged": dimensions or offset that cannot be. \error
/// unsupported  "multi_volume" (4D and more), "unsupported_pixel_format" (complex, …): by name. \error
/// too_large    "too_large".
[[nodiscard]] Result<NiftiHeader> read_nifti_header(ByteView start);

}  // namespace scanetrix
