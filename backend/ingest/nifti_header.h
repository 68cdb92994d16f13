// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/nifti_fields.h"
#include "ingest/volume_header.h"

namespace scanetrix {

/// What a NIfTI-1, NIfTI-2 or Analyze 7.5 header says (field names: nifti1.h, nifti2.h of the standard).
///
/// Axes 4 to 7 become time points, labelled by xyzt_units and toffset; with an RGB vector intent axis 5 is
/// the colour. A usable cal_min … cal_max becomes the window. Extensions lie before vox_offset and are not
/// looked at.
///
/// header.data has its skip set and Where::same_file or Where::same_stem; its encoding stays raw.
/// \error bad_input    "damaged": dimensions or offset that cannot be.
/// \error unsupported  "unsupported_pixel_format": types and intents that make no picture, by name.
/// \error too_large    "too_large"
[[nodiscard]] Result<VolumeHeader> read_nifti_header(const NiftiFields& fields);

}  // namespace scanetrix
