// SPDX-License-Identifier: Apache-2.0
#include "models/model_lattice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace scanetrix {
namespace {

/// Coronal slices, turned by 20 degrees about the body's long axis, head first: 0.8 × 0.9 mm, 3 mm apart.
Geometry oblique() {
  const double c = std::cos(0.35);
  const double s = std::sin(0.35);
  Geometry geometry;
  geometry.shape = {10, 40, 50};
  geometry.ijk_to_lps = {Vec3{c, s, 0} * 0.8, Vec3{0, 0, -1} * 0.9, Vec3{-s, c, 0} * 3.0, {-20, -30, 90}};
  return geometry;
}

TEST(ModelLattice, OrientationTurnsAndMirrorsButMovesNoVoxel) {
  const Geometry source = oblique();
  const auto lattice = model_lattice(source, std::vector<PrepareStep>{OrientImage{"RAS"}});
  ASSERT_TRUE(lattice) << lattice.error().message;
  const Geometry turned = lattice->geometry(source);
  EXPECT_LT(turned.ijk_to_lps.step_i.x, -0.7);  // To the right.
  EXPECT_LT(turned.ijk_to_lps.step_j.y, -2.5);  // To the front.
  EXPECT_GT(turned.ijk_to_lps.step_k.z, 0.85);  // To the head.
  EXPECT_EQ(turned.shape, (Shape{40, 10, 50}));
  const Vec3 there = turned.ijk_to_lps.at(49 - 7, 9 - 3, 39 - 11);
  EXPECT_LT(length(there - source.ijk_to_lps.at(7, 11, 3)), 1e-9);
}

TEST(ModelLattice, EveryWayToNameThreeDirectionsIsFollowed) {
  const Geometry source = oblique();
  for (const char* codes : {"RAS", "LPS", "SAR", "PIL", "IRP"}) {
    const auto steps = std::vector<PrepareStep>{OrientImage{codes}};
    const Affine made = model_lattice(source, steps)->geometry(source).ijk_to_lps;
    const std::array<Vec3, 3> runs{made.step_i, made.step_j, made.step_k};
    for (std::size_t a = 0; a < 3; ++a) {
      const char code = codes[a];
      const double towards = code == 'L' || code == 'R'   ? runs[a].x
                             : code == 'A' || code == 'P' ? runs[a].y
                                                          : runs[a].z;
      EXPECT_GT(code == 'L' || code == 'P' || code == 'S' ? towards : -towards, 0.5)
          << codes << " axis " << a;
    }
  }
}

TEST(ModelLattice, SpacingKeepsTheFirstVoxelAndReachesTheLast) {
  const Geometry source = oblique();
  const auto lattice =
      model_lattice(source, std::vector<PrepareStep>{OrientImage{"RAS"}, SpaceImage{{1.5, 2, 1}}});
  const Geometry spaced = lattice->geometry(source);
  EXPECT_THAT(spaced.spacing_mm(),
              testing::ElementsAre(testing::DoubleNear(1, 1e-9), testing::DoubleNear(2, 1e-9),
                                   testing::DoubleNear(1.5, 1e-9)));
  EXPECT_LT(length(spaced.ijk_to_lps.origin - source.ijk_to_lps.at(49, 39, 9)), 1e-9);
  const Shape& shape = spaced.shape;
  const Vec3 last = spaced.ijk_to_lps.at(static_cast<double>(shape.x - 1), static_cast<double>(shape.y - 1),
                                         static_cast<double>(shape.z - 1));
  const Vec3 off = last - source.ijk_to_lps.at(0, 0, 0);
  EXPECT_LE(std::abs(dot(off, source.ijk_to_lps.step_i)) / 0.8, 0.75);
  EXPECT_LE(std::abs(dot(off, source.ijk_to_lps.step_j)) / 0.9, 0.5);
  EXPECT_LE(std::abs(dot(off, source.ijk_to_lps.step_k)) / 3, 1);
}

TEST(ModelLattice, DistancesBeforeDirectionsAreThoseOfTheSourcesAxes) {
  const Geometry source = oblique();
  const auto lattice =
      model_lattice(source, std::vector<PrepareStep>{SpaceImage{{1, 2, 4}}, OrientImage{"RAS"}});
  EXPECT_THAT(lattice->geometry(source).spacing_mm(),
              testing::ElementsAre(testing::DoubleNear(2, 1e-9), testing::DoubleNear(4, 1e-9),
                                   testing::DoubleNear(1, 1e-9)));
}

TEST(ModelLattice, TheWayBackLeadsToTheNearestVoxelInTheBody) {
  const Geometry source = oblique();
  const auto lattice =
      model_lattice(source, std::vector<PrepareStep>{OrientImage{"RAS"}, SpaceImage{{1.5, 2, 1}}});
  const Geometry model = lattice->geometry(source);
  std::array<std::vector<std::int64_t>, 3> back;
  for (const LatticeAxis& axis : lattice->axes)
    back[static_cast<std::size_t>(axis.source_axis)] = nearest_indices(
        axis, std::array<std::int64_t, 3>{50, 40, 10}[static_cast<std::size_t>(axis.source_axis)]);
  for (std::size_t k = 0; k < 10; ++k)
    for (std::size_t j = 0; j < 40; j += 3)
      for (std::size_t i = 0; i < 50; i += 3) {
        // RAS of this source: i stays i, j is k, k is j.
        const Vec3 found =
            model.ijk_to_lps.at(static_cast<double>(back[0][i]), static_cast<double>(back[2][k]),
                                static_cast<double>(back[1][j]));
        const Vec3 off = found - source.ijk_to_lps.at(static_cast<double>(i), static_cast<double>(j),
                                                      static_cast<double>(k));
        EXPECT_LE(std::abs(dot(off, model.ijk_to_lps.step_i)), 1.5 * 1.5 * 0.5 + 1e-9);
        EXPECT_LE(std::abs(dot(off, model.ijk_to_lps.step_j)), 2 * 2 * 0.5 + 1e-9);
        EXPECT_LE(std::abs(dot(off, model.ijk_to_lps.step_k)), 0.5 + 1e-9);
      }
}

TEST(ModelLattice, WhatHasNoMillimetresOrIsShearedIsRefused) {
  Geometry source = oblique();
  source.calibrated = false;
  const std::vector<PrepareStep> spacing{SpaceImage{}};
  EXPECT_EQ(model_lattice(source, spacing).error().slug, "uncalibrated");
  EXPECT_TRUE(model_lattice(source, std::vector<PrepareStep>{ScaleRange{}}));
  source.calibrated = true;
  source.ijk_to_lps.step_k.z += 0.4;
  EXPECT_EQ(model_lattice(source, spacing).error().slug, "sheared");
}

TEST(ModelLattice, ALatticeThatNoMemoryHoldsIsRefusedBeforeItIsMade) {
  Geometry source = oblique();
  source.shape = {2000, 2000, 2000};
  EXPECT_EQ(model_lattice(source, std::vector<PrepareStep>{SpaceImage{{0.05, 0.05, 0.05}}}).error().slug,
            "too_large");
}

}  // namespace
}  // namespace scanetrix
