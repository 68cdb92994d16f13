// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/picture.h"

namespace scanetrix {

/// TIFF and BigTIFF, of either byte order.
[[nodiscard]] bool sniff_tiff(ByteView file);

/// Reads all pages' headers (TIFF 6.0). A page is a slice; all must have the same size and kind. Smaller
/// copies and masks (NewSubfileType) are left out and counted.
///
/// Gray of 1 to 16 bits, 32-bit integers, floats of 32 and 64 bits; RGB of 8 bits; palettes (to RGB, or gray
/// where all entries are gray); strips and tiles, channels together or apart, whatever compression the
/// library has but old-style JPEG. 1, 2 and 4 bits are expanded to 8; alpha is left out; the orientation is
/// obeyed; where white is zero the values stay and `inverted` says so.
///
/// ImageJ's description is obeyed: `slices` and `frames` give the pages' order; `unit` (a length) with the
/// resolution tags and, for a stack, `spacing` give `voxel_mm`. Resolution tags alone are print resolution
/// and not used. \error bad_input "damaged", "mixed_sizes"; unsupported "unsupported_pixel_format"; too_large
/// "too_large".
[[nodiscard]] Result<Picture> inspect_tiff(ByteView file);

/// The pixels of one page (0 … page_count() − 1), upright, rows top to bottom, little endian.
/// \param samples  Exactly picture.bytes(); zeroed by the caller.
/// \return         Whether any pixel was not opaque.
/// \error bad_input "damaged": what is read is not used.
[[nodiscard]] Result<bool> decode_tiff(ByteView file, const Picture& picture, std::int64_t page,
                                       std::span<std::byte> samples);

}  // namespace scanetrix
