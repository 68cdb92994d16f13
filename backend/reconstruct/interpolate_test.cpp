// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/interpolate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <limits>

#include "reconstruct/lattice.h"

namespace scanetrix {
namespace {

/// A stack of `slices` slices of 5 × 7 whose values `value(k, j, i)` gives.
template <typename T, typename Function>
SeriesVolume stack_of(VoxelType type, std::int64_t slices, Function value) {
  Volume volume;
  volume.type = type;
  volume.geometry.shape = {slices, 5, 7};
  volume.geometry.ijk_to_lps.step_k = {0, 0, 4};
  volume.voxels.resize(static_cast<std::size_t>(volume.geometry.shape.count()) * sizeof(T));
  for (std::int64_t n = 0; n < volume.geometry.shape.count(); ++n)
    volume.samples<T>()[static_cast<std::size_t>(n)] = static_cast<T>(value(n / 35, n / 7 % 5, n % 7));
  return held_in_memory(std::move(volume), "for a test");
}

std::int64_t uneven(std::int64_t k, std::int64_t j, std::int64_t i) {
  return (k * 7919 + j * 104729 + i * 1299709) % 4001 - 1000;
}

Volume read(const SeriesVolume& volume) {
  return *read_volume(volume.form, *volume.voxels);
}

TEST(Interpolate, PreserveKeepsEveryAcquiredSliceBitForBit) {
  const SeriesVolume coarse = stack_of<std::int16_t>(VoxelType::int16, 9, uneven);
  const Volume before = read(coarse);
  for (const auto method : {Interpolation::linear, Interpolation::lanczos3, Interpolation::back_projection})
    for (int factor = 2; factor <= 6; ++factor) {
      const SeriesVolume fine = interpolated(coarse, factor, method, {ProfileShape::hann, 1.0 * factor},
                                             ReconstructionMode::preserve);
      const Volume after = read(fine);
      ASSERT_EQ(after.geometry.shape.z, refined_depth(9, factor));
      const std::size_t bytes = fine.form.slice_bytes();
      for (std::size_t k = 0; k < 9; ++k)
        EXPECT_TRUE(std::ranges::equal(
            std::span(before.voxels).subspan(k * bytes, bytes),
            std::span(after.voxels).subspan(k * static_cast<std::size_t>(factor) * bytes, bytes)));
    }
}

TEST(Interpolate, WhatIsBetweenIsWhatTheWeightsSay) {
  const SeriesVolume coarse = stack_of<std::int16_t>(
      VoxelType::int16, 12,
      [](std::int64_t k, std::int64_t j, std::int64_t i) { return 100 * k + 10 * j + i; });
  const Volume fine = read(
      interpolated(coarse, 4, Interpolation::linear, SliceProfile::thin(), ReconstructionMode::preserve));
  for (std::int64_t k = 0; k < 45; ++k)
    EXPECT_EQ(fine.samples<std::int16_t>()[static_cast<std::size_t>(k * 35 + 2 * 7 + 3)], 25 * k + 23);
}

TEST(Interpolate, OvershootStaysInTheTypesRange) {
  const SeriesVolume coarse = stack_of<std::uint8_t>(
      VoxelType::uint8, 10, [](std::int64_t k, std::int64_t, std::int64_t) { return k < 5 ? 0 : 255; });
  const Volume fine = read(interpolated(coarse, 4, Interpolation::back_projection, {ProfileShape::hann, 4},
                                        ReconstructionMode::deblur));
  // Without care, −20 would become 236.
  EXPECT_EQ(fine.samples<std::uint8_t>()[14 * 35], 0);
  EXPECT_EQ(fine.samples<std::uint8_t>()[22 * 35], 255);
}

TEST(Interpolate, SaysWhichSlicesWereNotMeasured) {
  EXPECT_THAT(unmeasured_slices(3, 2, {}, ReconstructionMode::preserve), testing::ElementsAre(1, 3));
  EXPECT_THAT(unmeasured_slices(3, 2, {1}, ReconstructionMode::preserve), testing::ElementsAre(1, 2, 3));
  EXPECT_THAT(unmeasured_slices(2, 3, {}, ReconstructionMode::deblur), testing::ElementsAre(0, 1, 2, 3));
}

TEST(Interpolate, LiesWhereTheAcquiredStackLies) {
  const SeriesVolume coarse = stack_of<float>(VoxelType::float32, 4, uneven);
  const SeriesVolume fine =
      interpolated(coarse, 4, Interpolation::linear, SliceProfile::thin(), ReconstructionMode::preserve);
  EXPECT_EQ(fine.form.geometry.spacing_mm()[0], 1);
  EXPECT_EQ(fine.form.geometry.ijk_to_lps.at(1, 2, 8).z, coarse.form.geometry.ijk_to_lps.at(1, 2, 2).z);
}

TEST(Interpolate, NotANumberStaysWhereItIs) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const SeriesVolume coarse =
      stack_of<float>(VoxelType::float32, 20, [&](std::int64_t k, std::int64_t j, std::int64_t i) {
        return k == 10 && j == 1 && i == 1 ? nan : 5.0F;
      });
  const Volume fine = read(interpolated(coarse, 2, Interpolation::catmull_rom, SliceProfile::thin(),
                                        ReconstructionMode::preserve));
  EXPECT_TRUE(std::isnan(fine.samples<float>()[19 * 35 + 8]));
  EXPECT_EQ(fine.samples<float>()[19 * 35 + 9], 5);
  EXPECT_EQ(fine.samples<float>()[4 * 35 + 8], 5);
}

TEST(Interpolate, ReadsEachAcquiredSliceOnceWhenAskedInOrder) {
  class Counting final : public VoxelSource {
   public:
    explicit Counting(std::shared_ptr<const VoxelSource> inner) : inner_(std::move(inner)) {}
    Result<void> read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const override {
      ++reads;
      return inner_->read_slice(time, k, slice);
    }
    mutable std::atomic<int> reads = 0;

   private:
    std::shared_ptr<const VoxelSource> inner_;
  };
  SeriesVolume coarse = stack_of<std::int16_t>(VoxelType::int16, 60, uneven);
  const auto counting = std::make_shared<Counting>(coarse.voxels);
  coarse.voxels = counting;
  const SeriesVolume fine = interpolated(coarse, 4, Interpolation::back_projection, {ProfileShape::hann, 4},
                                         ReconstructionMode::deblur);
  Bytes slice(fine.form.slice_bytes());
  for (std::int64_t k = 0; k < fine.form.geometry.shape.z; ++k)
    ASSERT_TRUE(fine.voxels->read_slice(0, k, slice));
  EXPECT_EQ(counting->reads, 60);
}

TEST(Interpolate, NameAndModeLeadToEachOther) {
  for (const auto mode : {ReconstructionMode::preserve, ReconstructionMode::deblur})
    EXPECT_EQ(reconstruction_mode_named(name_of(mode)), mode);
  EXPECT_FALSE(reconstruction_mode_named("sharpen"));
}

}  // namespace
}  // namespace scanetrix
