// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_rle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::ElementsAre;
using namespace std::string_view_literals;

Bytes frame_of(const std::vector<std::string_view>& segments) {
  Bytes frame(64);
  const auto count = static_cast<std::uint32_t>(segments.size());
  std::memcpy(frame.data(), &count, 4);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto offset = static_cast<std::uint32_t>(frame.size());
    std::memcpy(frame.data() + 4 + 4 * i, &offset, 4);
    const ByteView bytes = as_bytes(segments[i]);
    frame.insert(frame.end(), bytes.begin(), bytes.end());
  }
  return frame;
}

const PixelLayout kThreeWords{.rows = 1, .columns = 3};

TEST(DecodeRle, UnpacksRunsAndLiteralsHighBytesFirst) {
  std::array<std::uint16_t, 3> words{};
  const Bytes frame =
      frame_of({"\xfe\x01"sv, "\x80\x02\x0a\x0b\x0c"sv});  // -2: thrice; -128: nothing; 2: three.
  const auto outcome = decode_rle(frame, kThreeWords, std::as_writable_bytes(std::span(words)));
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_THAT(words, ElementsAre(0x10a, 0x10b, 0x10c));
}

TEST(DecodeRle, ColourComesOutByPixel) {
  const PixelLayout layout{.rows = 1, .columns = 2, .samples = 3, .bits_allocated = 8};
  std::array<std::uint8_t, 6> rgb{};
  const Bytes frame = frame_of({"\x01\x01\x02"sv, "\x01\x03\x04"sv, "\x01\x05\x06"sv});
  ASSERT_TRUE(decode_rle(frame, layout, std::as_writable_bytes(std::span(rgb))));
  EXPECT_THAT(rgb, ElementsAre(1, 3, 5, 2, 4, 6));
}

TEST(DecodeRle, ARunMayNotReachBeyondTheRowsEnd) {
  std::array<std::uint16_t, 3> words{};
  ASSERT_TRUE(decode_rle(frame_of({"\x81\x01"sv, "\x81\x02"sv}), kThreeWords,
                         std::as_writable_bytes(std::span(words))));
  EXPECT_THAT(words, ElementsAre(0x102, 0x102, 0x102));
}

TEST(DecodeRle, RefusesSegmentsThatEndEarlyOrLieOutside) {
  std::array<std::uint16_t, 3> words{};
  const auto refuses = [&](Bytes frame) {
    return !decode_rle(frame, kThreeWords, std::as_writable_bytes(std::span(words)));
  };
  EXPECT_TRUE(refuses(frame_of({"\xfe\x01"sv})));
  EXPECT_TRUE(refuses(frame_of({"\xfe\x01"sv, "\xff\x02"sv})));
  EXPECT_TRUE(refuses(frame_of({"\xfe\x01"sv, "\x05\x02"sv})));
  EXPECT_TRUE(refuses(frame_of({"\xfe"sv, ""sv})));
  Bytes outside = frame_of({"\xfe\x01"sv, "\xfe\x02"sv});
  outside[11] = std::byte{0x7f};
  EXPECT_TRUE(refuses(outside));
  EXPECT_TRUE(refuses({}));
}

}  // namespace
}  // namespace scanetrix
