// SPDX-License-Identifier: Apache-2.0
#include "infer/reconstruct_job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/id.h"
#include "infer/predict_planes.h"
#include "infer/sample_network.h"
#include "reconstruct/lattice.h"
#include "store/ome_zarr.h"
#include "store/stored_volume.h"

namespace scanetrix {
namespace {

using testing::HasSubstr;

class ReconstructJob : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(make_directories(folder));
    ASSERT_TRUE(write_weights(weights, {{{"model", "sample"}}, sample_network().arrays()}));
  }
  void TearDown() override { EXPECT_TRUE(remove_tree(folder)); }

  /// Wavy balls with sharp edges, `slices` of `rows` × 40.
  static Volume scan(std::int64_t slices, std::int64_t rows = 36) {
    Volume volume;
    volume.type = VoxelType::int16;
    volume.geometry.shape = {slices, rows, 40};
    volume.geometry.ijk_to_lps = {{1, 0, 0}, {0, 1, 0}, {0, 0, 4}, {-20, -18, 100}};
    volume.unit = "HU";
    volume.voxels.resize(static_cast<std::size_t>(volume.geometry.shape.count()) * 2);
    auto out = volume.samples<std::int16_t>();
    std::size_t n = 0;
    for (std::int64_t z = 0; z < slices; ++z)
      for (std::int64_t y = 0; y < rows; ++y)
        for (std::int64_t x = 0; x < 40; ++x)
          out[n++] = static_cast<std::int16_t>(
              std::lround(400 * std::tanh(3 * std::sin(0.35 * static_cast<double>(x)) *
                                              std::cos(0.3 * static_cast<double>(y)) +
                                          0.4 * std::sin(1.1 * static_cast<double>(z)))));
    return volume;
  }

  Result<void> run(const Volume& volume, ReconstructionOrder order) {
    SilentProgress silent;
    return run(held_in_memory(volume, ""), order, silent);
  }
  Result<void> run(const SeriesVolume& volume, ReconstructionOrder order, Progress& progress) {
    EXPECT_TRUE(remove_tree(job));
    SilentProgress silent;
    EXPECT_TRUE(make_directories(job / "in"));
    EXPECT_TRUE(write_ome_zarr(volume, "test", input_zarr(job), silent));
    EXPECT_TRUE(write_order(order, job));
    return run_reconstruction(job, progress);
  }
  ReconstructionOrder order(int factor = 4) const {
    return {.factor = factor, .slice_thickness_mm = 4, .weights = weights.string(), .gate = false};
  }
  Volume made(const fs::path& zarr) const {
    const auto stored = open_stored_volume(zarr);
    EXPECT_TRUE(stored) << stored.error().message;
    return *read_volume(stored->form, *stored->voxels);
  }
  ReconstructionReport report() const { return *read_reconstruction_report(job); }

  const fs::path folder = fs::temp_directory_path() / ("scanetrix-infer-" + new_id());
  const fs::path job = folder / "job";
  const fs::path weights = folder / "w.safetensors";
};

TEST_F(ReconstructJob, PreserveModeKeepsEveryAcquiredSliceBitForBit) {
  const Volume before = scan(10);
  for (int factor = 2; factor <= 6; ++factor) {
    ASSERT_TRUE(run(before, order(factor)));
    EXPECT_EQ(report().method, "network");
    const Volume after = made(reconstructed_zarr(job));
    ASSERT_EQ(after.geometry.shape.z, refined_depth(10, factor));
    EXPECT_EQ(after.unit, "HU");
    const std::size_t size = 36 * 40;
    for (std::size_t k = 0; k < 10; ++k)
      EXPECT_TRUE(std::ranges::equal(
          before.samples<std::int16_t>().subspan(k * size, size),
          after.samples<std::int16_t>().subspan(k * static_cast<std::size_t>(factor) * size, size)));
    EXPECT_LT(
        length(after.geometry.ijk_to_lps.at(3, 4, 9.0 * factor) - before.geometry.ijk_to_lps.at(3, 4, 9)),
        1e-9);
  }
}

