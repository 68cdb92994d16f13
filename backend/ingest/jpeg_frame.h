// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"

namespace scanetrix {

struct PixelLayout;

/// What a stream's markers say of its colours.
enum class JpegColor { unsaid, rgb, ybr };

/// What a JPEG or JPEG-LS stream says of its picture (ITU-T T.81 B.2.2, T.87 C.2.2).
struct JpegFrame {
  std::uint8_t marker = 0;  ///< 0xC0 … 0xCF without C4, C8, CC; 0xF7 for JPEG-LS.
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  int components = 0;
  int bits = 0;
  JpegColor color = JpegColor::unsaid;
};

/// Walks the segments from the start of image to the frame header. None where there is none.
///
/// Colours: an Adobe segment decides; else components named R, G, B; else, of lossy streams, components of
/// different sizes (nobody halves green and blue) and a JFIF segment, which both mean YCbCr. Else nothing is
/// said, and the data set decides.
[[nodiscard]] std::optional<JpegFrame> find_jpeg_frame(ByteView stream);

/// Compares a stream's own header with the data set, before anything is decoded.
/// \error bad_input "damaged": other sizes, channels or more bits than `layout` has; or no end of image.
[[nodiscard]] Result<JpegFrame> check_jpeg_frame(ByteView stream, const PixelLayout& layout);

/// How a decoded frame lies in memory: a byte or a word a sample, colour by pixel.
[[nodiscard]] PixelLayout layout_of_jpeg(const JpegFrame& frame, const PixelLayout& layout);

}  // namespace scanetrix
