// SPDX-License-Identifier: Apache-2.0
#include "render/ray_cast.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace scanetrix {
namespace {

constexpr DisplayWindow kWindow{"", 50, 100};

/// 32³ voxels of 1 mm with a bright block on the patient's left and head side.
Volume block_left_and_up(const Affine& affine) {
  Volume volume;
  volume.geometry = {{32, 32, 32}, affine};
  volume.type = VoxelType::uint8;
  volume.voxels.resize(32 * 32 * 32);
  for (int k = 0; k < 32; ++k)
    for (int j = 0; j < 32; ++j)
      for (int i = 0; i < 32; ++i) {
        const Vec3 p = affine.at(i, j, k);
        if (p.x > 20 && p.x < 28 && p.z > 20 && p.z < 28 && p.y > 8 && p.y < 24)
          volume.voxels[static_cast<std::size_t>((k * 32 + j) * 32 + i)] = std::byte{100};
      }
  return volume;
}

double light_in(const Picture& picture, int x0, int y0) {
  double sum = 0;
  for (int y = y0; y < y0 + picture.height / 2; ++y)
    for (int x = x0; x < x0 + picture.width / 2; ++x)
      sum += picture.samples[static_cast<std::size_t>(y * picture.width + x)];
  return sum;
}

TEST(RayCast, ThePatientsLeftIsOnTheRightAndTheHeadIsUp) {
  const std::array affines{Affine{},  // As it lies, and the same body stored flipped and permuted.
                           Affine{{-1, 0, 0}, {0, -1, 0}, {0, 0, 1}, {31, 31, 0}},
                           Affine{{0, 1, 0}, {0, 0, -1}, {1, 0, 0}, {0, 0, 31}}};
  for (const Affine& affine : affines) {
    const Picture picture = ray_cast(block_left_and_up(affine), kWindow, 64, 64, 0);
    const double left_up = light_in(picture, 32, 0);
    EXPECT_GT(left_up, 1000);
    EXPECT_EQ(light_in(picture, 0, 0) + light_in(picture, 0, 32) + light_in(picture, 32, 32), 0);
  }
}

/// 40³ voxels of 1 mm, one of them bright with its neighbours.
Volume mark_at(Vec3 where, const Affine& affine) {
  Volume volume;
  volume.geometry = {{40, 40, 40}, affine};
  volume.type = VoxelType::uint8;
  volume.voxels.resize(40 * 40 * 40);
  for (int k = 0; k < 40; ++k)
    for (int j = 0; j < 40; ++j)
      for (int i = 0; i < 40; ++i)
        if (length(affine.at(i, j, k) - where) < 4)
          volume.voxels[static_cast<std::size_t>((k * 40 + j) * 40 + i)] = std::byte{100};
  return volume;
}

/// The middle of the light, in pixels.
std::array<double, 2> middle_of_light(const Picture& picture) {
  double sum = 0;
  double sum_x = 0;
  double sum_y = 0;
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      const double light = picture.samples[static_cast<std::size_t>(y * picture.width + x)];
      sum += light;
      sum_x += light * (x + 0.5);
      sum_y += light * (y + 0.5);
    }
  return {sum_x / sum, sum_y / sum};
}

TEST(RayCast, TurnedTheEyeGoesRoundByThePatientsLeft) {
  const Vec3 middle{19.5, 19.5, 19.5};
  const Vec3 left{12, 0, 0};
  const Vec3 back{0, 12, 0};
  const std::array affines{Affine{}, Affine{{-1, 0, 0}, {0, -1, 0}, {0, 0, 1}, {39, 39, 0}},
                           Affine{{0, 1, 0}, {0, 0, -1}, {1, 0, 0}, {0, 0, 39}}};
  // How far right of the middle each mark is seen, in mm: LPS by hand, from the front, the left, the back
  // and the right.
  const std::array<std::array<double, 3>, 4> seen{{{0, 12, 0}, {90, 0, 12}, {180, -12, 0}, {270, 0, -12}}};
  for (const Affine& affine : affines)
    for (const auto& [angle, left_at, back_at] : seen) {
      const double pixel_mm = turntable_pixel_mm({{40, 40, 40}, affine}, 100, 100);
      const auto at = [&](Vec3 way) {
        const auto [x, y] =
            middle_of_light(ray_cast(mark_at(middle + way, affine), kWindow, 100, 100, angle, pixel_mm));
        EXPECT_NEAR(y, 50, 0.6);
        return (x - 50) * pixel_mm;
      };
      EXPECT_NEAR(at(left), left_at, 0.5) << angle;
      EXPECT_NEAR(at(back), back_at, 0.5) << angle;
    }
}

