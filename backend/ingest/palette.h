// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"

namespace scanetrix {

struct PixelLayout;

/// The colours of a PALETTE COLOR picture (DICOM PS3.3 C.7.6.3.1.5 and C.7.6.3.1.6).
struct Palette {
  std::int64_t first = 0;  ///< The stored value that has the first colour.
  std::vector<std::array<std::byte, 3>>
      colors;  ///< Red, green, blue. Stored values outside take the nearest end.
};

/// A lookup table as the file has it: one channel's, or gray values'.
struct PaletteChannel {
  std::size_t entries = 0;
  int bits = 16;  ///< 8 or 16, as its descriptor says.
  std::span<const std::uint16_t>
      words;  ///< One entry a word; or two in one, the low byte first, when 8 bits are packed.
};

/// A table's entries as numbers. Empty when it has fewer words than entries.
[[nodiscard]] std::vector<std::uint16_t> entries_of(const PaletteChannel& channel);

/// Brings the three tables to 8 bits. Empty when one has fewer words than entries.
/// Tables that say 16 bits and hold only small numbers were written with 8 (DCMTK and others allow for it).
[[nodiscard]] std::vector<std::array<std::byte, 3>> make_palette(
    const std::array<PaletteChannel, 3>& channels);

/// Stored values to RGB. Requires a layout of one sample, a palette that is not empty and sizes as for
/// unpack_samples().
void apply_palette(const PixelLayout& layout, const Palette& palette, ByteView stored,
                   std::span<std::byte> rgb, std::uint64_t first_bit = 0);

/// The table that a segmented one stands for (PS3.3 C.7.9.2), an entry a word.
/// Empty when it does not make exactly as many entries as the channel has.
[[nodiscard]] std::vector<std::uint16_t> expand_segments(const PaletteChannel& channel);

}  // namespace scanetrix
