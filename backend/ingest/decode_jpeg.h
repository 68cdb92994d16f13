// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/picture.h"

namespace scanetrix {

[[nodiscard]] bool sniff_jpeg(ByteView file);

/// Reads the header: baseline, extended and progressive of 8 bits, gray or colour
/// (CMYK is mixed to RGB). EXIF's orientation is
/// obeyed, so that width and height are those of the upright picture. \error bad_input "damaged"; unsupported
/// "unsupported_pixel_format" (12 bits, lossless); too_large "too_large".
[[nodiscard]] Result<Picture> inspect_jpeg(ByteView file);

/// The pixels of the upright picture, rows top to bottom, gray or RGB.
/// \param samples  Exactly picture.bytes(); zeroed by the caller.
/// \error bad_input "damaged": broken, or ends early (libjpeg would fill up with gray).
[[nodiscard]] Result<void> decode_jpeg(ByteView file, const Picture& picture, std::span<std::byte> samples);

}  // namespace scanetrix
