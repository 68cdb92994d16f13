// SPDX-License-Identifier: Apache-2.0
#include "infer/model_job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>

#include "base/id.h"
#include "infer/sample_script.h"
#include "store/ome_zarr.h"
#include "store/stored_volume.h"

namespace scanetrix {
namespace {

using testing::HasSubstr;

/// A lattice that runs along nothing in the body: 0.9 × 1.1 mm, 2.5 mm apart.
Geometry oblique(Shape shape) {
  const Vec3 u{0.2, 0.9, -0.3};
  const Vec3 w = cross(u, {0.1, -0.2, -1});
  const Vec3 v = cross(w, u);
  Geometry geometry;
  geometry.shape = shape;
  geometry.ijk_to_lps = {u * (0.9 / length(u)), v * (1.1 / length(v)), w * (2.5 / length(w)), {-30, 12, 7}};
  return geometry;
}

class ModelJob : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(make_directories(job / "in")); }
  void TearDown() override { EXPECT_TRUE(remove_tree(job)); }

  /// 100 within 9 mm of the middle of an oblique lattice, else 0.
  Volume ball() const {
    Volume volume;
    volume.type = VoxelType::int16;
    volume.geometry = oblique({14, 31, 36});
    volume.voxels.resize(static_cast<std::size_t>(volume.geometry.shape.count()) * 2);
    for_each(volume, [&](std::size_t n, Vec3 lps) {
      volume.samples<std::int16_t>()[n] = length(lps - middle()) < 9 ? 100 : 0;
    });
    return volume;
  }
  static Vec3 middle() { return oblique({14, 31, 36}).ijk_to_lps.at(17.3, 15.2, 6.4); }
  static void for_each(const Volume& volume, const std::function<void(std::size_t, Vec3)>& visit) {
    const Shape& shape = volume.geometry.shape;
    std::size_t n = 0;
    for (std::int64_t k = 0; k < shape.z; ++k)
      for (std::int64_t j = 0; j < shape.y; ++j)
        for (std::int64_t i = 0; i < shape.x; ++i)
          visit(n++, volume.geometry.ijk_to_lps.at(static_cast<double>(i), static_cast<double>(j),
                                                   static_cast<double>(k)));
  }

  Result<void> run(const Volume& volume) {
    SilentProgress silent;
    EXPECT_TRUE(write_ome_zarr(held_in_memory(volume, ""), "test", model_input_zarr(job), silent));
    EXPECT_TRUE(write_model_order({.task = ModelTask::run, .fallback_name = "x"}, job));
    return run_model_job(job, silent);
  }
  Result<void> check() {
    SilentProgress silent;
    EXPECT_TRUE(remove_tree(job / "out"));
    EXPECT_TRUE(write_model_order({.task = ModelTask::check, .fallback_name = "x"}, job));
    return run_model_job(job, silent);
  }
  std::string refusal() {
    const auto checked = check();
    EXPECT_FALSE(checked);
    const auto report = read_model_report(job);
    EXPECT_EQ(report->error_detail, checked.error().message);
    EXPECT_TRUE(remove_tree(job / "in" / "model_order.json"));
    return report->error_code;
  }
  Volume made() const {
    const auto stored = open_stored_volume(model_result_zarr(job));
    EXPECT_TRUE(stored) << stored.error().message;
    return *read_volume(stored->form, *stored->voxels);
  }
  /// How far a point lies from the ball's surface, mm.
  static double from_surface(Vec3 lps, Vec3 center) { return std::abs(length(lps - center) - 9); }

  const fs::path job = fs::temp_directory_path() / ("scanetrix-model-" + new_id());
  const fs::path network = job / "in" / "model.ts";
  const std::string turned =
      R"({"_target_":"Orientationd","axcodes":"RAS"},{"_target_":"Spacingd","pixdim":[1.4,1.2,1.3]})";
};

