// SPDX-License-Identifier: Apache-2.0
#include "ingest/palette.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

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

/// A segmented table's units: words, or bytes where entries have 8 bits (PS3.3 C.7.9.2).
struct Units {
  std::vector<std::uint16_t> all;
  bool are_bytes = false;

  /// An offset in bytes from the table's start, in two words or four bytes, as an index of a unit.
  [[nodiscard]] std::optional<std::size_t> offset_at(std::size_t at) const {
    const std::size_t parts = are_bytes ? 4 : 2;
    if (at + parts > all.size()) return std::nullopt;
    std::size_t offset = 0;
    for (std::size_t i = parts; i-- > 0;) offset = offset << (are_bytes ? 8 : 16) | all[at + i];
    return are_bytes ? offset : offset / 2;
  }
};

Units units_of(const PaletteChannel& channel) {
  Units units{{}, channel.bits == 8};
  for (const std::uint16_t word : channel.words) {
    units.all.push_back(units.are_bytes ? word & 0xff : word);
    if (units.are_bytes) units.all.push_back(word >> 8);
  }
  return units;
}

/// Expands the segments from the unit `at` on; at most `most` segments. False where one is broken.
bool expand(const Units& table, std::size_t at, std::size_t most, bool may_repeat, std::size_t entries,
            std::vector<std::uint16_t>& out) {
  const std::span<const std::uint16_t> units = table.all;
  enum Kind : std::uint16_t { discrete, linear, indirect };
  for (; most > 0 && at + 2 <= units.size() && out.size() < entries; --most) {
    const std::uint16_t kind = units[at];
    const std::size_t count = units[at + 1];
    const std::span<const std::uint16_t> rest = units.subspan(at + 2);
    if (kind == discrete) {
      if (count > rest.size() || count > entries - out.size()) return false;
      out.insert(out.end(), rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(count));
      at += 2 + count;
    } else if (kind == linear) {
      if (rest.empty() || out.empty() || count > entries - out.size()) return false;
      const int from = out.back();
      const int to = rest[0];
      for (std::size_t i = 1; i <= count; ++i)
        out.push_back(static_cast<std::uint16_t>(
            std::lround(from + (to - from) * static_cast<double>(i) / static_cast<double>(count))));
      at += 3;
    } else if (kind == indirect && may_repeat) {  // `count` segments again.
      const auto offset = table.offset_at(at + 2);
      if (!offset || *offset >= at || !expand(table, *offset, count, false, entries, out)) return false;
      at += table.are_bytes ? 6 : 4;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

std::vector<std::uint16_t> entries_of(const PaletteChannel& channel) {
  const std::size_t needed = is_packed(channel) ? (channel.entries + 1) / 2 : channel.entries;
  std::vector<std::uint16_t> entries;
  if (channel.words.size() < needed) return entries;
  for (std::size_t i = 0; i < channel.entries; ++i)
    entries.push_back(channel.bits == 8 ? entry(channel, i) & 0xff : entry(channel, i));
  return entries;
}

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

std::vector<std::uint16_t> expand_segments(const PaletteChannel& channel) {
  std::vector<std::uint16_t> out;
  const Units units = units_of(channel);
  if (!expand(units, 0, units.all.size(), true, channel.entries, out) || out.size() != channel.entries)
    out.clear();
  return out;
}

void apply_palette(const PixelLayout& layout, const Palette& palette, ByteView stored,
                   std::span<std::byte> rgb, std::uint64_t first_bit) {
  PixelLayout gray = layout;
  gray.photometric = Photometric::monochrome2;
  Bytes indices(gray.decoded_bytes());
  unpack_samples(gray, stored, indices, first_bit);
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
