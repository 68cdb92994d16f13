// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_fragments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using namespace std::string_view_literals;

/// Pixel data in fragments: the table of offsets, then the rest.
Bytes items(const std::vector<std::uint32_t>& table, const std::vector<std::string_view>& fragments) {
  Bytes bytes;
  append(bytes, std::uint32_t{0xe000fffe});
  append(bytes, static_cast<std::uint32_t>(4 * table.size()));
  for (const std::uint32_t offset : table) append(bytes, offset);
  for (const std::string_view fragment : fragments) {
    append(bytes, std::uint32_t{0xe000fffe});
    append(bytes, static_cast<std::uint32_t>(fragment.size()));
    const ByteView value = as_bytes(fragment);
    bytes.insert(bytes.end(), value.begin(), value.end());
  }
  append(bytes, std::uint32_t{0xe0ddfffe});
  append(bytes, std::uint32_t{0});
  return bytes;
}

std::string frame_of(const Bytes& file, const FrameIndex& index, std::uint32_t frame) {
  Bytes joined;
  const auto bytes = frame_bytes(file, index, frame, joined);
  EXPECT_TRUE(bytes);
  return std::string(as_text(*bytes));
}

constexpr auto kStart = "\xff\xd8\xff\xe0"sv;
const std::vector<std::string_view> kTwoFrames{kStart, "ab"sv, kStart, "cd"sv, "ef"sv};

TEST(IndexFrames, AsManyFragmentsAsFramesAreOneEach) {
  const Bytes file = items({}, {"ab"sv, "cd"sv});
  const auto index = index_frames(file, 0, 2, StreamStart::none);
  ASSERT_TRUE(index) << index.error().message;
  EXPECT_EQ(frame_of(file, *index, 1), "cd");
  EXPECT_FALSE(index->table_ignored);
}

TEST(IndexFrames, TheTableSaysWhereFramesBegin) {
  const Bytes file = items({0, 22}, kTwoFrames);
  const auto index = index_frames(file, 0, 2, StreamStart::jpeg);
  ASSERT_TRUE(index) << index.error().message;
  EXPECT_FALSE(index->table_ignored);
  EXPECT_EQ(frame_of(file, *index, 1), std::string(kStart) + "cdef");
}

TEST(IndexFrames, WithoutATableStartMarkersDo) {
  const Bytes file = items({}, kTwoFrames);
  const auto index = index_frames(file, 0, 2, StreamStart::jpeg);
  ASSERT_TRUE(index) << index.error().message;
  EXPECT_EQ(frame_of(file, *index, 0), std::string(kStart) + "ab");
}

TEST(IndexFrames, AWrongTableIsLeftAndSaidSo) {
  for (const std::vector<std::uint32_t>& table :
       {std::vector<std::uint32_t>{0, 12}, {0, 23}, {0}, {22, 0}, {0, 0xfffffff0}}) {
    const auto index = index_frames(items(table, kTwoFrames), 0, 2, StreamStart::jpeg);
    ASSERT_TRUE(index) << index.error().message;
    EXPECT_TRUE(index->table_ignored);
    EXPECT_EQ(index->first, (std::vector<std::uint32_t>{0, 2, 5}));
  }
}

TEST(IndexFrames, AnExtendedTableStandsForTheBasicOne) {
  const auto index = index_frames(items({}, kTwoFrames), 0, 2, StreamStart::jpeg, {0, 22});
  ASSERT_TRUE(index) << index.error().message;
  EXPECT_FALSE(index->table_ignored);
  EXPECT_EQ(index->first, (std::vector<std::uint32_t>{0, 2, 5}));
}

TEST(IndexFrames, AnotherNumberOfFramesIsDamage) {
  EXPECT_FALSE(index_frames(items({}, kTwoFrames), 0, 3, StreamStart::jpeg));
  EXPECT_FALSE(index_frames(items({}, kTwoFrames), 0, 6, StreamStart::jpeg));
  EXPECT_FALSE(index_frames(items({}, kTwoFrames), 0, 2, StreamStart::none));
  EXPECT_FALSE(index_frames(items({}, {}), 0, 1, StreamStart::jpeg));
}

TEST(IndexFrames, FramesBeyondTheClaimedOneAreCounted) {
  const auto index = index_frames(items({}, kTwoFrames), 0, 1, StreamStart::jpeg);
  ASSERT_TRUE(index);
  EXPECT_EQ(index->frames_beyond, 1u);
}

TEST(IndexFrames, AMissingDelimiterIsLetPassAndACutFragmentIsNot) {
  const Bytes file = items({}, {"ab"sv, "cd"sv});
  EXPECT_TRUE(index_frames(ByteView(file).first(file.size() - 8), 0, 2, StreamStart::none));
  EXPECT_FALSE(index_frames(ByteView(file).first(file.size() - 9), 0, 2, StreamStart::none));
  EXPECT_FALSE(index_frames({}, 0, 1, StreamStart::none));
}

TEST(HasEndOfImage, LooksBehindPadding) {
  EXPECT_TRUE(has_end_of_image(as_bytes("ab\xff\xd9\0"sv)));
  EXPECT_FALSE(has_end_of_image(as_bytes("ab\xff\xd8"sv)));
}

}  // namespace
}  // namespace scanetrix
