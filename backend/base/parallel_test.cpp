// SPDX-License-Identifier: Apache-2.0
#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace scanetrix {
namespace {

TEST(ParallelFor, CallsEachIndexOnce) {
  std::vector<std::atomic<int>> calls(1000);
  ASSERT_TRUE(parallel_for(calls.size(), [&](std::size_t i) -> Result<void> {
    ++calls[i];
    return {};
  }));
  for (const auto& count : calls) EXPECT_EQ(count, 1);
}

TEST(ParallelFor, ReturnsTheErrorAndStops) {
  std::atomic<int> calls = 0;
  const auto result = parallel_for(100000, [&](std::size_t) -> Result<void> {
    ++calls;
    return fail(ErrorCode::bad_input, "slice 3");
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "slice 3");
  EXPECT_LT(calls, 1000);
}

TEST(ParallelFor, NothingToDoIsSuccess) {
  EXPECT_TRUE(parallel_for(0, [](std::size_t) -> Result<void> { return fail(ErrorCode::internal, ""); }));
}

}  // namespace
}  // namespace scanetrix
