// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/lattice.h"

#include <gtest/gtest.h>

namespace scanetrix {
namespace {

Geometry stack(double dz, double dy, double dx) {
  Geometry geometry;
  geometry.shape = {20, 8, 8};
  geometry.ijk_to_lps = {{dx, 0, 0}, {0, dy, 0}, {0, 0, dz}, {-10, 5, 30}};
  return geometry;
}

TEST(Lattice, TheFactorMakesVoxelsAboutAsLongAsWide) {
  EXPECT_EQ(refinement_factor(stack(5, 1, 1)), 5);
  EXPECT_EQ(refinement_factor(stack(3, 0.9, 0.86)), 3);
  EXPECT_EQ(refinement_factor(stack(1.2, 1, 1)), 1);
  EXPECT_EQ(refinement_factor(stack(0.5, 1, 1)), 1);
}

TEST(Lattice, PixelsFinerThanHalfAMillimetreAskForNoMore) {
  EXPECT_EQ(refinement_factor(stack(2, 0.2, 0.2)), 4);
}

TEST(Lattice, NoFactorIsOverSix) {
  EXPECT_EQ(refinement_factor(stack(40, 0.5, 0.5)), 6);
}

TEST(Lattice, EveryFactorthSliceLiesWhereAnAcquiredOneLies) {
  Geometry coarse = stack(4.4, 0.7, 0.7);
  coarse.ijk_to_lps.step_k = {0.3, -0.2, 4.4};
  for (int factor = 2; factor <= 6; ++factor) {
    const Geometry fine = refined(coarse, factor);
    EXPECT_EQ(fine.shape.z, 19 * factor + 1);
    EXPECT_EQ(fine.shape.y, 8);
    for (int k = 0; k < 20; ++k)
      EXPECT_LT(length(fine.ijk_to_lps.at(3, 5, k * factor) - coarse.ijk_to_lps.at(3, 5, k)), 1e-9);
  }
}

TEST(Lattice, NoSlicesStayNone) {
  EXPECT_EQ(refined_depth(0, 4), 0);
  EXPECT_EQ(refined_depth(1, 4), 1);
}

}  // namespace
}  // namespace scanetrix
