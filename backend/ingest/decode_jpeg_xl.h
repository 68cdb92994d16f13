// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "ingest/dicom_slice.h"
#include "ingest/picture.h"

namespace scanetrix {

/// Decodes one frame of JPEG XL (ISO/IEC 18181), bare or in boxes, as DICOM has it: whole numbers of 1 to 16
/// bits, exactly where it is lossless. A transform of colours within the codestream is undone; a codestream
/// that is turned is not.
///
/// Its own header is compared with `layout` before anything is decoded: size, channels, bits.
///
/// \param stored  Becomes native data as the returned layout describes them.
/// \return `layout` as it came out: colour as RGB by pixel, values at the bottom of their words.
/// \error bad_input "damaged": broken, cut, or not the picture that `layout` describes.
/// Single-threaded; safe from any thread.
[[nodiscard]] Result<PixelLayout> decode_jpeg_xl(ByteView stream, const PixelLayout& layout, Bytes& stored);

[[nodiscard]] bool sniff_jpeg_xl(ByteView file);

/// The header of a picture file: gray or colour of 1 to 16 bits, upright. Of an animation the first picture.
/// \error bad_input "damaged"; unsupported "unsupported_pixel_format" (floating point, more bits);
///        too_large "too_large"
[[nodiscard]] Result<Picture> inspect_jpeg_xl(ByteView file);

/// The pixels of the upright picture, rows top to bottom, gray or RGB. Alpha is left out.
/// \param samples  Exactly picture.bytes().
/// \return         Whether any pixel was not opaque.
/// \error bad_input "damaged"
[[nodiscard]] Result<bool> decode_jpeg_xl_picture(ByteView file, const Picture& picture,
                                                  std::span<std::byte> samples);

}  // namespace scanetrix
