// SPDX-License-Identifier: Apache-2.0
#include "ingest/group_series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

DicomSlice slice_at(double z, std::string trait = "", int instance = 0) {
  DicomSlice slice;
  slice.series_uid = "1.2.3";
  slice.modality = "MR";
  slice.pixels = {.rows = 4, .columns = 4};
  slice.row_spacing_mm = slice.column_spacing_mm = 1;
  slice.pose = SlicePose{{0, 0, z}, {1, 0, 0}, {0, 1, 0}};
  slice.traits = {{"echo time", std::move(trait)}};
  if (instance != 0) slice.instance_number = instance;
  return slice;
}

SliceGrouping grouped(const std::vector<DicomSlice>& slices, bool same_pixels = false) {
  return group_series(slices, [=](std::size_t, std::size_t) { return same_pixels; });
}

TEST(GroupSeries, NeverPutsTwoSeriesTogether) {
  std::vector slices{slice_at(0), slice_at(1), slice_at(2), slice_at(3)};
  slices[1].series_uid = slices[3].series_uid = "1.2.4";
  const auto grouping = grouped(slices);
  ASSERT_THAT(grouping.groups, SizeIs(2));
  EXPECT_THAT(grouping.groups[0].slices, ElementsAre(0u, 2u));
  EXPECT_THAT(grouping.groups[1].slices, ElementsAre(1u, 3u));
}

TEST(GroupSeries, SplitsWhatCannotBeOneVolume) {
  std::vector slices{slice_at(0), slice_at(1), slice_at(2), slice_at(3)};
  slices[1].pixels.rows = 8;
  slices[2].frame_of_reference_uid = "1.9";
  slices[3].pose->column_axis = {0, 0, -1};
  const auto grouping = grouped(slices);
  EXPECT_THAT(grouping.groups, SizeIs(4));
  EXPECT_THAT(grouping.refused, IsEmpty());
}

TEST(GroupSeries, NamesALocalisersDirections) {
  std::vector slices{slice_at(0), slice_at(1)};
  slices[1].pose->column_axis = {0, 0, -1};
  const auto grouping = grouped(slices);
  ASSERT_THAT(grouping.groups, SizeIs(2));
  EXPECT_EQ(grouping.groups[0].distinction, "axial");
  EXPECT_EQ(grouping.groups[1].distinction, "coronal");
}

TEST(GroupSeries, SplitsRepeatedPlacesByWhatTellsThemApart) {
  const auto grouping =
      grouped({slice_at(0, "30 ms"), slice_at(0, "80 ms"), slice_at(1, "30 ms"), slice_at(1, "80 ms")});
  ASSERT_THAT(grouping.groups, SizeIs(2));
  EXPECT_THAT(grouping.groups[0].slices, ElementsAre(0u, 2u));
  EXPECT_EQ(grouping.groups[0].distinction, "echo time 30 ms");
  EXPECT_EQ(grouping.groups[1].distinction, "echo time 80 ms");
}

TEST(GroupSeries, DoesNotSplitByWhatDiffersInEachSlice) {
  const auto grouping = grouped({slice_at(0, "1"), slice_at(0, "2"), slice_at(1, "3"), slice_at(1, "4")});
  EXPECT_THAT(grouping.groups, IsEmpty());
  ASSERT_THAT(grouping.refused, SizeIs(4));
  EXPECT_EQ(grouping.refused[0].error.slug, "duplicate_slice");
}

TEST(GroupSeries, SplitsByNumbersThatCountThroughTheVolumes) {
  const auto grouping =
      grouped({slice_at(0, "", 1), slice_at(1, "", 2), slice_at(0, "", 3), slice_at(1, "", 4)});
  ASSERT_THAT(grouping.groups, SizeIs(2));
  EXPECT_THAT(grouping.groups[1].slices, ElementsAre(2u, 3u));
  EXPECT_EQ(grouping.groups[1].distinction, "volume 2 of 2");
}

TEST(GroupSeries, SplitsByNumbersThatCountThroughThePlaces) {
  const auto grouping =
      grouped({slice_at(0, "", 1), slice_at(0, "", 2), slice_at(1, "", 3), slice_at(1, "", 4)});
  ASSERT_THAT(grouping.groups, SizeIs(2));
  EXPECT_THAT(grouping.groups[0].slices, ElementsAre(0u, 2u));
}

TEST(GroupSeries, NumbersThatJumpAboutDecideNothing) {
  const auto grouping =
      grouped({slice_at(0, "", 1), slice_at(1, "", 2), slice_at(1, "", 3), slice_at(0, "", 4)});
  EXPECT_THAT(grouping.groups, IsEmpty());
}

TEST(GroupSeries, DropsCopiesAndSaysSo) {
  const auto grouping = grouped({slice_at(0), slice_at(1), slice_at(1)}, true);
  ASSERT_THAT(grouping.groups, SizeIs(1));
  EXPECT_THAT(grouping.groups[0].slices, ElementsAre(0u, 1u));
  ASSERT_THAT(grouping.refused, SizeIs(1));
  EXPECT_EQ(grouping.refused[0].slice, 2u);
}

TEST(GroupSeries, RefusesSeriesOverTime) {
  std::vector<DicomSlice> slices;
  for (int t = 0; t < 17; ++t) slices.push_back(slice_at(0, std::to_string(t)));
  const auto grouping = grouped(slices);
  ASSERT_THAT(grouping.refused, SizeIs(17));
  EXPECT_EQ(grouping.refused[0].error.slug, "multi_volume");
}

TEST(GroupSeries, WithoutPlacesOnlyNumberedSlicesOfAScannerStack) {
  std::vector slices{slice_at(0, "", 1), slice_at(0, "", 2)};
  for (DicomSlice& slice : slices) slice.pose.reset();
  EXPECT_THAT(grouped(slices).groups, SizeIs(1));
  for (DicomSlice& slice : slices) slice.modality = "CR";
  EXPECT_THAT(grouped(slices).groups, SizeIs(2));
  for (DicomSlice& slice : slices) slice.modality = "MR";
  slices[1].instance_number = 1;
  EXPECT_THAT(grouped(slices).groups, SizeIs(2));
}

TEST(GroupSeries, WithoutASeriesEachIsAlone) {
  std::vector slices{slice_at(0), slice_at(1)};
  for (DicomSlice& slice : slices) slice.series_uid.clear();
  EXPECT_THAT(grouped(slices).groups, SizeIs(2));
}

}  // namespace
}  // namespace scanetrix
