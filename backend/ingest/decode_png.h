// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/picture.h"

namespace scanetrix {

[[nodiscard]] bool sniff_png(ByteView file);

/// Reads the header. 1, 2 and 4 bits will be expanded to 8, palettes to RGB (or gray where all entries are
/// gray), alpha is left out. Gamma and colour profiles are not applied: the values are the data. \error
/// bad_input "damaged"; unsupported "unsupported_pixel_format" (16-bit colour); too_large "too_large".
[[nodiscard]] Result<Picture> inspect_png(ByteView file);

/// The pixels, rows top to bottom, little endian.
/// \param samples     Exactly picture.bytes(); zeroed by the caller.
/// \return            Whether any pixel was not opaque.
/// \error bad_input "damaged": what is read is not used.
[[nodiscard]] Result<bool> decode_png(ByteView file, const Picture& picture, std::span<std::byte> samples);

}  // namespace scanetrix
