// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_nrrd.h"

#include <bzlib.h>
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

Bytes file_of(std::string_view header, ByteView data) {
  Bytes file(as_bytes(header).begin(), as_bytes(header).end());
  file.insert(file.end(), data.begin(), data.end());
  return file;
}

/// 2 × 2 × 1 of int16 in LPS, with more fields.
std::string plain_header(std::string_view more = "encoding: raw\n") {
  return fmt::format(
      "NRRD0004\n# a comment\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 2 2 1\n"
      "space directions: (2,0,0) (0,3,0) (0,0,4)\nkinds: domain domain domain\nendian: little\n"
      "space origin: (10,20,30)\n{}\n",
      more);
}

const Bytes kFour = as_stored<std::int16_t>({1, 2, 3, 4});

StoredVolume decoded(ByteView header, std::vector<ByteView> data = {}) {
  EXPECT_TRUE(sniff_nrrd(header));
  auto inspected = inspect_nrrd(header);
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
  auto inspected = inspect_nrrd(file);
  if (!inspected) return inspected.error();
  const auto stored = read_stored(std::move(*inspected), std::span(&file, 1));
  return stored ? Error{} : stored.error();
}

TEST(DecodeNrrd, ReadsTheVolumeWhereItLies) {
  const auto stored = decoded(file_of(plain_header(), kFour));
  EXPECT_THAT(first_values(stored), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(stored.times[0].geometry.ijk_to_lps.row_major(),
              ElementsAre(2, 0, 0, 10, 0, 3, 0, 20, 0, 0, 4, 30, 0, 0, 0, 1));
  EXPECT_TRUE(stored.codes.empty());
}

TEST(DecodeNrrd, TurnsOtherSpacesToLps) {
  const auto affine_in = [](std::string_view space) {
    std::string header = plain_header();
    header.replace(header.find("left-posterior-superior"), 23, space);
    return decoded(file_of(header, kFour)).times.at(0).geometry.ijk_to_lps.row_major();
  };
  EXPECT_THAT(affine_in("right-anterior-superior"),
              ElementsAre(-2, 0, 0, -10, 0, -3, 0, -20, 0, 0, 4, 30, 0, 0, 0, 1));
  EXPECT_THAT(affine_in("LAS"), ElementsAre(2, 0, 0, 10, 0, -3, 0, -20, 0, 0, 4, 30, 0, 0, 0, 1));
}

TEST(DecodeNrrd, SaysWhereTheSpaceIsNotTheBodys) {
  std::string header = plain_header();
  header.replace(header.find("left-posterior-superior"), 23, "scanner-xyz");
  EXPECT_THAT(decoded(file_of(header, kFour)).codes, Contains("orientation_unknown"));
}

TEST(DecodeNrrd, ReadsEveryEncoding) {
  const auto with = [](std::string_view encoding, ByteView data) {
    return first_values(decoded(file_of(plain_header(fmt::format("encoding: {}\n", encoding)), data)));
  };
  Bytes packed(200);
  z_stream stream{};
  ASSERT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  Bytes copy = kFour;
  stream.next_in = reinterpret_cast<Bytef*>(copy.data());
  stream.avail_in = static_cast<uInt>(copy.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  ASSERT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  const ByteView gzip = ByteView(packed).first(stream.total_out);
  deflateEnd(&stream);
  EXPECT_THAT(with("gzip", gzip), ElementsAre(1, 2, 3, 4));

  Bytes bzip2(200);
  auto size = static_cast<unsigned>(bzip2.size());
  ASSERT_EQ(BZ2_bzBuffToBuffCompress(reinterpret_cast<char*>(bzip2.data()), &size,
                                     reinterpret_cast<char*>(copy.data()), 8, 9, 0, 0),
            BZ_OK);
  EXPECT_THAT(with("bz2", ByteView(bzip2).first(size)), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(with("ascii", as_bytes("1 2\n3, 4\n")), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(with("hex", as_bytes("01000200\n03000400")), ElementsAre(1, 2, 3, 4));
}

TEST(DecodeNrrd, LeavesOutLinesAndBytes) {
  Bytes data = file_of("line one\nline two\n??", kFour);
  EXPECT_THAT(
      first_values(decoded(file_of(plain_header("encoding: raw\nline skip: 2\nbyte skip: 2\n"), data))),
      ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(first_values(decoded(file_of(plain_header("encoding: raw\nbyte skip: -1\n"), data))),
              ElementsAre(1, 2, 3, 4));
}

TEST(DecodeNrrd, ColourMayBeTheFirstOrTheLastAxis) {
  const auto first = decoded(file_of(
      "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 3 2 1\nkinds: RGB-color domain domain\nencoding: raw\n\n",
      as_stored<std::uint8_t>({1, 2, 3, 4, 5, 6})));
  EXPECT_THAT(first.times.at(0).samples<std::uint8_t>(), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_EQ(first.series.form.channels, 3);
  const auto last = decoded(file_of(
      "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 1 3\nkinds: domain domain RGB-color\nencoding: raw\n\n",
      as_stored<std::uint8_t>({1, 4, 2, 5, 3, 6})));
  EXPECT_THAT(last.times.at(0).samples<std::uint8_t>(), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(DecodeNrrd, AListBeforeTheVolumeCountsTimePoints) {
  const auto stored = decoded(file_of(
      "NRRD0005\ntype: short\ndimension: 4\nspace: RAS\nsizes: 2 2 1 1\nendian: little\nencoding: raw\n"
      "space directions: none (1,0,0) (0,1,0) (0,0,1)\nkinds: list domain domain domain\n\n",
      kFour));
  ASSERT_EQ(stored.times.size(), 2u);
  EXPECT_THAT(stored.times[0].samples<std::int16_t>(), ElementsAre(1, 3));
  EXPECT_THAT(stored.times[1].samples<std::int16_t>(), ElementsAre(2, 4));
}

TEST(DecodeNrrd, WithoutASpaceItIsPlacedBySpacingsAndMinimums) {
  const auto stored = decoded(
      file_of("NRRD0002\ntype: short\ndimension: 3\nsizes: 2 2 1\nspacings: 2 3 4\naxis mins: 10 20 30\n"
              "centers: cell node cell\nendian: little\nencoding: raw\n\n",
              kFour));
  EXPECT_THAT(stored.times.at(0).geometry.ijk_to_lps.row_major(),
              ElementsAre(2, 0, 0, 11, 0, 3, 0, 20, 0, 0, 4, 32, 0, 0, 0, 1));
  EXPECT_THAT(stored.codes, ElementsAre("orientation_unknown"));
}

TEST(DecodeNrrd, DataFilesAreNamedWithoutTheirFolders) {
  const auto names = [](std::string_view data_file) {
    const auto header =
        inspect_nrrd(as_bytes(plain_header(fmt::format("encoding: raw\ndata file: {}\n", data_file))));
    EXPECT_TRUE(header) << header.error().message;
    return header ? header->data.names : std::vector<std::string>{};
  };
  EXPECT_THAT(names("../../etc/some file.raw"), ElementsAre("some file.raw"));
  EXPECT_THAT(names("dir/s%02d.raw 8 10 2"), ElementsAre("s08.raw", "s10.raw"));
  EXPECT_THAT(names("LIST 3\na.raw\nb.raw"), ElementsAre("a.raw", "b.raw"));
}

TEST(DecodeNrrd, PutsDataFilesOneAfterTheOther) {
  const std::string header = plain_header("encoding: raw\ndata file: LIST\na.raw\nb.raw");
  const ByteView all = kFour;
  EXPECT_THAT(first_values(decoded(as_bytes(header), {all.first(4), all.last(4)})), ElementsAre(1, 2, 3, 4));
}

TEST(DecodeNrrd, KeysAndOddSpellingsDoNoHarm) {
  const std::string header = plain_header("Encoding: RAW\nPatient: name:=somebody\nkey:=value: more\r\n");
  EXPECT_THAT(first_values(decoded(file_of(header, kFour))), ElementsAre(1, 2, 3, 4));
}

TEST(DecodeNrrd, RefusesByNameWhatMakesNoPicture) {
  const auto vectors = refusal(as_bytes(
      "NRRD0005\ntype: float\ndimension: 4\nspace: LPS\nsizes: 3 2 2 1\nendian: little\nencoding: raw\n"
      "space directions: none (1,0,0) (0,1,0) (0,0,1)\nkinds: vector domain domain domain\n\n"));
  EXPECT_EQ(vectors.slug, "unsupported_pixel_format");
  EXPECT_THAT(vectors.message, HasSubstr("displacement field"));
  EXPECT_EQ(
      refusal(as_bytes("NRRD0004\ntype: block\nblock size: 3\ndimension: 1\nsizes: 2\nencoding: raw\n\n"))
          .slug,
      "unsupported_pixel_format");
  EXPECT_EQ(refusal(as_bytes("NRRD0009\n\n")).slug, "unsupported_format");
}

TEST(DecodeNrrd, RefusesWhatEndsEarlyOrContradictsItself) {
  EXPECT_EQ(refusal(file_of(plain_header(), ByteView(kFour).first(7))).slug, "damaged");
  EXPECT_EQ(refusal(as_bytes("NRRD0004\ntype: short\n")).slug, "damaged");
  std::string header = plain_header();
  header.replace(header.find("sizes: 2 2 1"), 12, "sizes: 9999999 9999999 9999999");
  EXPECT_EQ(refusal(file_of(header, kFour)).slug, "too_large");
  header = plain_header();
  header.replace(header.find("(0,3,0)"), 7, "(2,0,0)");
  EXPECT_EQ(refusal(file_of(header, kFour)).slug, "damaged");
}

}  // namespace
}  // namespace scanetrix
