// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "ingest/dicom_slice.h"
#include "ingest/dicom_values.h"

namespace scanetrix {

/// How the picture's samples are stored (DICOM PS3.3 C.7.6.3), checked by check_layout().
/// \error As check_layout(); unsupported "unsupported_pixel_format": a photometric interpretation not read.
[[nodiscard]] Result<PixelLayout> read_layout(const Values& values);

/// The colours of a PALETTE COLOR picture (PS3.3 C.7.9). \error bad_input "damaged"; unsupported
/// "unsupported_pixel_format"
[[nodiscard]] Result<Palette> read_palette(const Values& values, bool is_signed);

}  // namespace scanetrix
