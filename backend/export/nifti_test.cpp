// SPDX-License-Identifier: Apache-2.0
#include "export/nifti.h"

#include <gtest/gtest.h>

namespace scanetrix {
namespace {

float float_at(const Bytes& header, std::size_t at) {
  return load<float>(header, at);
}

TEST(NiftiHeader, SaysShapeTypeAndPlaceInRas) {
  Volume volume;
  volume.type = VoxelType::uint16;
  volume.slope = 0.5;
  volume.intercept = -3;
  volume.geometry = {{4, 5, 6}, {{0.5, 0, 0}, {0, 0.75, 0}, {0, 0, 2}, {10, 20, 30}}};
  const auto header = nifti_header(volume);
  ASSERT_EQ(header.size(), 352u);
  EXPECT_EQ(load<std::int16_t>(header, 42), 6);
  EXPECT_EQ(load<std::int16_t>(header, 46), 4);
  EXPECT_EQ(load<std::int16_t>(header, 70), 512);
  EXPECT_EQ(float_at(header, 112), 0.5F);
  EXPECT_EQ(float_at(header, 116), -3.0F);
  EXPECT_EQ(float_at(header, 280), -0.5F);  // x of LPS is minus x of RAS.
  EXPECT_EQ(float_at(header, 292), -10.0F);
  EXPECT_EQ(float_at(header, 320), 2.0F);
  EXPECT_EQ(float_at(header, 324), 30.0F);
}

/// Quaternion and sform of nifti1.h must give the same matrix.
TEST(NiftiHeader, QuaternionAndMatrixAgree) {
  const double c = std::cos(0.5);
  const double s = std::sin(0.5);
  const std::array affines{
      Affine{}, Affine{{-1, 0, 0}, {0, -1, 0}, {0, 0, 1}, {}}, Affine{{0, 1, 0}, {0, 0, -1}, {1, 0, 0}, {}},
      Affine{{0, 1, 0}, {0, 0, -1}, {-1, 0, 0}, {}}, Affine{{c, s, 0}, {-s, c, 0}, {0, 0, 1}, {}}};
  for (const Affine& affine : affines) {
    Volume volume;
    volume.geometry = {{2, 2, 2}, affine};
    const auto h = nifti_header(volume);
    ASSERT_EQ(load<std::int16_t>(h, 252), 1);
    const double qfac = float_at(h, 76);
    const double b = float_at(h, 256);
    const double cc = float_at(h, 260);
    const double d = float_at(h, 264);
    const double a = std::sqrt(std::max(0.0, 1 - b * b - cc * cc - d * d));
    const double r[3][3] = {{a * a + b * b - cc * cc - d * d, 2 * (b * cc - a * d), 2 * (b * d + a * cc)},
                            {2 * (b * cc + a * d), a * a + cc * cc - b * b - d * d, 2 * (cc * d - a * b)},
                            {2 * (b * d - a * cc), 2 * (cc * d + a * b), a * a + d * d - b * b - cc * cc}};
    for (std::size_t row = 0; row < 3; ++row)
      for (std::size_t column = 0; column < 3; ++column)
        EXPECT_NEAR(float_at(h, 280 + row * 16 + column * 4), r[row][column] * (column == 2 ? qfac : 1),
                    1e-5);
  }
}

TEST(NiftiHeader, TimePointsAreTheFourthAxis) {
  VolumeForm form;
  form.geometry.shape = {4, 5, 6};
  form.time_points = 150;
  const auto header = nifti_header(form);
  EXPECT_EQ(load<std::int16_t>(header, 40), 4);
  EXPECT_EQ(load<std::int16_t>(header, 46), 4);
  EXPECT_EQ(load<std::int16_t>(header, 48), 150);
  EXPECT_EQ(float_at(header, 92), 1.0F);
}

TEST(NiftiHeader, ANoteIsItsDescriptionAndAnExtensionBeforeTheVoxels) {
  const ExportNote note{"what it is", {{"how", "so"}, {"factor", "4"}}};
  VolumeForm form;
  form.geometry.shape = {4, 5, 6};
  const auto header = nifti_header(form, note);
  ASSERT_EQ(header.size(), 352u + 32u);
  EXPECT_STREQ(reinterpret_cast<const char*>(header.data()) + 148, "what it is");
  EXPECT_EQ(float_at(header, 108), 384.0F);
  EXPECT_EQ(header[348], std::byte{1});
  EXPECT_EQ(load<std::int32_t>(header, 352), 32);
  EXPECT_EQ(load<std::int32_t>(header, 356), 6);
  EXPECT_STREQ(reinterpret_cast<const char*>(header.data()) + 360, "how: so\nfactor: 4\n");

  form.geometry.shape.z = 40000;
  const auto longer = nifti_header(form, note);
  ASSERT_EQ(longer.size(), 544u + 32u);
  EXPECT_STREQ(reinterpret_cast<const char*>(longer.data()) + 240, "what it is");
  EXPECT_EQ(load<std::int64_t>(longer, 168), 576);
  EXPECT_EQ(longer[540], std::byte{1});
  EXPECT_EQ(load<std::int32_t>(longer, 544), 32);
}

TEST(NiftiHeader, AnAxisThatDoesNotFitSixteenBitsMakesItNifti2) {
  VolumeForm form;
  form.type = VoxelType::float32;
  form.slope = 0.1;
  form.geometry = {{40000, 5, 6}, {{0.1, 0, 0}, {0, 0.75, 0}, {0, 0, 2}, {10, 20, 30}}};
  const auto header = nifti_header(form);
  ASSERT_EQ(header.size(), 544u);
  EXPECT_EQ(load<std::int32_t>(header, 0), 540);
  EXPECT_EQ(as_text(header).substr(4, 8), std::string_view("n+2\0\r\n\032\n", 8));
  EXPECT_EQ(load<std::int16_t>(header, 12), 16);
  EXPECT_EQ(load<std::int64_t>(header, 16), 3);
  EXPECT_EQ(load<std::int64_t>(header, 40), 40000);
  EXPECT_EQ(load<double>(header, 112), 0.1);
  EXPECT_EQ(load<std::int64_t>(header, 168), 544);
  EXPECT_EQ(load<double>(header, 176), 0.1);
  EXPECT_EQ(load<std::int32_t>(header, 348), 1);
  EXPECT_EQ(load<double>(header, 400), -0.1);
  EXPECT_EQ(load<double>(header, 424), -10.0);
  EXPECT_EQ(load<double>(header, 488), 30.0);
  EXPECT_EQ(load<std::int32_t>(header, 500), 2);
}

}  // namespace
}  // namespace scanetrix
