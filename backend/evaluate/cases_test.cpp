// SPDX-License-Identifier: Apache-2.0
#include "evaluate/cases.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace scanetrix {
namespace {

TEST(EvaluationCases, AskForKnownAndWrongProfilesNoiseAndGaps) {
  const auto cases = evaluation_cases();
  const auto any = [&](auto condition) { return std::ranges::any_of(cases, condition); };
  EXPECT_TRUE(any([](const EvaluationCase& c) { return c.factor == 3 && c.told_width == c.profile.width; }));
  EXPECT_TRUE(any([](const EvaluationCase& c) { return c.factor == 4 && c.told_width == c.profile.width; }));
  EXPECT_TRUE(any([](const EvaluationCase& c) { return c.told_width == 0.7 * c.profile.width; }));
  EXPECT_TRUE(any([](const EvaluationCase& c) { return c.told_width == 1.3 * c.profile.width; }));
  EXPECT_TRUE(any([](const EvaluationCase& c) { return c.noise > 0; }));
  EXPECT_TRUE(any([](const EvaluationCase& c) { return c.profile.width <= 1 && c.factor == 4; }));
}

TEST(EvaluationCases, WhereAcquiredSlicesAreKeptOnlyTheOthersCount) {
  for (const EvaluationCase& each : evaluation_cases())
    EXPECT_EQ(each.missing_only, each.mode == ReconstructionMode::preserve) << each.name;
}

}  // namespace
}  // namespace scanetrix