TEST_F(ReconstructJob, BothDirectionsCountAndSlabsLeaveNoSeam) {
  // More rows than a slab has, against the same computed at once.
  const Volume scanned = scan(9, 300);
  ASSERT_TRUE(run(scanned, order()));
  const Volume result = made(reconstructed_zarr(job));
  const Volume doubt = made(uncertainty_zarr(job));
  RealVolume slices{scanned.geometry.shape, {}};
  for (const std::int16_t value : scanned.samples<std::int16_t>()) slices.values.push_back(value);
  const auto cubic = slice_weights(Interpolation::catmull_rom, 9, 4, {});
  const PlanePredictor predictor(sample_network(), 4, 1.0);
  const RealVolume by_x = predict_one_way(predictor, slices, cubic);
  RealVolume turned{{9, 40, 300}, std::vector<float>(slices.values.size())};
  for (std::size_t k = 0; k < 9; ++k)
    for (std::size_t y = 0; y < 300; ++y)
      for (std::size_t x = 0; x < 40; ++x)
        turned.values[(k * 40 + x) * 300 + y] = slices.values[(k * 300 + y) * 40 + x];
  const RealVolume by_y = predict_one_way(predictor, turned, cubic);
  double largest_doubt = 0;
  for (std::size_t k = 0; k < 33; ++k) {
    if (k % 4 == 0) continue;
    for (std::size_t y = 0; y < 300; ++y)
      for (std::size_t x = 0; x < 40; ++x) {
        const float a = by_x.values[(k * 300 + y) * 40 + x];
        const float b = by_y.values[(k * 40 + x) * 300 + y];
        const std::size_t at = (k * 300 + y) * 40 + x;
        ASSERT_NEAR(result.samples<std::int16_t>()[at], (a + b) / 2, 0.6);
        ASSERT_NEAR(doubt.samples<std::int16_t>()[at], std::abs(a - b) / 2, 0.6);
        largest_doubt = std::max(largest_doubt, static_cast<double>(std::abs(a - b)));
      }
  }
  EXPECT_GT(largest_doubt, 5);
}

TEST_F(ReconstructJob, DeblurLooksLikeWhatWasAcquiredThroughTheProfile) {
  const Volume scanned = scan(12);
  ReconstructionOrder deblur = order(3);
  deblur.mode = ReconstructionMode::deblur;
  const auto inconsistency = [&](const Volume& fine) {
    const auto table = acquisition_weights(12, 3, {ProfileShape::hann, 3});
    double sum = 0;
    for (std::size_t k = 0; k < 12; ++k)
      for (std::size_t i = 0; i < 1440; ++i) {
        double seen = 0;
        for (std::size_t n = 0; n < table[k].weights.size(); ++n)
          seen += table[k].weights[n] *
                  fine.samples<std::int16_t>()[(static_cast<std::size_t>(table[k].first) + n) * 1440 + i];
        sum += std::abs(seen - scanned.samples<std::int16_t>()[k * 1440 + i]);
      }
    return sum / (12 * 1440);
  };
  ASSERT_TRUE(run(scanned, order(3)));
  const double preserved = inconsistency(made(reconstructed_zarr(job)));
  ASSERT_TRUE(run(scanned, deblur));
  EXPECT_LT(inconsistency(made(reconstructed_zarr(job))), 0.6 * preserved);
}

TEST_F(ReconstructJob, ANetworkThatIsWorseOnTheScansOwnDetailIsNotUsed) {
  ReconstructionOrder gated = order();
  gated.gate = true;
  ASSERT_TRUE(run(scan(12), gated));
  const ReconstructionReport said = report();
  EXPECT_NE(said.method, "network");
  EXPECT_THAT(said.reason, HasSubstr("own detail"));
  ASSERT_TRUE(said.gate_gain_db);
  EXPECT_LT(*said.gate_gain_db, 0.2);
  EXPECT_TRUE(said.model.empty());
  EXPECT_EQ(made(reconstructed_zarr(job)).geometry.shape.z, 45);
}

