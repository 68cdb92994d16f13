// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/image_quality.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace scanetrix {
namespace {

constexpr double kAll = -std::numeric_limits<double>::infinity();
bool every(std::int64_t) {
  return true;
}

RealVolume waves(double phase, double height) {
  RealVolume volume{{24, 4, 24}, {}};
  for (std::int64_t n = 0; n < volume.shape.count(); ++n) {
    const double z = static_cast<double>(n / 96);
    const double x = static_cast<double>(n % 24);
    volume.values.push_back(static_cast<float>(50 + height * std::sin(0.7 * z + phase) * std::cos(0.4 * x)));
  }
  return volume;
}

TEST(ImageQuality, PsnrIsTwentyLogOfRangeOverAConstantError) {
  const RealVolume truth = waves(0, 40);
  RealVolume made = truth;
  for (float& value : made.values) value += 1;
  EXPECT_NEAR(psnr(truth, made, 100, kAll, every), 40, 1e-3);
}

TEST(ImageQuality, OnlyChosenSlicesAndTheBodyCount) {
  const RealVolume truth = waves(0, 40);
  RealVolume made = truth;
  for (std::size_t i = 0; i < 96; ++i) made.values[i] += 50;  // Slice 0.
  EXPECT_TRUE(std::isinf(psnr(truth, made, 100, kAll, [](std::int64_t k) { return k > 0; })));
  made = truth;
  for (std::size_t i = 0; i < truth.values.size(); ++i)
    if (truth.values[i] < 60) made.values[i] += 50;
  EXPECT_TRUE(std::isinf(psnr(truth, made, 100, 60, every)));
  EXPECT_LT(psnr(truth, made, 100, kAll, every), 20);
}

TEST(ImageQuality, SsimIsOneForTheSameAndFallsWithDisplacement) {
  const RealVolume truth = waves(0, 40);
  EXPECT_NEAR(ssim(truth, truth, 100), 1, 1e-6);
  const double near = ssim(truth, waves(0.1, 40), 100);
  const double far = ssim(truth, waves(1.2, 40), 100);
  EXPECT_LT(near, 1);
  EXPECT_LT(far, near);
  EXPECT_LT(far, 0.6);
}

TEST(ImageQuality, SsimOfOppositesIsNegative) {
  EXPECT_LT(ssim(waves(0, 40), waves(0, -40), 100), 0);
}

TEST(ImageQuality, ErrorWithinAWindowLeavesOutWhatLiesOutside) {
  const RealVolume truth{{1, 1, 4}, {-1000, 0, 100, 2000}};
  const RealVolume made{{1, 1, 4}, {-500, 4, 98, 0}};
  EXPECT_DOUBLE_EQ(mean_error_within(truth, made, -160, 240, every), 3);
}

}  // namespace
}  // namespace scanetrix
