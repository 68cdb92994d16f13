// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_rle.h"

#include <algorithm>

namespace scanetrix {
namespace {

constexpr std::size_t kHeaderBytes = 64;
constexpr std::size_t kMostSegments = 15;

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

/// Unpacks `count` bytes to out[0], out[step], …; false where the segment ends before.
bool unpack_segment(ByteView segment, std::size_t count, std::size_t step, std::byte* out) {
  std::size_t done = 0;
  std::size_t at = 0;
  while (done < count) {
    if (at >= segment.size()) return false;
    const int control = static_cast<std::int8_t>(segment[at++]);
    if (control >= 0) {  // The next control + 1 bytes as they are.
      const std::size_t length = std::min<std::size_t>(static_cast<std::size_t>(control) + 1, count - done);
      if (length > segment.size() - at) return false;
      for (std::size_t i = 0; i < length; ++i) out[(done + i) * step] = segment[at + i];
      done += length;
      at += length;
    } else if (control > -128) {  // The next byte 1 - control times.
      if (at >= segment.size()) return false;
      const std::size_t length = std::min<std::size_t>(static_cast<std::size_t>(1 - control), count - done);
      for (std::size_t i = 0; i < length; ++i) out[(done + i) * step] = segment[at];
      done += length;
      ++at;
    }
  }
  return true;
}

}  // namespace

Result<void> decode_rle(ByteView frame, const PixelLayout& layout, std::span<std::byte> stored) {
  const auto width = static_cast<std::size_t>(layout.bits_allocated / 8);
  const std::size_t segments = static_cast<std::size_t>(layout.samples) * width;
  if (segments > kMostSegments || frame.size() < kHeaderBytes || load<std::uint32_t>(frame, 0) != segments)
    return damaged(
        fmt::format("The compressed picture does not have the {} segments that it needs.", segments));
  const std::size_t pixels = std::size_t{layout.rows} * layout.columns;
  for (std::size_t s = 0; s < segments; ++s) {
    const std::size_t first = load<std::uint32_t>(frame, 4 + 4 * s);
    const std::size_t end = s + 1 < segments ? load<std::uint32_t>(frame, 8 + 4 * s) : frame.size();
    if (first < kHeaderBytes || first > end || end > frame.size())
      return damaged("The compressed picture's segments are broken.");
    // Of each sample the most significant byte stands first (G.2).
    const std::size_t place = s / width * width + (width - 1 - s % width);
    if (!unpack_segment(frame.subspan(first, end - first), pixels, segments, stored.data() + place))
      return damaged("The compressed picture ends early.");
  }
  return {};
}

}  // namespace scanetrix
