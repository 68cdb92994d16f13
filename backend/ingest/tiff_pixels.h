// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/result.h"
#include "ingest/tiff_file.h"
#include "ingest/tiff_layout.h"

namespace scanetrix {

/// All strips or tiles of the page at which the file stands, as they are stored, not turned upright.
/// \param out  Exactly layout.bytes(); zeroed by the caller.
/// \return     Whether any pixel was not opaque.
/// \error bad_input "damaged"
[[nodiscard]] Result<bool> read_tiff_pixels(const TiffFile& file, const TiffLayout& layout,
                                            std::span<std::byte> out);

}  // namespace scanetrix
