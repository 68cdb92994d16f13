// SPDX-License-Identifier: Apache-2.0
#include "ingest/inflate.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace scanetrix {
namespace {

Bytes deflated(std::string_view text, int window_bits) {
  Bytes packed(text.size() + 1000);
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 9, Z_DEFAULT_STRATEGY), Z_OK);
  std::string copy(text);
  stream.next_in = reinterpret_cast<Bytef*>(copy.data());
  stream.avail_in = static_cast<uInt>(copy.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string inflated(ByteView packed, DeflateKind kind, std::uint64_t first, std::size_t count) {
  Bytes out(count);
  const auto outcome = inflate_range(packed, kind, first, out);
  return outcome ? std::string(as_text(out)) : std::string(outcome.error().slug);
}

constexpr int kGzip = 16 + MAX_WBITS;

TEST(InflateRange, GivesTheMiddleOfAStream) {
  EXPECT_EQ(inflated(deflated("0123456789", kGzip), DeflateKind::gzip, 3, 4), "3456");
  EXPECT_EQ(inflated(deflated("0123456789", -MAX_WBITS), DeflateKind::raw, 3, 4), "3456");
  EXPECT_EQ(inflated(deflated("0123456789", MAX_WBITS), DeflateKind::raw, 3, 4), "3456");
}

TEST(InflateRange, GoesOnIntoTheNextGzipMember) {
  Bytes two = deflated("01234", kGzip);
  const Bytes second = deflated("56789", kGzip);
  two.insert(two.end(), second.begin(), second.end());
  EXPECT_EQ(inflated(two, DeflateKind::gzip, 3, 4), "3456");
}

TEST(InflateRange, DoesNotBelieveTheSizeInTheTrailer) {
  Bytes packed = deflated("0123456789", kGzip);
  for (std::size_t i = 1; i <= 4; ++i) packed[packed.size() - i] = std::byte{0xff};
  EXPECT_EQ(inflated(packed, DeflateKind::gzip, 0, 10), "0123456789");
}

TEST(InflateRange, SaysWhenTheStreamEndsEarly) {
  const Bytes packed = deflated("0123456789", kGzip);
  EXPECT_EQ(inflated(packed, DeflateKind::gzip, 0, 11), "damaged");
  EXPECT_EQ(inflated(packed, DeflateKind::gzip, 11, 1), "damaged");
  EXPECT_EQ(inflated(ByteView(packed).first(packed.size() / 2), DeflateKind::gzip, 0, 10), "damaged");
  EXPECT_EQ(inflated({}, DeflateKind::raw, 0, 1), "damaged");
}

TEST(InflateFirst, TakesAllMembersOfAGzipFile) {
  Bytes two = deflated("01234", kGzip);
  const Bytes second = deflated("56789", kGzip);
  two.insert(two.end(), second.begin(), second.end());
  const auto all = inflate_first(two, DeflateKind::gzip, 10);
  ASSERT_TRUE(all);
  EXPECT_EQ(as_text(*all), "0123456789");
}

TEST(InflateFirst, LeavesWhatFollowsAlone) {
  const auto start = inflate_first(deflated("0123456789", kGzip), DeflateKind::gzip, 4);
  ASSERT_TRUE(start);
  EXPECT_EQ(as_text(*start), "0123");
}

TEST(InflateFirst, TakesNoMemoryForWhatCannotBe) {
  const auto bomb = inflate_first(deflated("0123456789", kGzip), DeflateKind::gzip, 1ull << 50);
  ASSERT_FALSE(bomb);
  EXPECT_EQ(bomb.error().slug, "damaged");
}

TEST(InflateStart, GivesWhatThereIs) {
  EXPECT_EQ(as_text(inflate_start(deflated("0123", kGzip), DeflateKind::gzip, 100)), "0123");
}

}  // namespace
}  // namespace scanetrix
