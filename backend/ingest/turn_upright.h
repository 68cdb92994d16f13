// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/bytes.h"

namespace scanetrix {

/// Copies a stored picture of `width` × `height` pixels into its upright form.
/// \param orientation  1 … 8 (EXIF 2.3, 4.6.4 A, and TIFF 6.0, section 8, Orientation); from 5 on width and
///                     height change places.
/// \param upright      As many bytes as `stored`.
void turn_upright(ByteView stored, std::size_t width, std::size_t height, std::size_t bytes_per_pixel,
                  int orientation, std::span<std::byte> upright);

}  // namespace scanetrix
