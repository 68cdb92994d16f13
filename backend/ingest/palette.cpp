// SPDX-License-Identifier: Apache-2.0
#include "ingest/palette.h"

#include <algorithm>
#include <cstring>

#include "ingest/dicom_slice.h"
#include "ingest/pixel_layout.h"

namespace scanetrix {
namespace {

bool is_packed(const PaletteChannel& channel) {
  return channel.bits == 8 && channel.words.size() < channel.entries;
}

std::uint16_t entry(const PaletteChannel& channel, std::size_t index) {
  if (!is_packed(channel)) return channel.words[index];
  const std::uint16_t pair = channel.words[index / 2];
  return index % 2 == 0 ? pair & 0xff : pair >> 8;
}

}  // namespace

std::vector<std::array<std::byte, 3>> make_palette(const std::array<PaletteChannel, 3>& channels) {
  bool small = true;
  for (const PaletteChannel& channel : channels) {
    const std::size_t needed = is_packed(channel) ? (channel.entries + 1) / 2 : channel.entries;
    if (channel.entries == 0 || channel.entries != channels[0].entries || channel.words.size() < needed)
      return {};
    small &= channel.bits == 8 ||
             std::ranges::all_of(channel.words, [](std::uint16_t word) { return word < 256; });
  }
  std::vector<std::array<std::byte, 3>> colors(channels[0].entries);
  for (std::size_t i = 0; i < colors.size(); ++i)
    for (std::size_t c = 0; c < 3; ++c)
      colors[i][c] =
          static_cast<std::byte>(small ? entry(channels[c], i) & 0xff : entry(channels[c], i) >> 8);
  return colors;
}

void apply_palette(const PixelLayout& layout, const Palette& palette, ByteView stored,
                   std::span<std::byte> rgb) {
  PixelLayout gray = layout;
  gray.photometric = Photometric::monochrome2;
  Bytes indices(gray.decoded_bytes());
  unpack_samples(gray, stored, indices);
  const auto last = static_cast<std::int64_t>(palette.colors.size()) - 1;
  with_type(gray.type(), [&](auto sample) {
    using Sample = decltype(sample);
    for (std::size_t i = 0; i < rgb.size() / 3; ++i) {
      const auto value = static_cast<std::int64_t>(load<Sample>(indices, i * sizeof(Sample)));
      const std::int64_t index = std::clamp<std::int64_t>(value - palette.first, 0, last);
      std::memcpy(rgb.data() + 3 * i, palette.colors[static_cast<std::size_t>(index)].data(), 3);
    }
  });
}

}  // namespace scanetrix
