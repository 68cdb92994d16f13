// SPDX-License-Identifier: Apache-2.0
#include "ingest/settle_spacing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::ElementsAre;

Series series_of(std::string format, Shape shape, bool calibrated) {
  Series series{.name = "s", .format = std::move(format)};
  SeriesVolume volume;
  volume.form.geometry.shape = shape;
  volume.form.geometry.calibrated = calibrated;
  series.volumes.push_back(volume);
  if (!calibrated) series.warnings.push_back({"uncalibrated", "Nobody knows."});
  return series;
}

std::vector<std::string> codes(const Series& series) {
  std::vector<std::string> codes;
  for (const Warning& warning : series.warnings) codes.push_back(warning.code);
  return codes;
}

auto spacing(const Series& series) {
  return series.volumes.front().form.geometry.spacing_mm();
}

constexpr EnteredSpacing kEntered{.row_mm = 0.5, .column_mm = 0.4, .slice_mm = 3};
constexpr EnteredSpacing kPixelsOnly{.row_mm = 0.5, .column_mm = 0.4, .slice_mm = {}};

TEST(SettleSpacing, WithoutAPersonItOnlySaysWhereDistancesComeFrom) {
  struct Case {
    const char* format;
    bool calibrated;
    SpacingOrigin origin;
    bool is_open;
  };
  for (const Case& c :
       {Case{"DICOM", true, SpacingOrigin::scanner, false}, Case{"DICOM", false, SpacingOrigin::none, true},
        Case{"NIfTI", true, SpacingOrigin::file, false}, Case{"NIfTI", false, SpacingOrigin::none, true},
        Case{"TIFF", true, SpacingOrigin::file, true}, Case{"JPEG, PNG", false, SpacingOrigin::none, true}}) {
    Series series = series_of(c.format, {4, 5, 6}, c.calibrated);
    settle_spacing(series, {});
    EXPECT_EQ(series.spacing.origin, c.origin) << c.format;
    EXPECT_EQ(series.spacing.is_open, c.is_open) << c.format;
    EXPECT_FALSE(series.spacing.entered);
    EXPECT_THAT(spacing(series), ElementsAre(1, 1, 1));
  }
}

TEST(SettleSpacing, AStackTakesAllThreeAndIsCalibrated) {
  Series series = series_of("PNG", {4, 5, 6}, false);
  settle_spacing(series, kEntered);
  EXPECT_THAT(spacing(series), ElementsAre(3, 0.5, 0.4));
  EXPECT_TRUE(series.volumes.front().form.geometry.calibrated);
  EXPECT_EQ(series.spacing.origin, SpacingOrigin::entered);
  EXPECT_EQ(series.spacing.entered, kEntered);
  EXPECT_THAT(codes(series), ElementsAre("spacing_entered"));
}

TEST(SettleSpacing, OnePictureTakesNoDepth) {
  Series series = series_of("PNG", {1, 5, 6}, false);
  settle_spacing(series, kEntered);
  EXPECT_THAT(spacing(series), ElementsAre(1, 0.5, 0.4));
  EXPECT_TRUE(series.volumes.front().form.geometry.calibrated);
  EXPECT_EQ(series.spacing.entered, kPixelsOnly);
}

TEST(SettleSpacing, AStackWhoseStepNobodyKnowsKeepsProportionsAndSaysSo) {
  Series series = series_of("PNG", {4, 5, 6}, false);
  settle_spacing(series, kPixelsOnly);
  EXPECT_THAT(spacing(series), ElementsAre(1, 1.25, 1));
  EXPECT_FALSE(series.volumes.front().form.geometry.calibrated);
  EXPECT_THAT(codes(series), ElementsAre("spacing_entered", "slice_step_unknown"));
}

TEST(SettleSpacing, PicturesOverTimeStayWithoutDepth) {
  Series series = series_of("DICOM", {4, 5, 6}, false);
  series.warnings.push_back({"orientation_unknown", "As if axial."});
  series.volumes.front().cine = Cine{};
  settle_spacing(series, kEntered);
  EXPECT_THAT(spacing(series), ElementsAre(1, 0.5, 0.4));
  EXPECT_FALSE(series.volumes.front().form.geometry.calibrated);
  EXPECT_TRUE(series.volumes.front().cine->pixels_calibrated);
  EXPECT_EQ(series.spacing.entered, kPixelsOnly);
  EXPECT_THAT(codes(series), ElementsAre("orientation_unknown", "spacing_entered"));
}

TEST(SettleSpacing, PixelsThatAScannerMeasuredStayInPicturesOverTimeToo) {
  Series series = series_of("DICOM", {4, 5, 6}, false);
  series.volumes.front().cine = Cine{.frame_ms = 30, .pixels_calibrated = true};
  settle_spacing(series, kEntered);
  EXPECT_EQ(series.spacing.origin, SpacingOrigin::scanner);
  EXPECT_FALSE(series.spacing.is_open);
  EXPECT_THAT(spacing(series), ElementsAre(1, 1, 1));
}

TEST(SettleSpacing, AStepThatTheFileKnowsStays) {
  Series series = series_of("TIFF", {4, 5, 6}, true);
  series.volumes.front().form.geometry.ijk_to_lps.step_k = {0, 0, 7};
  settle_spacing(series, kPixelsOnly);
  EXPECT_THAT(spacing(series), ElementsAre(7, 0.5, 0.4));
  EXPECT_TRUE(series.volumes.front().form.geometry.calibrated);
}

TEST(SettleSpacing, DirectionsStayAsTheyAre) {
  Series series = series_of("DICOM", {4, 5, 6}, false);
  Affine& affine = series.volumes.front().form.geometry.ijk_to_lps;
  affine = {{0, 1, 0}, {0, 0, -1}, {-2.5, 0, 0}, {7, 8, 9}};  // A sagittal stack with positions.
  settle_spacing(series, kPixelsOnly);
  EXPECT_THAT(affine.row_major(), ElementsAre(0, 0, -2.5, 7, 0.4, 0, 0, 8, 0, -0.5, 0, 9, 0, 0, 0, 1));
  EXPECT_TRUE(series.volumes.front().form.geometry.calibrated);
}

TEST(SettleSpacing, MeasuredDistancesStay) {
  Series series = series_of("DICOM", {4, 5, 6}, true);
  settle_spacing(series, kEntered);
  EXPECT_THAT(spacing(series), ElementsAre(1, 1, 1));
  EXPECT_EQ(series.spacing.origin, SpacingOrigin::scanner);
  EXPECT_THAT(codes(series), ElementsAre("spacing_is_measured"));
}

TEST(SettleSpacing, SizesAtTheDetectorAreOpen) {
  Series series = series_of("DICOM", {1, 5, 6}, true);
  series.warnings.push_back({"detector_spacing", "At the detector."});
  settle_spacing(series, kEntered);
  EXPECT_THAT(spacing(series), ElementsAre(1, 0.5, 0.4));
  EXPECT_THAT(codes(series), ElementsAre("spacing_entered"));
}

TEST(SettleSpacing, EveryVolumeOfASeriesFollows) {
  Series series = series_of("DICOM", {4, 5, 6}, false);
  series.volumes.push_back(series.volumes.front());
  settle_spacing(series, kEntered);
  EXPECT_THAT(series.volumes.back().form.geometry.spacing_mm(), ElementsAre(3, 0.5, 0.4));
}

}  // namespace
}  // namespace scanetrix
