// SPDX-License-Identifier: Apache-2.0
#include "ingest/voxel_element.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::IsEmpty;

template <typename T>
VoxelPlan plan_of(SampleKind kind, std::vector<T> values, double slope = 1, double intercept = 0) {
  Bytes stored;
  for (const T value : values) append(stored, value);
  auto plan = plan_voxels({kind}, slope, intercept, [&](const auto& visit) -> Result<void> {
    visit(stored);
    return {};
  });
  EXPECT_TRUE(plan);
  return plan.value_or(VoxelPlan{});
}

TEST(PlanVoxels, LooksAtNothingWhereTheTypeIsClear) {
  const auto plan = plan_voxels({SampleKind::int16}, 1, 0, [](const auto&) -> Result<void> {
    return fail(ErrorCode::internal, "not needed");
  });
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->type, VoxelType::int16);
}

TEST(PlanVoxels, AppliesWholeScalesWhereTheResultFits) {
  const auto fits = plan_of<std::int16_t>(SampleKind::int16, {0, 1000}, 2, -1024);
  EXPECT_EQ(fits.type, VoxelType::int16);
  EXPECT_EQ(fits.slope, 1);
  const auto wide = plan_of<std::uint32_t>(SampleKind::uint32, {0, 4'000'000'000u}, 1000, 0);
  EXPECT_EQ(wide.type, VoxelType::uint32);
  EXPECT_EQ(wide.slope, 1000);
}

TEST(PlanVoxels, KeepsOtherScalesBesideTheVoxels) {
  const auto plan = plan_of<std::int64_t>(SampleKind::int64, {-5, 70000}, 0.5, 1);
  EXPECT_EQ(plan.type, VoxelType::int32);
  EXPECT_EQ(plan.slope, 0.5);
  EXPECT_FALSE(plan.applies_scale);
}

TEST(PlanVoxels, SaysWhereSixtyFourBitsAreRounded) {
  EXPECT_THAT(plan_of<std::int64_t>(SampleKind::int64, {1ll << 53}).warnings, IsEmpty());
  EXPECT_EQ(plan_of<std::int64_t>(SampleKind::int64, {(1ll << 53) + 1}).warnings.size(), 1u);
  EXPECT_EQ(
      plan_of<std::int64_t>(SampleKind::int64, {std::numeric_limits<std::int64_t>::min()}).warnings.size(),
      1u);
}

TEST(CheckElement, RefusesColourOfOtherThanEightBits) {
  EXPECT_TRUE(check_element({SampleKind::uint8, SampleMeaning::rgb}));
  EXPECT_FALSE(check_element({SampleKind::uint16, SampleMeaning::rgb}));
  EXPECT_FALSE(check_element({SampleKind::int16, SampleMeaning::complex}));
}

}  // namespace
}  // namespace scanetrix
