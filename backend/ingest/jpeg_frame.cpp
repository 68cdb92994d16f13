// SPDX-License-Identifier: Apache-2.0
#include "ingest/jpeg_frame.h"

namespace scanetrix {

std::optional<JpegFrame> find_jpeg_frame(ByteView stream) {
  const auto byte = [&](std::size_t i) { return std::to_integer<std::uint32_t>(stream[i]); };
  const auto word = [&](std::size_t i) { return byte(i) << 8 | byte(i + 1); };
  if (stream.size() < 4 || word(0) != 0xffd8) return std::nullopt;
  std::size_t at = 2;
  while (at + 4 <= stream.size()) {
    if (byte(at) != 0xff) return std::nullopt;
    const auto marker = static_cast<std::uint8_t>(byte(at + 1));
    if (marker == 0xff) {  // Fill byte.
      ++at;
      continue;
    }
    const bool frame =
        (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) ||
        marker == 0xf7;
    if (frame) {
      if (at + 10 > stream.size()) return std::nullopt;
      return JpegFrame{marker, word(at + 5), word(at + 7), static_cast<int>(byte(at + 9)),
                       static_cast<int>(byte(at + 4))};
    }
    if (marker == 0xda || marker == 0xd9) return std::nullopt;  // Data or the end before a frame header.
    at += 2 + word(at + 2);
  }
  return std::nullopt;
}

}  // namespace scanetrix
