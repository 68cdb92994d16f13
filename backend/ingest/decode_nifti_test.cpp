// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_nifti.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cmath>
#include <limits>

#include "ingest/read_stored.h"

namespace scanetrix {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A NIfTI-1 file, field by field (offsets: nifti1.h).
class NiftiFile {
 public:
  NiftiFile() {
    put<std::int32_t>(0, 348);
    dim({3, 2, 2, 1});
    type(4, 16);
    for (std::size_t i = 1; i <= 3; ++i) put<float>(76 + 4 * i, 1);
    put<float>(108, 352);
    put<char>(123, 2);
    put<std::uint32_t>(344, 0x00312b6e);  // "n+1"
  }
  NiftiFile& dim(std::vector<std::int16_t> dims) {
    for (std::size_t i = 0; i < dims.size(); ++i) put<std::int16_t>(40 + 2 * i, dims[i]);
    return *this;
  }
  NiftiFile& type(std::int16_t datatype, std::int16_t bits) {
    put<std::int16_t>(70, datatype);
    return put<std::int16_t>(72, bits);
  }
  NiftiFile& sform(std::array<float, 12> rows) {
    for (std::size_t i = 0; i < 12; ++i) put<float>(280 + 4 * i, rows[i]);
    return put<std::int16_t>(254, 1);
  }
  NiftiFile& qform(float b, float c, float d, std::array<float, 3> offset, float qfac) {
    put<float>(256, b), put<float>(260, c), put<float>(264, d), put<float>(76, qfac);
    for (std::size_t i = 0; i < 3; ++i) put<float>(268 + 4 * i, offset[i]);
    return put<std::int16_t>(252, 1);
  }
  template <typename T>
  NiftiFile& put(std::size_t offset, T value) {
    std::memcpy(header_.data() + offset, &value, sizeof(T));
    return *this;
  }
  template <typename T>
  [[nodiscard]] Bytes with(std::vector<T> voxels) const {
    Bytes file = header_;
    for (const T voxel : voxels) append(file, voxel);
    return file;
  }

