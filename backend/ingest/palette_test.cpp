// SPDX-License-Identifier: Apache-2.0
#include "ingest/palette.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/dicom_slice.h"

namespace scanetrix {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Words = std::vector<std::uint16_t>;

std::vector<int> reds(std::size_t entries, int bits, const Words& words) {
  const PaletteChannel channel{entries, bits, words};
  std::vector<int> values;
  for (const auto& color : make_palette({channel, channel, channel}))
    values.push_back(std::to_integer<int>(color[0]));
  return values;
}

TEST(MakePalette, TakesTheHighByteOfSixteenBits) {
  EXPECT_THAT(reds(2, 16, {0x1234, 0xff00}), ElementsAre(0x12, 0xff));
}

TEST(MakePalette, UnpacksTwoEntriesFromAWord) {
  EXPECT_THAT(reds(3, 8, {0x0201, 0x0003}), ElementsAre(1, 2, 3));
}

TEST(MakePalette, TakesSmallNumbersAsEightBitsWhateverTheDescriptorSays) {
  EXPECT_THAT(reds(2, 16, {7, 255}), ElementsAre(7, 255));
  EXPECT_THAT(reds(2, 8, {7, 255}), ElementsAre(7, 255));
}

TEST(MakePalette, ATableThatIsTooShortIsNone) {
  EXPECT_THAT(reds(3, 16, {1, 2}), IsEmpty());
  EXPECT_THAT(reds(0, 16, {1, 2}), IsEmpty());
}

TEST(ExpandSegments, ListsLinesAndRepeats) {
  // Two as they are; four on a line to 900; the first segment again.
  const Words words{0, 2, 100, 500, 1, 4, 900, 2, 1, 0, 0};
  EXPECT_THAT(expand_segments({8, 16, words}), ElementsAre(100, 500, 600, 700, 800, 900, 100, 500));
}

TEST(ExpandSegments, OfEightBitEntriesEachUnitIsAByte) {
  // Two as they are; two on a line to 40; the first segment again, from byte 0. Two bytes a word.
  const std::vector<std::uint8_t> bytes{0, 2, 10, 20, 1, 2, 40, 2, 1, 0, 0, 0, 0, 0};
  Words words;
  for (std::size_t i = 0; i < bytes.size(); i += 2)
    words.push_back(static_cast<std::uint16_t>(bytes[i] | bytes[i + 1] << 8));
  EXPECT_THAT(expand_segments({6, 8, words}), ElementsAre(10, 20, 30, 40, 10, 20));
}

TEST(ExpandSegments, WhatDoesNotFillTheTableIsNone) {
  EXPECT_THAT(expand_segments({3, 16, Words{0, 2, 1, 2}}), IsEmpty());
  EXPECT_THAT(expand_segments({1, 16, Words{0, 2, 1, 2}}), IsEmpty());
  EXPECT_THAT(expand_segments({4, 16, Words{1, 4, 9}}), IsEmpty());
  EXPECT_THAT(expand_segments({4, 16, Words{2, 1, 0, 0}}), IsEmpty());
  EXPECT_THAT(expand_segments({4, 16, Words{3, 1, 0, 0}}), IsEmpty());
}

TEST(ApplyPalette, ValuesOutsideTakeTheNearestEnd) {
  const PixelLayout layout{.rows = 1,
                           .columns = 3,
                           .bits_allocated = 8,
                           .bits_stored = 8,
                           .high_bit = 7,
                           .photometric = Photometric::palette};
  const Palette palette{
      10, {{std::byte{1}, std::byte{2}, std::byte{3}}, {std::byte{4}, std::byte{5}, std::byte{6}}}};
  const std::array<std::uint8_t, 3> stored{0, 11, 255};
  std::array<std::uint8_t, 9> rgb{};
  apply_palette(layout, palette, std::as_bytes(std::span(stored)), std::as_writable_bytes(std::span(rgb)));
  EXPECT_THAT(rgb, ElementsAre(1, 2, 3, 4, 5, 6, 4, 5, 6));
}

}  // namespace
}  // namespace scanetrix