TEST_F(ModelJob, LabelsLieWhereTheThingLiesInTheBody) {
  save_script(kBright, network, SampleBundle{.preprocessing = turned});
  const Volume source = ball();
  const auto done = run(source);
  ASSERT_TRUE(done) << done.error().message;
  const Volume labels = made();
  EXPECT_EQ(labels.type, VoxelType::uint8);
  EXPECT_EQ(labels.geometry.shape, source.geometry.shape);
  EXPECT_LT(length(labels.geometry.ijk_to_lps.at(5, 6, 7) - source.geometry.ijk_to_lps.at(5, 6, 7)), 1e-9);
  int inside = 0;
  for_each(labels, [&](std::size_t n, Vec3 lps) {
    const bool is_inside = source.samples<std::int16_t>()[n] != 0;
    inside += is_inside;
    // Linear there and nearest back: at most a voxel of each lattice at the surface.
    if (from_surface(lps, middle()) > 2) {
      EXPECT_EQ(labels.samples<std::uint8_t>()[n] != 0, is_inside) << n;
    }
  });
  EXPECT_GT(inside, 500);
}

TEST_F(ModelJob, TheNetworksFirstAxisRunsToTheRightAndItsLastToTheHead) {
  // Each voxel is what lies 5 voxels towards higher indices: along the first axis, then along the last.
  for (const auto& [dimension, direction] : {std::pair{2, Vec3{-1, 0, 0}}, std::pair{4, Vec3{0, 0, 1}}}) {
    save_script(
        fmt::format("y = torch.roll(x, [-5], [{}])\n  return torch.cat([50.0 - y, y - 50.0], 1)", dimension),
        network, SampleBundle{.preprocessing = turned, .inferer = R"({"_target_":"SlidingWindowInferer",
                "roi_size":[64,64,64]})"});
    ASSERT_TRUE(run(ball()));
    const Volume labels = made();
    Vec3 sum{};
    double count = 0;
    for_each(labels, [&](std::size_t n, Vec3 lps) {
      if (labels.samples<std::uint8_t>()[n] == 0) return;
      sum = sum + lps;
      ++count;
    });
    ASSERT_GT(count, 100);
    const Vec3 moved = sum * (1 / count) - middle();
    EXPECT_LT(dot(moved, direction), -4) << "dimension " << dimension;
    EXPECT_TRUE(remove_tree(job));
    ASSERT_TRUE(make_directories(job / "in"));
  }
}

TEST_F(ModelJob, BlocksLeaveNoSeamAndEveryVoxelIsAnswered) {
  for (const char* mode : {"constant", "gaussian"}) {
    SampleBundle bundle{.output_channels = 1, .postprocessing = ""};
    bundle.inferer = fmt::format(R"({{"_target_":"SlidingWindowInferer","roi_size":[16,48,6],"overlap":0.4,
                                     "mode":"{}"}})",
                                 mode);
    save_script("return 2.0 * x + 3.0", network, bundle);
    Volume source = ball();
    for (std::size_t n = 0; n < source.samples<std::int16_t>().size(); ++n)
      source.samples<std::int16_t>()[n] = static_cast<std::int16_t>(n * 7919 % 2000);
    const auto done = run(source);
    ASSERT_TRUE(done) << done.error().message;
    const Volume image = made();
    ASSERT_EQ(image.type, VoxelType::float32);
    for (std::size_t n = 0; n < source.samples<std::int16_t>().size(); ++n)
      ASSERT_NEAR(image.samples<float>()[n], 2.0F * source.samples<std::int16_t>()[n] + 3, 0.01) << mode << n;
    EXPECT_TRUE(remove_tree(job));
    ASSERT_TRUE(make_directories(job / "in"));
  }
}

