// SPDX-License-Identifier: Apache-2.0
#include "pipeline/decode_job.h"

#include <gtest/gtest.h>

namespace scanetrix {
namespace {

TEST(OverallFraction, GrowsFromStageToStage) {
  double last = -1;
  for (const char* stage : {"unpacking", "reading", "assembling", "pyramid", "storing"})
    for (const double fraction : {0.1, 0.9}) {
      EXPECT_GT(overall_fraction(reading_stages(), stage, fraction), last);
      last = overall_fraction(reading_stages(), stage, fraction);
    }
  EXPECT_LE(last, 1);
}

TEST(OverallFraction, CountsByShareAndKnowsNothingOfOtherStages) {
  const StageShares shares{{"checking", 1}, {"refining", 0}, {"storing", 3}};
  EXPECT_DOUBLE_EQ(overall_fraction(shares, "checking", 1), 0.25);
  EXPECT_DOUBLE_EQ(overall_fraction(shares, "storing", 0.5), 0.625);
  EXPECT_EQ(overall_fraction(shares, "waiting", 1), 0);
  EXPECT_EQ(overall_fraction({}, "checking", 1), 0);
}

TEST(GivenUp, SaysSoAfterManyTriesAndNotBefore) {
  EXPECT_FALSE(given_up({.attempts = 20}));
  EXPECT_EQ(given_up({.attempts = 21})->code, "gave_up");
}

}  // namespace
}  // namespace scanetrix
