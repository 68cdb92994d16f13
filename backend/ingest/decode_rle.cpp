// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_rle.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace scanetrix {
namespace {

constexpr std::size_t kHeaderBytes = 64;
constexpr std::size_t kMostSegments = 15;

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

/// Fills `out`; false where the segment ends before.
bool unpack_segment(ByteView segment, std::span<std::byte> out) {
  std::size_t done = 0;
  std::size_t at = 0;
  while (done < out.size()) {
    if (at >= segment.size()) return false;
    const int control = static_cast<std::int8_t>(segment[at++]);
    const std::size_t left = out.size() - done;
    if (control >= 0) {  // The next control + 1 bytes as they are.
      const std::size_t length = std::min<std::size_t>(static_cast<std::size_t>(control) + 1, left);
      if (length > segment.size() - at) return false;
      std::memcpy(out.data() + done, segment.data() + at, length);
      done += length;
      at += length;
    } else if (control > -128) {  // The next byte 1 - control times.
      if (at >= segment.size()) return false;
      const std::size_t length = std::min<std::size_t>(static_cast<std::size_t>(1 - control), left);
      std::memset(out.data() + done, std::to_integer<int>(segment[at]), length);
      done += length;
      ++at;
    }
  }
  return true;
}

/// Puts planes of bytes together: byte n of each value comes from planes[n].
void weave(const std::vector<Bytes>& planes, std::span<std::byte> out) {
  const std::size_t count = planes[0].size();
  if (planes.size() == 2) {  // Both bytes at once, which the compiler makes a loop of vectors of.
    const std::byte* low = planes[0].data();
    const std::byte* high = planes[1].data();
    auto* words = reinterpret_cast<std::uint16_t*>(out.data());
    for (std::size_t i = 0; i < count; ++i)
      words[i] = static_cast<std::uint16_t>(std::to_integer<unsigned>(low[i]) |
                                            std::to_integer<unsigned>(high[i]) << 8);
    return;
  }
  for (std::size_t n = 0; n < planes.size(); ++n)
    for (std::size_t i = 0; i < count; ++i) out[i * planes.size() + n] = planes[n][i];
}

}  // namespace

Result<void> decode_rle(ByteView frame, const PixelLayout& layout, std::span<std::byte> stored) {
  const auto width = static_cast<std::size_t>(layout.bits_allocated / 8);
  const std::size_t segments = static_cast<std::size_t>(layout.samples) * width;
  if (segments == 0 || segments > kMostSegments || frame.size() < kHeaderBytes ||
      load<std::uint32_t>(frame, 0) != segments)
    return damaged(
        fmt::format("The compressed picture does not have the {} segments that it needs.", segments));
  const std::size_t pixels = std::size_t{layout.rows} * layout.columns;
  std::vector<Bytes> planes(segments);
  for (std::size_t s = 0; s < segments; ++s) {
    const std::size_t first = load<std::uint32_t>(frame, 4 + 4 * s);
    const std::size_t end = s + 1 < segments ? load<std::uint32_t>(frame, 8 + 4 * s) : frame.size();
    if (first < kHeaderBytes || first > end || end > frame.size())
      return damaged("The compressed picture's segments are broken.");
    // Of each sample the most significant byte stands first (G.2).
    const std::size_t place = s / width * width + (width - 1 - s % width);
    planes[place].resize(pixels);
    if (!unpack_segment(frame.subspan(first, end - first), planes[place]))
      return damaged("The compressed picture ends early.");
  }
  weave(planes, stored);
  return {};
}

}  // namespace scanetrix