 private:
  Bytes header_ = Bytes(352);
};

/// The same file as a big endian machine writes it.
Bytes big_endian(Bytes file, std::size_t voxel_width) {
  const auto swap = [&](std::size_t offset, std::size_t width) {
    std::reverse(file.begin() + static_cast<std::ptrdiff_t>(offset),
                 file.begin() + static_cast<std::ptrdiff_t>(offset + width));
  };
  swap(0, 4);
  for (std::size_t i = 40; i < 56; i += 2) swap(i, 2);
  for (std::size_t i = 68; i < 76; i += 2) swap(i, 2);
  for (std::size_t i = 76; i < 120; i += 4) swap(i, 4);
  swap(252, 2), swap(254, 2);
  for (std::size_t i = 256; i < 328; i += 4) swap(i, 4);
  for (std::size_t i = 352; i < file.size(); i += voxel_width) swap(i, voxel_width);
  return file;
}

struct Decoded {
  Volume volume;  ///< The first time point.
  std::vector<std::string> codes;
  StoredVolume all;
};

/// \param data  Of the pair whose header `file` is; empty for a single file.
Decoded decoded(const Bytes& file, const Bytes& data = {}) {
  EXPECT_TRUE(sniff_nifti(file));
  auto header = inspect_nifti(file);
  EXPECT_TRUE(header) << header.error().message;
  if (!header) return {};
  const ByteView bytes = data.empty() ? file : data;
  auto stored = read_stored(std::move(*header), std::span(&bytes, 1));
  EXPECT_TRUE(stored) << stored.error().message;
  if (!stored) return {};
  return {stored->times.front(), stored->codes, std::move(*stored)};
}

std::string refusal(const Bytes& file) {
  auto header = inspect_nifti(file);
  if (!header) return std::string(header.error().slug);
  const ByteView bytes = file;
  const auto volume = read_stored(std::move(*header), std::span(&bytes, 1));
  return volume ? "" : std::string(volume.error().slug);
}

Bytes gzip(ByteView file) {
  Bytes packed(compressBound(file.size()) + 64);
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(file.data()));
  stream.avail_in = static_cast<uInt>(file.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

TEST(DecodeNifti, SformIsTurnedFromRasToLps) {
  const auto file =
      NiftiFile().sform({-2, 0, 0, 10, 0, 3, 0, 20, 0, 0, 4, 30}).with<std::int16_t>({1, 2, 3, 4});
  const auto [volume, codes, all] = decoded(file);
  EXPECT_THAT(volume.geometry.ijk_to_lps.row_major(),
              ElementsAre(2, 0, 0, -10, 0, -3, 0, -20, 0, 0, 4, 30, 0, 0, 0, 1));
  EXPECT_THAT(volume.samples<std::int16_t>(), ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(volume.geometry.shape, (Shape{1, 2, 2}));
  EXPECT_TRUE(codes.empty());
}

TEST(DecodeNifti, QformTurnsByItsQuaternionAndQfac) {
  // A quarter turn about z: i runs along +y (RAS), j along -x; qfac -1 sends k down.
  const float s = std::sqrt(0.5f);
  auto nifti = NiftiFile().qform(0, 0, s, {1, 2, 3}, -1);
  for (std::size_t i = 1; i <= 3; ++i) nifti.put<float>(76 + 4 * i, static_cast<float>(i));
  const Affine affine = decoded(nifti.with<std::int16_t>({1, 2, 3, 4})).volume.geometry.ijk_to_lps;
  EXPECT_NEAR(affine.step_i.y, -1, 1e-6);
  EXPECT_NEAR(affine.step_j.x, 2, 1e-6);
  EXPECT_NEAR(affine.step_k.z, -3, 1e-6);
  EXPECT_NEAR(affine.origin.x, -1, 1e-6);
}

TEST(DecodeNifti, SformWinsAndSaysWhenTheTwoDisagree) {
  const auto file = NiftiFile()
                        .sform({1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0})
                        .qform(0, 0, 0, {5, 0, 0}, 1)
                        .with<std::int16_t>({1, 2, 3, 4});
  const auto [volume, codes, all] = decoded(file);
  EXPECT_EQ(volume.geometry.ijk_to_lps.origin.x, 0);
  EXPECT_THAT(codes, ElementsAre("transforms_disagree"));
}

TEST(DecodeNifti, WithoutEitherTheOrientationIsUnknown) {
  const auto [volume, codes, all] = decoded(NiftiFile().with<std::int16_t>({1, 2, 3, 4}));
  EXPECT_THAT(codes, ElementsAre("orientation_unknown"));
  EXPECT_TRUE(volume.geometry.calibrated);
}

TEST(DecodeNifti, UnitsBecomeMillimetres) {
  const auto file = NiftiFile()
                        .put<char>(123, 1)
                        .sform({.002f, 0, 0, 0, 0, .002f, 0, 0, 0, 0, .002f, 0})
                        .with<std::int16_t>({1, 2, 3, 4});
  EXPECT_NEAR(decoded(file).volume.geometry.spacing_mm()[0], 2, 1e-6);
}

TEST(DecodeNifti, BigEndianGivesTheSame) {
  const auto little =
      NiftiFile().sform({-2, 0, 0, 10, 0, 3, 0, 20, 0, 0, 4, 30}).with<std::int16_t>({-1, 2, 300, 4});
  const auto volume = decoded(big_endian(little, 2)).volume;
  EXPECT_THAT(volume.samples<std::int16_t>(), ElementsAre(-1, 2, 300, 4));
  EXPECT_EQ(volume.geometry.ijk_to_lps.origin.y, -20);
}

TEST(DecodeNifti, WholeNumberedScalingIsApplied) {
  const auto file = NiftiFile().put<float>(112, 2).put<float>(116, -1000).with<std::int16_t>({0, 1, 2, 600});
  const auto volume = decoded(file).volume;
  EXPECT_THAT(volume.samples<std::int16_t>(), ElementsAre(-1000, -998, -996, 200));
  EXPECT_EQ(volume.slope, 1);
}

TEST(DecodeNifti, OtherScalingStaysWithTheVolume) {
  const auto volume =
      decoded(NiftiFile().put<float>(112, 0.5f).put<float>(116, 1).with<std::int16_t>({0, 1, 2, 3})).volume;
  EXPECT_EQ(volume.slope, 0.5);
  EXPECT_EQ(volume.intercept, 1);
  EXPECT_EQ(volume.samples<std::int16_t>()[3], 3);
}

TEST(DecodeNifti, SlopeZeroMeansNoScaling) {
  const auto volume =
      decoded(NiftiFile().put<float>(112, 0).put<float>(116, 7).with<std::int16_t>({0, 1, 2, 3})).volume;
  EXPECT_EQ(volume.slope, 1);
  EXPECT_EQ(volume.intercept, 0);
}

TEST(DecodeNifti, ScalesFloatsAndKeepsNan) {
  const auto nan = std::numeric_limits<float>::quiet_NaN();
  const auto volume =
      decoded(NiftiFile().type(16, 32).put<float>(112, 2).put<float>(116, 1).with<float>({0, .25f, nan, 3}))
          .volume;
  EXPECT_EQ(volume.samples<float>()[1], 1.5f);
  EXPECT_TRUE(std::isnan(volume.samples<float>()[2]));
}

TEST(DecodeNifti, SixtyFourBitsBecomeNarrowWhereTheyFit) {
  const auto small = decoded(NiftiFile().type(1024, 64).with<std::int64_t>({-5, 0, 1, 1000}));
  EXPECT_THAT(small.volume.samples<std::int16_t>(), ElementsAre(-5, 0, 1, 1000));
  const auto large = decoded(NiftiFile().type(1280, 64).with<std::uint64_t>({0, 1, 2, 1ull << 40}));
  EXPECT_EQ(large.volume.type, VoxelType::float64);
  EXPECT_EQ(large.volume.samples<double>()[3], std::pow(2, 40));
  EXPECT_THAT(large.codes, testing::Not(testing::Contains("precision_lost")));
  const auto huge = decoded(NiftiFile().type(1280, 64).with<std::uint64_t>({0, 1, 2, ~0ull}));
  EXPECT_THAT(huge.codes, testing::Contains("precision_lost"));
}

TEST(DecodeNifti, ReadsRgb) {
  const auto volume =
      decoded(NiftiFile().dim({3, 2, 1, 1}).type(128, 24).with<std::uint8_t>({1, 2, 3, 4, 5, 6})).volume;
  EXPECT_EQ(volume.channels, 3);
  EXPECT_THAT(volume.samples<std::uint8_t>(), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(DecodeNifti, TrailingDimensionsOfOneAreNone) {
  EXPECT_EQ(decoded(NiftiFile().dim({5, 2, 2, 1, 1, 1}).with<std::int16_t>({1, 2, 3, 4}))
                .volume.geometry.shape.count(),
            4);
}

TEST(DecodeNifti, ReadsGzipWhateverItsTrailerSays) {
  const Bytes file = NiftiFile().with<std::int16_t>({1, 2, 3, 4});
  Bytes packed = gzip(file);
  EXPECT_THAT(decoded(packed).volume.samples<std::int16_t>(), ElementsAre(1, 2, 3, 4));
  packed.back() = std::byte{0x7f};
  EXPECT_THAT(decoded(packed).volume.samples<std::int16_t>(), ElementsAre(1, 2, 3, 4));
  packed.resize(packed.size() / 2);
  EXPECT_EQ(refusal(packed), "damaged");
}

TEST(DecodeNifti, ReadsAFileOfSeveralGzipMembers) {
  const Bytes file = NiftiFile().with<std::int16_t>({1, 2, 3, 4});
  Bytes packed = gzip(ByteView(file).first(355));
  const Bytes second = gzip(ByteView(file).subspan(355));
  packed.insert(packed.end(), second.begin(), second.end());
  EXPECT_THAT(decoded(packed).volume.samples<std::int16_t>(), ElementsAre(1, 2, 3, 4));
}

TEST(DecodeNifti, TheFourthAxisIsTimeInItsUnit) {
  const auto all = decoded(NiftiFile()
                               .dim({4, 1, 1, 1, 3})
                               .put<char>(123, 2 | 8)
                               .put<float>(76 + 16, 2.5f)
                               .put<float>(136, 1)
                               .with<std::int16_t>({5, 6, 7}))
                       .all;
  ASSERT_EQ(all.times.size(), 3u);
  EXPECT_THAT(all.times[2].samples<std::int16_t>(), ElementsAre(7));
  EXPECT_EQ(all.series.time_axis, "time");
  EXPECT_THAT(all.series.time_labels, ElementsAre("1 s", "3.5 s", "6 s"));
}

TEST(DecodeNifti, TheFifthAxisIsComponentsOfEachTime) {
  const auto all = decoded(NiftiFile().dim({5, 1, 1, 1, 2, 2}).with<std::int16_t>({5, 6, 7, 8})).all;
  ASSERT_EQ(all.times.size(), 4u);
  EXPECT_THAT(all.series.time_labels, ElementsAre("volume 1, component 1", "volume 2, component 1",
                                                  "volume 1, component 2", "volume 2, component 2"));
}

TEST(DecodeNifti, AnRgbVectorIsColour) {
  const auto volume = decoded(NiftiFile()
                                  .dim({5, 2, 1, 1, 1, 3})
                                  .type(2, 8)
                                  .put<std::int16_t>(68, 2003)
                                  .with<std::uint8_t>({1, 4, 2, 5, 3, 6}))
                          .volume;
  EXPECT_EQ(volume.channels, 3);
  EXPECT_THAT(volume.samples<std::uint8_t>(), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(DecodeNifti, RefusesVectorsAndSurfacesByName) {
  auto vectors = NiftiFile().dim({5, 1, 1, 1, 1, 3}).put<std::int16_t>(68, 1006);
  EXPECT_THAT(inspect_nifti(vectors.with<float>({})).error().message, HasSubstr("displacement vectors"));
  EXPECT_THAT(inspect_nifti(NiftiFile().put<std::int16_t>(68, 3001).with<float>({})).error().message,
              HasSubstr("CIFTI"));
}

TEST(DecodeNifti, ComplexNumbersAreShownByTheirMagnitude) {
  const auto read = decoded(NiftiFile().dim({3, 2, 1, 1}).type(32, 64).with<float>({3, -4, 0, 2}));
  EXPECT_THAT(read.volume.samples<float>(), ElementsAre(5, 2));
  EXPECT_THAT(read.codes, testing::Contains("complex_magnitude"));
}

TEST(DecodeNifti, AlphaIsLeftOut) {
  const auto read =
      decoded(NiftiFile().dim({3, 2, 1, 1}).type(2304, 32).with<std::uint8_t>({1, 2, 3, 9, 4, 5, 6, 9}));
  EXPECT_THAT(read.volume.samples<std::uint8_t>(), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(read.codes, testing::Contains("transparency_dropped"));
}

TEST(DecodeNifti, SingleBitsStartWithTheLowest) {
  const auto volume =
      decoded(NiftiFile().dim({3, 3, 3, 1}).type(1, 1).with<std::uint8_t>({0b10000101, 1})).volume;
  EXPECT_THAT(volume.samples<std::uint8_t>(), ElementsAre(1, 0, 1, 0, 0, 0, 0, 1, 1));
}

TEST(DecodeNifti, ExtendedNumbersBecomeDoublesAndSayWhereTheyWereRounded) {
  // x87: 1.5 = 0xC000… · 2^0, biased exponent 16383; the second has one bit below a double's.
  const auto x87 =
      decoded(NiftiFile()
                  .dim({3, 2, 1, 1})
                  .type(1536, 128)
                  .with<std::uint64_t>({0xc000000000000000, 0x3fff, 0x8000000000000001, 0xbfff}));
  EXPECT_THAT(x87.volume.samples<double>(), ElementsAre(1.5, -1));
  EXPECT_THAT(x87.codes, testing::Contains("precision_lost"));
  // IEEE 754 binary128: -2.5 = 1.25 · 2^1.
  const auto quad =
      decoded(NiftiFile().dim({3, 1, 1, 1}).type(1536, 128).with<std::uint64_t>({0, 0xc000400000000000}));
  EXPECT_THAT(quad.volume.samples<double>(), ElementsAre(-2.5));
  EXPECT_THAT(quad.codes, testing::Not(testing::Contains("precision_lost")));
}

TEST(DecodeNifti, ThirtyTwoBitsBecomeNarrowWhereTheyFit) {
  EXPECT_THAT(
      decoded(NiftiFile().type(8, 32).with<std::int32_t>({-5, 0, 1, 1000})).volume.samples<std::int16_t>(),
      ElementsAre(-5, 0, 1, 1000));
  EXPECT_EQ(decoded(NiftiFile().type(8, 32).with<std::int32_t>({-5, 0, 1, 100000})).volume.type,
            VoxelType::int32);
}

TEST(DecodeNifti, TheDisplayRangeBecomesTheWindow) {
  const auto header =
      inspect_nifti(NiftiFile().put<float>(124, 300).put<float>(128, 100).with<std::int16_t>({1, 2, 3, 4}));
  ASSERT_TRUE(header && header->window);
  EXPECT_EQ(header->window->center, 200);
  EXPECT_EQ(header->window->width, 200);
}

TEST(DecodeNifti, ReadsTheDataOfAPairFromItsOtherFile) {
  const auto header = NiftiFile().put<float>(108, 4).put<std::uint32_t>(344, 0x0031696e);  // "ni1"
  Bytes data(4);
  for (const std::int16_t value : {1, 2, 3, 4}) append(data, value);
  EXPECT_THAT(decoded(header.with<char>({}), data).volume.samples<std::int16_t>(), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(decoded(header.with<char>({}), gzip(data)).volume.samples<std::int16_t>(),
              ElementsAre(1, 2, 3, 4));
}

TEST(DecodeNifti, ReadsAnalyzeAsLeftFrontUpAroundSpmsOrigin) {
  auto header = NiftiFile().put<float>(108, 0).put<std::uint32_t>(344, 0).put<float>(80, 2);
  header.put<std::int16_t>(253, 2).put<std::int16_t>(255, 2).put<std::int16_t>(257, 1);
  Bytes data;
  for (const std::int16_t value : {1, 2, 3, 4}) append(data, value);
  const auto read = decoded(header.with<char>({}), data);
  EXPECT_THAT(read.volume.geometry.ijk_to_lps.row_major(),
              ElementsAre(2, 0, 0, -2, 0, -1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1));
  EXPECT_THAT(read.codes, ElementsAre("orientation_unknown"));
}

/// The same header in NIfTI-2 (offsets: nifti2.h).
TEST(DecodeNifti, ReadsNifti2) {
  Bytes file(544);
  const auto put = [&](std::size_t offset, auto value) {
    std::memcpy(file.data() + offset, &value, sizeof(value));
  };
  put(0, std::int32_t{540});
  std::memcpy(file.data() + 4, "n+2\0\r\n\032\n", 8);
  put(12, std::int16_t{4});
  for (std::size_t i = 0; i < 4; ++i) put(16 + 8 * i, std::array<std::int64_t, 4>{3, 2, 2, 1}[i]);
  put(168, std::int64_t{544});
  put(348, std::int32_t{1});
  for (std::size_t i = 0; i < 12; ++i)
    put(400 + 8 * i, std::array<double, 12>{-2, 0, 0, 10, 0, 3, 0, 20, 0, 0, 4, 30}[i]);
  put(500, std::int32_t{2});
  for (const std::int16_t value : {1, 2, 3, 4}) append(file, value);
  const auto volume = decoded(file).volume;
  EXPECT_THAT(volume.geometry.ijk_to_lps.row_major(),
              ElementsAre(2, 0, 0, -10, 0, -3, 0, -20, 0, 0, 4, 30, 0, 0, 0, 1));
  EXPECT_THAT(volume.samples<std::int16_t>(), ElementsAre(1, 2, 3, 4));
}

TEST(DecodeNifti, AnInfiniteScaleIsLeftOutAndTold) {
  const auto read = decoded(
      NiftiFile().put<float>(112, std::numeric_limits<float>::infinity()).with<std::int16_t>({1, 2, 3, 4}));
  EXPECT_THAT(read.volume.samples<std::int16_t>(), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(read.codes, testing::Contains("rescale_ignored"));
}

TEST(DecodeNifti, RefusesWhatEndsEarlyOrClaimsTooMuch) {
  EXPECT_EQ(refusal(NiftiFile().with<std::int16_t>({1, 2, 3})), "damaged");
  EXPECT_EQ(refusal(NiftiFile().dim({3, 32767, 32767, 32767}).with<std::int16_t>({1})), "too_large");
  EXPECT_EQ(refusal(NiftiFile().dim({3, -1, 2, 2}).with<std::int16_t>({1})), "damaged");
  EXPECT_EQ(refusal(NiftiFile().dim({9}).with<std::int16_t>({1})), "damaged");
  EXPECT_EQ(
      refusal(NiftiFile().put<float>(108, std::numeric_limits<float>::quiet_NaN()).with<std::int16_t>({1})),
      "damaged");
  EXPECT_EQ(refusal(NiftiFile().put<float>(108, 1e9f).with<std::int16_t>({1, 2, 3, 4})), "damaged");
}

}  // namespace
}  // namespace scanetrix