TEST(RayCast, OnATurntableTheVolumeFitsFromEverywhereAndKeepsItsSize) {
  const Affine oblique{{0.8, 0.3, 0}, {-0.3, 0.8, 0.2}, {0, -0.2, 1.5}, {-7, 9, 30}};
  const Geometry geometry{{30, 70, 50}, oblique};
  const double pixel_mm = turntable_pixel_mm(geometry, 120, 90);
  for (int angle = 0; angle < 360; angle += 10) {
    Volume volume;
    volume.geometry = geometry;
    volume.type = VoxelType::uint8;
    volume.voxels.assign(30 * 70 * 50, std::byte{100});
    const Picture picture = ray_cast(volume, kWindow, 120, 90, angle, pixel_mm);
    for (int x = 0; x < 120; ++x) {
      EXPECT_EQ(picture.samples[static_cast<std::size_t>(x)], 0);
      EXPECT_EQ(picture.samples[static_cast<std::size_t>(89 * 120 + x)], 0);
    }
    for (int y = 0; y < 90; ++y) {
      EXPECT_EQ(picture.samples[static_cast<std::size_t>(y * 120)], 0);
      EXPECT_EQ(picture.samples[static_cast<std::size_t>(y * 120 + 119)], 0);
    }
    EXPECT_GT(light_in(picture, 30, 22), 0);
  }
  // From the front as from behind, and no larger than it must be.
  EXPECT_LT(turntable_pixel_mm({{10, 10, 10}, {}}, 100, 100), 10 * 1.4143 / 100);
}

TEST(RayCast, WhatIsPassedOverInOneGoWouldHaveShownNothing) {
  Volume volume;
  volume.geometry = {{29, 41, 37}, {{0.8, 0, 0.1}, {0, 0.9, 0}, {-0.1, 0, 1.3}, {-20, 3, 5}}};
  volume.type = VoxelType::uint8;
  volume.voxels.resize(29 * 41 * 37);
  const auto fill = [&](int k, int j, int i) {
    volume.voxels[static_cast<std::size_t>((k * 41 + j) * 37 + i)] = std::byte{90};
  };
  // Small things in corners and across the seams of what is passed over still leave light on the picture.
  for (const auto& [k, j, i] :
       std::vector<std::array<int, 3>>{{0, 0, 0}, {8, 8, 8}, {7, 16, 24}, {16, 31, 8}, {24, 24, 15}}) {
    std::fill(volume.voxels.begin(), volume.voxels.end(), std::byte{0});
    for (int dk = 0; dk < 2; ++dk)
      for (int dj = 0; dj < 2; ++dj)
        for (int di = 0; di < 2; ++di) fill(std::min(k + dk, 28), std::min(j + dj, 40), std::min(i + di, 36));
    const Picture picture = ray_cast(volume, kWindow, 120, 120, 25);
    EXPECT_GT(light_in(picture, 0, 0) + light_in(picture, 60, 0) + light_in(picture, 0, 60) +
                  light_in(picture, 60, 60),
              0)
        << k << " " << j << " " << i;
  }
}

TEST(RayCast, AnEmptyVolumeIsBlack) {
  Volume volume = block_left_and_up({});
  std::fill(volume.voxels.begin(), volume.voxels.end(), std::byte{0});
  const Picture picture = ray_cast(volume, kWindow, 32, 32, 30);
  EXPECT_EQ(light_in(picture, 0, 0) + light_in(picture, 16, 16), 0);
}

}  // namespace
}  // namespace scanetrix