TEST_F(ModelJob, ANetworkForPlanesSeesEachAcrossTheAxisThatItNames) {
  for (const int axis : {0, 1, 2}) {
    SampleBundle bundle{.output_channels = 1, .postprocessing = ""};
    bundle.inferer = fmt::format(
        R"({{"_target_":"SliceInferer","roi_size":[16,20],"spatial_dim":{},"overlap":0.3}})", axis);
    // A plane has four axes; along the next one everything is moved by a voxel and back.
    save_script("y = torch.roll(torch.roll(x, [1], [3]), [-1], [3])\n  return 2.0 * y + 3.0", network,
                bundle);
    const Volume source = ball();
    const auto done = run(source);
    ASSERT_TRUE(done) << done.error().message;
    const Volume image = made();
    for (std::size_t n = 0; n < source.samples<std::int16_t>().size(); ++n)
      ASSERT_NEAR(image.samples<float>()[n], 2.0F * source.samples<std::int16_t>()[n] + 3, 0.01) << axis;
    EXPECT_TRUE(remove_tree(job));
    ASSERT_TRUE(make_directories(job / "in"));
  }
}

TEST_F(ModelJob, WhereTheImageIsSmallerThanABlockItIsPaddedAsAskedFor) {
  Volume source = ball();
  for (std::int16_t& value : source.samples<std::int16_t>()) value = 100;
  for (const auto& [padding, mean] :
       {std::pair{"replicate", 100.0}, std::pair{"constant", 100.0 * 14 / 28}}) {
    SampleBundle bundle{.output_channels = 1, .postprocessing = ""};
    bundle.inferer = fmt::format(
        R"({{"_target_":"SlidingWindowInferer","roi_size":[36,31,28],"padding_mode":"{}"}})", padding);
    save_script("return x * 0.0 + x.mean()", network, bundle);
    const auto done = run(source);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_NEAR(made().samples<float>()[1234], mean, 0.01) << padding;
    EXPECT_TRUE(remove_tree(job));
    ASSERT_TRUE(make_directories(job / "in"));
  }
}

TEST_F(ModelJob, AThresholdMakesOneLabelAndTheLargestPartStays) {
  SampleBundle bundle{.output_channels = 1};
  bundle.preprocessing = R"({"_target_":"ScaleIntensityRanged","a_min":0,"a_max":100,"b_min":-9,"b_max":9})";
  bundle.postprocessing =
      R"({"_target_":"Activationsd","sigmoid":true},{"_target_":"AsDiscreted","threshold":0.5},
                             {"_target_":"KeepLargestConnectedComponentd"})";
  save_script("return x", network, bundle);
  Volume source = ball();
  source.samples<std::int16_t>()[0] = 100;
  ASSERT_TRUE(run(source));
  const Volume labels = made();
  EXPECT_EQ(labels.samples<std::uint8_t>()[0], 0);
  for (std::size_t n = 1; n < source.samples<std::int16_t>().size(); ++n)
    ASSERT_EQ(labels.samples<std::uint8_t>()[n], source.samples<std::int16_t>()[n] / 100);
}

TEST_F(ModelJob, SaysWhereNothingWasFound) {
  save_script("return torch.cat([x * 0.0 + 1.0, x * 0.0], 1)", network);
  ASSERT_TRUE(run(ball()));
  EXPECT_THAT(read_model_report(job)->notes, testing::Contains(HasSubstr("found nothing")));
}

TEST_F(ModelJob, ACheckLeavesTheTextsThatAreInsideOfTheModel) {
  save_script(kBright, network);
  const auto done = check();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(as_text(*read_file(job / "out" / "metadata.json", 1 << 20)), SampleBundle{}.metadata());
  EXPECT_EQ(as_text(*read_file(job / "out" / "inference.json", 1 << 20)), SampleBundle{}.inference());
}

