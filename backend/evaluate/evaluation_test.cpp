// SPDX-License-Identifier: Apache-2.0
#include "evaluate/evaluation.h"

#include <gtest/gtest.h>

#include <cmath>

namespace scanetrix {
namespace {

/// A ball of bone in water, 60 voxels wide.
TestVolume ball() {
  TestVolume volume{
      .name = "ball", .source = "drawn", .voxels = {{64, 48, 48}, {}}, .is_ct = true, .range = 3072};
  for (std::int64_t n = 0; n < volume.voxels.shape.count(); ++n) {
    const double z = static_cast<double>(n / 2304) - 31.5;
    const double y = static_cast<double>(n / 48 % 48) - 23.5;
    const double x = static_cast<double>(n % 48) - 23.5;
    const double depth = 18 - std::sqrt(z * z + y * y + x * x);
    volume.voxels.values.push_back(static_cast<float>(1000 * std::clamp(depth + 0.5, 0.0, 1.0)));
  }
  return volume;
}

const EvaluationCase kThick{.name = "thick", .profile = {ProfileShape::hann, 4}};

TEST(Evaluation, RanksTheClassicalMethodsAsTheyRank) {
  const auto done = evaluate(ball(), kThick, {});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->scores.size(), 7u);
  EXPECT_GT(done->of("linear").psnr, done->of("nearest").psnr);
  EXPECT_GT(done->of("catmull-rom").psnr, done->of("linear").psnr);
  EXPECT_GT(done->of("back-projection").psnr, done->best_interpolation().psnr);
  EXPECT_GT(done->of("flow").psnr, done->of("nearest").psnr);
  EXPECT_LT(*done->of("back-projection").surface_mm, *done->of("nearest").surface_mm);
}

TEST(Evaluation, APerfectMethodHasNoErrorAndIsAskedWithWhatItMayKnow) {
  const TestVolume volume = ball();
  const Reconstructor perfect = [&](const RealVolume& slices, const TestVolume&, const EvaluationCase& how,
                                    std::string& note) -> Result<RealVolume> {
    note = "it knew";
    EXPECT_EQ(slices.shape.z * how.factor - how.factor + 1, 57);
    RealVolume truth{{57, 48, 48}, {}};
    const std::int64_t margin = static_cast<std::int64_t>(profile_taps(how.profile).size() / 2) * 2304;
    truth.values.assign(volume.voxels.values.begin() + margin,
                        volume.voxels.values.begin() + margin + 57 * 2304);
    return truth;
  };
  const auto done = evaluate(volume, kThick, perfect);
  ASSERT_TRUE(done) << done.error().message;
  const Scores& scores = done->of(kUnderTest);
  EXPECT_TRUE(std::isinf(scores.psnr));
  EXPECT_NEAR(scores.ssim, 1, 1e-6);
  EXPECT_EQ(scores.soft_hu, 0);
  EXPECT_EQ(*scores.surface_mm, 0);
  EXPECT_EQ(scores.note, "it knew");
}

TEST(Evaluation, AMethodThatFailsFailsTheEvaluation) {
  const Reconstructor failing = [](const RealVolume&, const TestVolume&, const EvaluationCase&,
                                   std::string&) -> Result<RealVolume> {
    return fail(ErrorCode::unavailable, "no");
  };
  EXPECT_FALSE(evaluate(ball(), kThick, failing));
}

TEST(Evaluation, WrongWidthsMakeBackProjectionWorse) {
  EvaluationCase wrong = kThick;
  wrong.told_width = 2.8;
  EXPECT_LT(evaluate(ball(), wrong, {})->of("back-projection").psnr,
            evaluate(ball(), kThick, {})->of("back-projection").psnr);
}

}  // namespace
}  // namespace scanetrix
