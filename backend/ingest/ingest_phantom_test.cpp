// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "ingest/ingest_fixture.h"
#include "ingest/sample_pictures.h"

namespace scanetrix {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// A block of 5 × 6 × 7 points, 2 mm apart, turned and moved in the body. Each point's value tells which it
/// is, so that no side, no direction and no order can be taken for another.
struct Phantom {
  Vec3 u{1, 0, 0};
  Vec3 v{0, 1, 0};
  Vec3 w{0, 0, 1};
  Vec3 origin{-30, 40, 100};
  static constexpr std::array<int, 3> kSize{5, 6, 7};

  [[nodiscard]] Vec3 at(int a, int b, int c) const {
    return origin + u * (2.0 * a) + v * (2.0 * b) + w * (2.0 * c);
  }
  static int value(int a, int b, int c) { return 1 + a + 10 * b + 100 * c; }

  /// What lies at a point of the body.
  [[nodiscard]] int value_at(Vec3 p) const {
    const Vec3 off = p - origin;
    const auto index = [&](Vec3 axis) { return static_cast<int>(std::lround(dot(off, axis) / 2)); };
    EXPECT_NEAR(dot(off, u) / 2, index(u), 1e-3);
    EXPECT_NEAR(dot(off, v) / 2, index(v), 1e-3);
    EXPECT_NEAR(dot(off, w) / 2, index(w), 1e-3);
    return value(index(u), index(v), index(w));
  }