TEST_F(ModelJob, ABundlesOwnTextsCountMoreThanThoseInside) {
  save_script(kBright, network, std::nullopt);
  EXPECT_EQ(refusal(), "no_model_config");
  ASSERT_TRUE(write_durably(job / "in" / "metadata.json", as_bytes(SampleBundle{}.metadata())));
  ASSERT_TRUE(write_durably(job / "in" / "inference.json", as_bytes(SampleBundle{}.inference())));
  const auto done = check();
  EXPECT_TRUE(done) << done.error().message;
}

TEST_F(ModelJob, WhatIsNoModelIsRefused) {
  ASSERT_TRUE(write_durably(network, as_bytes(std::string_view("PK\x03\x04 this is none"))));
  EXPECT_EQ(refusal(), "not_a_model");
  ASSERT_TRUE(write_durably(network, {}));
  EXPECT_EQ(refusal(), "not_a_model");
}

TEST_F(ModelJob, AnUnknownOperatorIsNamed) {
  save_script("return torch.tanh(x)", network);
  std::ifstream in(network, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), {});
  const std::size_t at = bytes.find("torch.tanh");
  ASSERT_NE(at, bytes.npos);
  bytes.replace(at, 10, "torch.tonk");
  ASSERT_TRUE(write_durably(network, as_bytes(bytes)));
  EXPECT_EQ(refusal(), "unknown_operator");
  EXPECT_THAT(read_model_report(job)->error_detail, HasSubstr("tonk"));
}

TEST_F(ModelJob, AnOperatorThatOpensFilesIsRefused) {
  save_script("return torch.from_file(\"/etc/hostname\", False, 8)", network);
  EXPECT_EQ(refusal(), "forbidden_operator");
}

TEST_F(ModelJob, ANetworkThatWantsMoreChannelsSaysHowMany) {
  save_script("return torch.conv3d(x, self.w)", network);
  EXPECT_EQ(refusal(), "wants_channels");
  EXPECT_THAT(read_model_report(job)->error_detail, HasSubstr("3 channels"));
}

TEST_F(ModelJob, AnAnswerOfAnotherShapeIsRefused) {
  save_script("return x", network);
  EXPECT_EQ(refusal(), "unsupported_output");
  EXPECT_THAT(read_model_report(job)->error_detail, HasSubstr("[1, 2, 16, 16, 16]"));
  save_script("return [x, x]", network);
  EXPECT_EQ(refusal(), "unsupported_output");
}

TEST_F(ModelJob, TooMuchMemoryIsAReason) {
  save_script("return x + torch.empty([1 << 46])", network);
  EXPECT_EQ(refusal(), "too_much_memory");
}

TEST_F(ModelJob, AStepThatIsNotKnownIsNamedBeforeAnythingRuns) {
  save_script(kBright, network, SampleBundle{.preprocessing = R"({"_target_":"RandGaussianNoised"})"});
  EXPECT_EQ(refusal(), "unsupported_step");
  EXPECT_THAT(read_model_report(job)->error_detail, HasSubstr("RandGaussianNoised"));
}

TEST_F(ModelJob, AVolumeThatDoesNotSuitIsRefusedAndNothingIsLeft) {
  save_script(kBright, network);
  Volume colour = ball();
  colour.type = VoxelType::uint8;
  colour.channels = 3;
  colour.voxels.resize(static_cast<std::size_t>(colour.geometry.shape.count()) * 3);
  EXPECT_EQ(run(colour).error().slug, "not_scalar");
  EXPECT_FALSE(fs::exists(model_result_zarr(job)));
}

TEST_F(ModelJob, StopsWhenNobodyWantsItAnyMore) {
  struct Stopped final : Progress {
    void report(std::string_view, double) override {}
    bool cancelled() const override { return true; }
  } stopped;
  save_script(kBright, network);
  SilentProgress silent;
  ASSERT_TRUE(write_ome_zarr(held_in_memory(ball(), ""), "test", model_input_zarr(job), silent));
  ASSERT_TRUE(write_model_order({.task = ModelTask::run}, job));
  EXPECT_EQ(run_model_job(job, stopped).error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace scanetrix
