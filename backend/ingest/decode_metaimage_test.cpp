// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_metaimage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "ingest/read_stored.h"

namespace scanetrix {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

template <typename T>
Bytes as_stored(std::vector<T> values) {
  Bytes bytes;
  for (const T value : values) append(bytes, value);
  return bytes;
}

const Bytes kFour = as_stored<std::int16_t>({1, 2, 3, 4});

/// 2 × 2 × 1 of int16, with more lines.
std::string header_of(std::string_view more = "", std::string_view data_file = "LOCAL") {
  return fmt::format(
      "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
      "TransformMatrix = 0 1 0 -1 0 0 0 0 1\nOffset = 10 20 30\nElementSpacing = 2 3 4\nDimSize = 2 2 1\n"
      "ElementType = MET_SHORT\n{}ElementDataFile = {}\n",
      more, data_file);
}

Bytes file_of(std::string_view header, ByteView data) {
  Bytes file(as_bytes(header).begin(), as_bytes(header).end());
  file.insert(file.end(), data.begin(), data.end());
  return file;
}

StoredVolume decoded(ByteView header, std::vector<ByteView> data = {}) {
  EXPECT_TRUE(sniff_metaimage(header));
  auto inspected = inspect_metaimage(header);
  EXPECT_TRUE(inspected) << inspected.error().message;
  if (!inspected) return {};
  if (data.empty()) data.push_back(header);
  auto stored = read_stored(std::move(*inspected), data);
  EXPECT_TRUE(stored) << stored.error().message;
  return stored ? std::move(*stored) : StoredVolume{};
}

std::vector<int> first_values(const StoredVolume& stored) {
  const auto samples = stored.times.at(0).samples<std::int16_t>();
  return {samples.begin(), samples.end()};
}

Error refusal(ByteView file) {
  auto inspected = inspect_metaimage(file);
  if (!inspected) return inspected.error();
  const auto stored = read_stored(std::move(*inspected), std::span(&file, 1));
  return stored ? Error{} : stored.error();
}

TEST(DecodeMetaImage, EachRowOfTheMatrixIsTheDirectionOfAnAxis) {
  const auto stored = decoded(file_of(header_of(), kFour));
  EXPECT_THAT(first_values(stored), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(stored.times[0].geometry.ijk_to_lps.row_major(),
              ElementsAre(0, -3, 0, 10, 2, 0, 0, 20, 0, 0, 4, 30, 0, 0, 0, 1));
  EXPECT_TRUE(stored.codes.empty());
}

TEST(DecodeMetaImage, ReadsBigEndian) {
  std::string header = header_of();
  header.replace(header.find("MSB = False"), 11, "MSB = True");
  EXPECT_THAT(first_values(decoded(file_of(header, as_stored<std::uint8_t>({0, 1, 0, 2, 0, 3, 1, 0})))),
              ElementsAre(1, 2, 3, 256));
}

TEST(DecodeMetaImage, ReadsPackedData) {
  Bytes packed(100);
  uLongf size = packed.size();
  ASSERT_EQ(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                     reinterpret_cast<const Bytef*>(kFour.data()), kFour.size()),
            Z_OK);
  EXPECT_THAT(
      first_values(decoded(file_of(header_of("CompressedData = True\n"), ByteView(packed).first(size)))),
      ElementsAre(1, 2, 3, 4));
}

TEST(DecodeMetaImage, ReadsTextData) {
  std::string header = header_of();
  header.replace(header.find("BinaryData = True"), 17, "BinaryData = False");
  EXPECT_THAT(first_values(decoded(file_of(header, as_bytes("1 2 3 4\n")))), ElementsAre(1, 2, 3, 4));
}

TEST(DecodeMetaImage, ThreeBytesAreColourAndOtherChannelsCountTimePoints) {
  std::string header = header_of("ElementNumberOfChannels = 3\n");
  header.replace(header.find("2 2 1"), 5, "2 1 1").replace(header.find("MET_SHORT"), 9, "MET_UCHAR_ARRAY");
  const auto colour = decoded(file_of(header, as_stored<std::uint8_t>({1, 2, 3, 4, 5, 6})));
  EXPECT_THAT(colour.times.at(0).samples<std::uint8_t>(), ElementsAre(1, 2, 3, 4, 5, 6));
  header = header_of("ElementNumberOfChannels = 2\n");
  header.replace(header.find("2 2 1"), 5, "2 1 1");
  const auto parts = decoded(file_of(header, kFour));
  ASSERT_EQ(parts.times.size(), 2u);
  EXPECT_THAT(parts.times[1].samples<std::int16_t>(), ElementsAre(2, 4));
}

TEST(DecodeMetaImage, ReadsDataOfOtherFilesOneAfterTheOther) {
  const ByteView all = kFour;
  EXPECT_THAT(
      first_values(decoded(as_bytes(header_of("", "LIST\na.raw\nb.raw")), {all.first(4), all.last(4)})),
      ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(
      first_values(decoded(as_bytes(header_of("HeaderSize = -1\n", "a.raw")), {file_of("???", kFour)})),
      ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(
      first_values(decoded(as_bytes(header_of("HeaderSize = 3\n", "a.raw")), {file_of("???", kFour)})),
      ElementsAre(1, 2, 3, 4));
}

TEST(DecodeMetaImage, DataFilesAreNamedWithoutTheirFolders) {
  const auto names = [](std::string_view data_file) {
    const auto header = inspect_metaimage(as_bytes(header_of("", data_file)));
    return header ? header->data.names : std::vector<std::string>{};
  };
  EXPECT_THAT(names("..\\..\\some file.raw"), ElementsAre("some file.raw"));
  EXPECT_THAT(names("/data/s%03d.raw 9 11 1"), ElementsAre("s009.raw", "s010.raw", "s011.raw"));
}

TEST(DecodeMetaImage, SaysWhatTheHeaderLeavesOpen) {
  const auto stored =
      decoded(file_of("NDims = 2\nDimSize = 2 2\nElementType = MET_SHORT\nElementDataFile = LOCAL\n", kFour));
  EXPECT_THAT(stored.codes, testing::UnorderedElementsAre("orientation_unknown", "uncalibrated"));
}

TEST(DecodeMetaImage, RefusesByNameWhatMakesNoPicture) {
  std::string header = header_of("ElementNumberOfChannels = 3\n");
  header.replace(header.find("MET_SHORT"), 9, "MET_FLOAT");
  EXPECT_THAT(refusal(as_bytes(header)).message, HasSubstr("displacement field"));
  EXPECT_EQ(refusal(as_bytes("ObjectType = Tube\nNDims = 3\nElementDataFile = LOCAL\n")).slug,
            "unsupported_format");
}

TEST(DecodeMetaImage, RefusesWhatEndsEarlyOrContradictsItself) {
  EXPECT_EQ(refusal(file_of(header_of(), ByteView(kFour).first(7))).slug, "damaged");
  EXPECT_EQ(refusal(as_bytes("ObjectType = Image\nNDims = 3\n")).slug, "damaged");
  std::string header = header_of();
  header.replace(header.find("0 1 0 -1 0 0 0 0 1"), 18, "0 1 0 0 1 0 0 0 1");
  EXPECT_EQ(refusal(file_of(header, kFour)).slug, "damaged");
  header = header_of();
  header.replace(header.find("2 2 1"), 5, "9999999 9999999 9999999");
  EXPECT_EQ(refusal(file_of(header, kFour)).slug, "too_large");
}

}  // namespace
}  // namespace scanetrix
