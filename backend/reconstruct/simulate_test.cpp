// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/simulate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "reconstruct/lattice.h"

namespace scanetrix {
namespace {

RealVolume ramp(std::int64_t depth) {
  RealVolume volume{{depth, 2, 3}, {}};
  for (std::int64_t n = 0; n < volume.shape.count(); ++n) volume.values.push_back(static_cast<float>(n / 6));
  return volume;
}

TEST(Simulate, ASliceOfARampIsItsCentreThroughEveryProfile) {
  for (const auto shape : {ProfileShape::box, ProfileShape::gaussian, ProfileShape::hann}) {
    const SimulatedStack stack = acquire(ramp(60), 4, {shape, 4});
    ASSERT_EQ(stack.truth.shape.z, refined_depth(stack.slices.shape.z, 4));
    for (std::int64_t k = 0; k < stack.slices.shape.z; ++k)
      EXPECT_NEAR(stack.slices.values[static_cast<std::size_t>(k * 6)],
                  stack.truth.values[static_cast<std::size_t>(4 * k * 6)], 1e-4);
  }
}

TEST(Simulate, ThinSlicesAreThoseThatWereThere) {
  const SimulatedStack stack = acquire(ramp(21), 4, SliceProfile::thin());
  EXPECT_EQ(stack.slices.shape.z, 6);
  EXPECT_EQ(stack.slices.values[6], 4);
}

TEST(Simulate, NoiseHasTheDeviationThatWasAskedForAndComesAgain) {
  RealVolume even{{41, 50, 50}, std::vector<float>(41 * 2500, 10.0F)};
  const SimulatedStack stack = acquire(even, 4, SliceProfile::thin(), 3, 7);
  double sum = 0;
  double squares = 0;
  for (const float value : stack.slices.values) {
    sum += value - 10;
    squares += (value - 10) * (value - 10);
  }
  const auto count = static_cast<double>(stack.slices.values.size());
  EXPECT_NEAR(sum / count, 0, 0.1);
  EXPECT_NEAR(std::sqrt(squares / count), 3, 0.1);
  EXPECT_EQ(stack.slices.values, acquire(even, 4, SliceProfile::thin(), 3, 7).slices.values);
  EXPECT_NE(stack.slices.values, acquire(even, 4, SliceProfile::thin(), 3, 8).slices.values);
}

}  // namespace
}  // namespace scanetrix