  static Phantom oblique() {
    const double s = std::sin(0.4);
    const double c = std::cos(0.4);
    return {.u = {c, s, 0}, .v = {-s * c, c * c, s}, .w = {s * s, -s * c, c}};
  }
};

void expect_phantom(const Volume& volume, const Phantom& phantom) {
  const Shape& shape = volume.geometry.shape;
  ASSERT_EQ(shape.count(), 5 * 6 * 7);
  with_type(volume.type, [&](auto sample) {
    const auto samples = volume.samples<decltype(sample)>();
    std::size_t index = 0;
    for (std::int64_t k = 0; k < shape.z; ++k)
      for (std::int64_t j = 0; j < shape.y; ++j)
        for (std::int64_t i = 0; i < shape.x; ++i, ++index) {
          const Vec3 place = volume.geometry.ijk_to_lps.at(static_cast<double>(i), static_cast<double>(j),
                                                           static_cast<double>(k));
          ASSERT_EQ(static_cast<int>(samples[index]), phantom.value_at(place)) << i << ' ' << j << ' ' << k;
        }
  });
}

std::string text_of(Vec3 v) {
  return fmt::format("{:.7f}\\{:.7f}\\{:.7f}", v.x, v.y, v.z);
}

/// How a scanner lays its slices through the phantom: which of the phantom's axes (0 = u, 1 = v, 2 = w) run
/// along a row, down a column and from slice to slice, each with a direction.
struct Acquisition {
  std::string name;
  std::array<int, 3> axis;
  std::array<bool, 3> backwards;
};

std::vector<DicomSample> slices_of(const Phantom& phantom, const Acquisition& how) {
  const std::array axes{phantom.u, phantom.v, phantom.w};
  const auto direction = [&](std::size_t n) {
    return axes[static_cast<std::size_t>(how.axis[n])] * (how.backwards[n] ? -1.0 : 1.0);
  };
  const auto size = [&](std::size_t n) { return Phantom::kSize[static_cast<std::size_t>(how.axis[n])]; };
  std::vector<DicomSample> slices;
  for (int k = 0; k < size(2); ++k) {
    DicomSample slice{.rows = static_cast<std::uint16_t>(size(1)),
                      .columns = static_cast<std::uint16_t>(size(0)),
                      .words = {}};
    const auto point = [&](int i, int j) {
      std::array<int, 3> abc{};
      const std::array ijk{i, j, k};
      for (std::size_t n = 0; n < 3; ++n)
        abc[static_cast<std::size_t>(how.axis[n])] = how.backwards[n] ? size(n) - 1 - ijk[n] : ijk[n];
      return abc;
    };
    for (int j = 0; j < size(1); ++j)
      for (int i = 0; i < size(0); ++i) {
        const auto [a, b, c] = point(i, j);
        slice.words.push_back(static_cast<std::uint16_t>(Phantom::value(a, b, c)));
      }
    const auto [a, b, c] = point(0, 0);
    slice.position = text_of(phantom.at(a, b, c));
    slice.orientation = text_of(direction(0)) + "\\" + text_of(direction(1));
    slice.spacing = "2\\2";
    slice.instance_number = std::to_string(k + 1);
    slices.push_back(slice);
  }
  return slices;
}

const std::vector<Acquisition> kAcquisitions{
    {"axial, feet to head", {0, 1, 2}, {false, false, false}},
    {"axial, head to feet", {0, 1, 2}, {false, false, true}},
    {"coronal, front to back", {0, 2, 1}, {false, true, false}},
    {"coronal, back to front", {0, 2, 1}, {false, true, true}},
    {"sagittal, right to left", {1, 2, 0}, {false, true, false}},
    {"sagittal, left to right", {1, 2, 0}, {false, true, true}},
    {"prone", {0, 1, 2}, {true, true, false}},
};

class PhantomThroughDicom : public IngestTest,
                            public testing::WithParamInterface<std::tuple<Acquisition, bool>> {};

TEST_P(PhantomThroughDicom, ComesOutWhereItWas) {
  const auto& [how, oblique] = GetParam();
  const Phantom phantom = oblique ? Phantom::oblique() : Phantom{};
  auto slices = slices_of(phantom, how);
  std::rotate(slices.begin(), slices.begin() + 2, slices.end());  // Files come in any order.
  for (std::size_t i = 0; i < slices.size(); ++i) add(fmt::format("{}.dcm", i), dicom_file(slices[i]));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_THAT(refusals_, IsEmpty());
  expect_phantom(series_[0].volume, phantom);
  EXPECT_GT(series_[0].volume.geometry.ijk_to_lps.determinant(), 0)
      << "Right-handed, whatever the scanner's order.";
}

INSTANTIATE_TEST_SUITE_P(EveryWay, PhantomThroughDicom,
                         testing::Combine(testing::ValuesIn(kAcquisitions), testing::Bool()));

TEST_F(IngestTest, PhantomThroughNiftiComesOutWhereItWas) {
  const Phantom phantom = Phantom::oblique();
  Bytes file(352);
  const auto put = [&](std::size_t offset, auto value) {
    std::memcpy(file.data() + offset, &value, sizeof(value));
  };
  put(0, std::int32_t{348});
  for (std::size_t i = 0; i < 4; ++i) put(40 + 2 * i, std::int16_t(i == 0 ? 3 : Phantom::kSize[i - 1]));
  put(70, std::int16_t{4}), put(72, std::int16_t{16}), put(108, 352.0f), put(254, std::int16_t{1}),
      put(344, std::uint32_t{0x00312b6e});
  const std::array columns{phantom.u * 2.0, phantom.v * 2.0, phantom.w * 2.0, phantom.origin};
  for (std::size_t c = 0; c < 4; ++c) {  // RAS.
    put(280 + 4 * c, static_cast<float>(-columns[c].x));
    put(296 + 4 * c, static_cast<float>(-columns[c].y));
    put(312 + 4 * c, static_cast<float>(columns[c].z));
  }
  for (int c = 0; c < 7; ++c)
    for (int b = 0; b < 6; ++b)
      for (int a = 0; a < 5; ++a) append(file, static_cast<std::int16_t>(Phantom::value(a, b, c)));
  add("folder/phantom.nii", file);
  run();
  ASSERT_THAT(series_, SizeIs(1));
  expect_phantom(series_[0].volume, phantom);
  EXPECT_EQ(series_[0].name, "phantom");
  EXPECT_EQ(series_[0].format, "NIfTI");
}

TEST_F(IngestTest, PhantomThroughPngLiesAsItsWarningSays) {
  for (const int c : {6, 0, 5, 1, 4, 2, 3}) {
    std::vector<std::uint8_t> rows;
    for (int b = 0; b < 6; ++b)
      for (int a = 0; a < 5; ++a) {
        rows.push_back(static_cast<std::uint8_t>(Phantom::value(a, b, c) >> 8));
        rows.push_back(static_cast<std::uint8_t>(Phantom::value(a, b, c)));
      }
    add(fmt::format("head/slice_{}.png", c + 7),
        png_file({.width = 5, .height = 6, .bits = 16}, rows));  // 7 … 13.
  }
  run();
  ASSERT_THAT(series_, SizeIs(1));
  const Volume& volume = series_[0].volume;
  EXPECT_FALSE(volume.geometry.calibrated);
  EXPECT_EQ(series_[0].name, "head");
  EXPECT_THAT(warnings_of(series_[0]), ElementsAre("uncalibrated", "orientation_unknown"));
  // Right of the picture = left of the patient (+x), down = back (+y), first by name = nearest to the feet
  // (-z), 1 mm voxels.
  Volume scaled = volume;
  scaled.geometry.ijk_to_lps = {volume.geometry.ijk_to_lps.step_i * 2.0,
                                volume.geometry.ijk_to_lps.step_j * 2.0,
                                volume.geometry.ijk_to_lps.step_k * 2.0, Phantom{}.origin};
  expect_phantom(scaled, Phantom{});
}

}  // namespace
}  // namespace scanetrix
