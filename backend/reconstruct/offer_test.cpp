// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/offer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

SeriesVolume stack(std::int64_t slices = 12, double step_mm = 4) {
  SeriesVolume volume;
  volume.form.geometry = {{slices, 30, 40}, {{1, 0, 0}, {0, 1, 0}, {0, 0, step_mm}, {5, 6, 7}}};
  return volume;
}

std::string_view refusal(const SeriesVolume& volume, const std::vector<Warning>& warnings = {}) {
  const auto offer = reconstruction_offer(volume, warnings);
  if (offer) return "offered";
  EXPECT_FALSE(offer.error().message.empty());
  return offer.error().slug;
}

TEST(ReconstructionOffer, SaysWhatWouldBeMade) {
  const auto offer = reconstruction_offer(stack(), {});
  ASSERT_TRUE(offer) << offer.error().message;
  EXPECT_EQ(offer->factor, 4);
  EXPECT_EQ(offer->geometry.shape, (Shape{45, 30, 40}));
  EXPECT_EQ(offer->geometry.spacing_mm()[0], 1);
  EXPECT_EQ(offer->geometry.ijk_to_lps.origin.z, 7);
}

TEST(ReconstructionOffer, WarningsThatDoNotDoubtTheOrderDoNotMatter) {
  EXPECT_EQ(refusal(stack(), {{"uneven_spacing", ""}, {"orientation_unknown", ""}}), "offered");
}

TEST(ReconstructionOffer, EachReasonHasItsName) {
  SeriesVolume labels = stack();
  labels.form.kind = VolumeKind::labels;
  EXPECT_EQ(refusal(labels), "not_an_image");
  SeriesVolume made = stack();
  made.reconstructed_from = "original";
  EXPECT_EQ(refusal(made), "not_acquired");
  SeriesVolume colour = stack();
  colour.form.channels = 3;
  EXPECT_EQ(refusal(colour), "not_scalar");
  SeriesVolume moving = stack();
  moving.form.time_points = 2;
  EXPECT_EQ(refusal(moving), "time_series");
  SeriesVolume cine = stack();
  cine.cine = Cine{};
  cine.form.geometry.calibrated = false;
  EXPECT_EQ(refusal(cine), "no_stack");
  EXPECT_EQ(refusal(stack(1)), "no_stack");
  EXPECT_EQ(refusal(stack(7)), "too_few_slices");
  EXPECT_EQ(refusal(stack(8)), "offered");
  SeriesVolume unknown = stack();
  unknown.form.geometry.calibrated = false;
  EXPECT_EQ(refusal(unknown), "uncalibrated");
  EXPECT_EQ(refusal(stack(), {{"order_not_verified", ""}}), "order_not_verified");
  EXPECT_EQ(refusal(stack(), {{"unrelated_slices", ""}}), "unrelated_slices");
  EXPECT_EQ(refusal(stack(12, 1.49)), "not_needed");
  EXPECT_EQ(refusal(stack(12, 1.5)), "offered");
}

}  // namespace
}  // namespace scanetrix
