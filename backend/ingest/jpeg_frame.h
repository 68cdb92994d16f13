// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace scanetrix {

/// What a JPEG or JPEG-LS stream says of its picture (ITU-T T.81 B.2.2, T.87 C.2.2).
struct JpegFrame {
  std::uint8_t marker = 0;  ///< 0xC0 … 0xCF without C4, C8, CC; 0xF7 for JPEG-LS.
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  int components = 0;
  int bits = 0;
};

/// Walks the segments from the start of image to the frame header. None where there is none.
[[nodiscard]] std::optional<JpegFrame> find_jpeg_frame(ByteView stream);

}  // namespace scanetrix
