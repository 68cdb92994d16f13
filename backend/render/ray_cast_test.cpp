// SPDX-License-Identifier: Apache-2.0
#include "render/ray_cast.h"

#include <gtest/gtest.h>

#include <array>
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
