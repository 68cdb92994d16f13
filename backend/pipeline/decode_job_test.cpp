// SPDX-License-Identifier: Apache-2.0
#include "pipeline/decode_job.h"

#include <gtest/gtest.h>

namespace scanetrix {
namespace {

TEST(OverallFraction, GrowsFromStageToStage) {
  double last = -1;
  for (const char* stage : {"unpacking", "reading", "assembling", "pyramid", "storing"})
    for (const double fraction : {0.1, 0.9}) {
      EXPECT_GT(overall_fraction(stage, fraction), last);
      last = overall_fraction(stage, fraction);
    }
  EXPECT_LE(last, 1);
}

TEST(GivenUp, SaysSoAfterManyTriesAndNotBefore) {
  EXPECT_FALSE(given_up({.attempts = 20}));
  EXPECT_EQ(given_up({.attempts = 21})->code, "gave_up");
}

}  // namespace
}  // namespace scanetrix
