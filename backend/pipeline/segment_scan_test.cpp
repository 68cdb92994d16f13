// SPDX-License-Identifier: Apache-2.0
#include "pipeline/segment_scan.h"

#include <gtest/gtest.h>

namespace scanetrix {
namespace {

SeriesVolume source() {
  SeriesVolume volume;
  volume.form.geometry.shape = {20, 30, 40};
  return volume;
}

ModelDescription spaced_model() {
  ModelDescription model;
  model.prepare = {OrientImage{"RAS"}, SpaceImage{{2, 2, 2}}};
  return model;
}

TEST(SegmentParameters, AreReadBackAsTheyWereWritten) {
  const auto read = segment_parameters_from(to_text(SegmentParameters{"spleen", "corrected"}));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->model, "spleen");
  EXPECT_EQ(read->volume, "corrected");
  for (const char* other : {"", "{}", R"({"model":3,"volume":"a"})"})
    EXPECT_FALSE(segment_parameters_from(other));
}

TEST(CheckSuits, AnImageOfOneValueAVoxelAndOneMomentDoes) {
  EXPECT_TRUE(check_suits(spaced_model(), source()));
}

TEST(CheckSuits, EverythingElseIsRefusedByName) {
  const auto code_of = [](const SeriesVolume& volume) {
    const auto suits = check_suits(spaced_model(), volume);
    return suits ? std::string_view() : suits.error().slug;
  };
  SeriesVolume other = source();
  other.form.kind = VolumeKind::labels;
  EXPECT_EQ(code_of(other), "not_an_image");
  other = source();
  other.form.channels = 3;
  EXPECT_EQ(code_of(other), "not_scalar");
  other = source();
  other.form.time_points = 2;
  EXPECT_EQ(code_of(other), "time_series");
  other = source();
  other.cine = Cine{};
  EXPECT_EQ(code_of(other), "time_series");
  other = source();
  other.form.geometry.calibrated = false;
  EXPECT_EQ(code_of(other), "uncalibrated");
  EXPECT_TRUE(check_suits(ModelDescription{}, other));
}

TEST(IsOfModel, OnlyWhatAModelMadeIs) {
  EXPECT_TRUE(is_of_model("model-spleen"));
  for (const char* id : {"original", "corrected", "labels-1", "reconstructed", "uncertainty"})
    EXPECT_FALSE(is_of_model(id)) << id;
}

}  // namespace
}  // namespace scanetrix