TEST_F(ReconstructJob, BelowEightSlicesOrWithoutWeightsAClassicalMethodIsUsedAndSaid) {
  ASSERT_TRUE(run(scan(7), order()));
  EXPECT_EQ(report().method, "back-projection");
  EXPECT_THAT(report().reason, HasSubstr("at least 8"));
  ReconstructionOrder without = order();
  without.weights.clear();
  without.slice_thickness_mm = 1;
  ASSERT_TRUE(run(scan(12), without));
  EXPECT_THAT(report().method, testing::AnyOf("linear", "catmull-rom"));
}

TEST_F(ReconstructJob, WhatCannotBeReconstructedIsRefusedByName) {
  const auto code_of = [&](const Volume& volume, const ReconstructionOrder& wanted) {
    EXPECT_FALSE(run(volume, wanted));
    EXPECT_FALSE(fs::exists(reconstructed_zarr(job)));
    return report().error_code;
  };
  EXPECT_EQ(code_of(scan(10), order(7)), "bad_factor");
  EXPECT_EQ(code_of(scan(1), order()), "too_few_slices");
  Volume colour = scan(10);
  colour.type = VoxelType::uint8;
  colour.channels = 3;
  colour.voxels.resize(static_cast<std::size_t>(colour.geometry.shape.count()) * 3);
  EXPECT_EQ(code_of(colour, order()), "not_scalar");
  ReconstructionOrder broken = order();
  ASSERT_TRUE(write_durably(folder / "text", as_bytes("no weights")));
  broken.weights = (folder / "text").string();
  EXPECT_EQ(code_of(scan(10), broken), "bad_weights");
}

TEST_F(ReconstructJob, NotANumberStaysInItsPlace) {
  Volume holed = scan(10);
  holed.type = VoxelType::float32;
  const Bytes integers = holed.voxels;
  holed.voxels.resize(integers.size() * 2);
  for (std::size_t i = 0; i < integers.size() / 2; ++i)
    holed.samples<float>()[i] = load<std::int16_t>(integers, 2 * i);
  const std::size_t hole = 5 * 1440 + 18 * 40 + 20;
  holed.samples<float>()[hole] = std::numeric_limits<float>::quiet_NaN();
  ASSERT_TRUE(run(holed, order(2)));
  const Volume fine = made(reconstructed_zarr(job));
  EXPECT_TRUE(std::isnan(fine.samples<float>()[10 * 1440 + 18 * 40 + 20]));
  EXPECT_TRUE(std::isnan(fine.samples<float>()[11 * 1440 + 18 * 40 + 20]));
  EXPECT_FALSE(std::isnan(fine.samples<float>()[11 * 1440 + 18 * 40 + 21]));
  EXPECT_FALSE(std::isnan(fine.samples<float>()[1 * 1440 + 18 * 40 + 20]));
}

TEST_F(ReconstructJob, AConstantVolumeStaysConstant) {
  Volume even = scan(10);
  std::ranges::fill(even.samples<std::int16_t>(), std::int16_t{-77});
  ASSERT_TRUE(run(even, order()));
  const Volume fine = made(reconstructed_zarr(job));
  for (const std::int16_t value : fine.samples<std::int16_t>()) ASSERT_EQ(value, -77);
}

TEST_F(ReconstructJob, ACancelledRunLeavesNothingButItsReason) {
  class Cancelled final : public Progress {
   public:
    void report(std::string_view, double) override {}
    [[nodiscard]] bool cancelled() const override { return true; }
  } progress;
  const auto done = run(held_in_memory(scan(10), ""), order(), progress);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::cancelled);
  EXPECT_FALSE(fs::exists(job / "out" / "voxels"));
  EXPECT_FALSE(fs::exists(reconstructed_zarr(job)));
  EXPECT_FALSE(report().error_detail.empty());
}

}  // namespace
}  // namespace scanetrix
