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
  static std::size_t files = 0;
  DicomSlice slice;
  slice.file = ++files;
  slice.series_uid = "1.2.3";
  slice.modality = "MR";
  slice.pixels = {.rows = 4, .columns = 4};
  slice.row_spacing_mm = slice.column_spacing_mm = 1;
  slice.pose = SlicePose{{0, 0, z}, {1, 0, 0}, {0, 1, 0}};
  slice.traits = {{"kernel", std::move(trait), TraitKind::volumes}};
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
  EXPECT_THAT(grouping.groups[0].times.front(), ElementsAre(0u, 2u));
  EXPECT_THAT(grouping.groups[1].times.front(), ElementsAre(1u, 3u));
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
      grouped({slice_at(0, "B30f"), slice_at(0, "B80f"), slice_at(1, "B30f"), slice_at(1, "B80f")});
  ASSERT_THAT(grouping.groups, SizeIs(2));
  EXPECT_THAT(grouping.groups[0].times.front(), ElementsAre(0u, 2u));
  EXPECT_EQ(grouping.groups[0].distinction, "kernel B30f");
  EXPECT_EQ(grouping.groups[1].distinction, "kernel B80f");
}

DicomSlice echo_at(double z, std::string echo, int instance) {
  DicomSlice slice = slice_at(z, "", instance);
  slice.traits = {{"echo time", std::move(echo), TraitKind::time_points}};
  return slice;
}

TEST(GroupSeries, MakesEchoesTimePointsOfOneVolumeInTheOrderOfTheirNumbers) {
  const auto grouping = grouped(
      {echo_at(0, "80 ms", 2), echo_at(0, "30 ms", 1), echo_at(1, "80 ms", 4), echo_at(1, "30 ms", 3)});
  ASSERT_THAT(grouping.groups, SizeIs(1));
  EXPECT_THAT(grouping.groups[0].times, ElementsAre(ElementsAre(1u, 3u), ElementsAre(0u, 2u)));
  EXPECT_EQ(grouping.groups[0].time_axis, "echo time");
  EXPECT_THAT(grouping.groups[0].time_labels, ElementsAre("30 ms", "80 ms"));
}

TEST(GroupSeries, KeepsAVolumeWithOtherPlacesApart) {
  const auto grouping = grouped(
      {echo_at(0, "a", 1), echo_at(1, "a", 2), echo_at(0, "b", 3), echo_at(1, "b", 4), echo_at(0, "c", 5)});
  ASSERT_THAT(grouping.groups, SizeIs(2));
  EXPECT_THAT(grouping.groups[0].times, SizeIs(2));
  EXPECT_THAT(grouping.groups[1].times, ElementsAre(ElementsAre(4u)));
  EXPECT_THAT(grouping.refused, IsEmpty());
}

TEST(GroupSeries, TakesHundredsOfTimePoints) {
  std::vector<DicomSlice> slices;
  for (int t = 0; t < 150; ++t)
    for (int z = 0; z < 3; ++z) slices.push_back(echo_at(z, std::to_string(t), t * 3 + z + 1));
  const auto grouping = grouped(slices);
  ASSERT_THAT(grouping.groups, SizeIs(1));
  EXPECT_THAT(grouping.groups[0].times, SizeIs(150));
}

/// Two moments of two slices, of which the first has the higher numbers.
SliceGrouping two_moments(std::string_view label, const std::string& early, const std::string& late) {
  std::vector slices{slice_at(0, "", 3), slice_at(1, "", 4), slice_at(0, "", 1), slice_at(1, "", 2)};
  for (std::size_t i = 0; i < 4; ++i)
    slices[i].traits = {{label, i < 2 ? early : late, TraitKind::time_points, true}};
  return grouped(slices);
}

TEST(GroupSeries, TimePointsFollowTheMomentAndNotTheNumbers) {
  for (const auto& [early, late] : {std::pair{"2", "10"}, {"90.5 ms", "1000 ms"}, {"101500.25", "101501"}}) {
    const auto grouping = two_moments("trigger time", early, late);
    ASSERT_THAT(grouping.groups, SizeIs(1));
    EXPECT_THAT(grouping.groups[0].times, ElementsAre(ElementsAre(0u, 1u), ElementsAre(2u, 3u))) << early;
    EXPECT_THAT(grouping.groups[0].time_labels, ElementsAre(early, late));
  }
}

TEST(GroupSeries, WhereAClockPassedMidnightOrSaysNothingTheNumbersCount) {
  for (const auto& [early, late] : {std::pair{"000010", "235950"}, {"", "235950"}, {"x", "235950"}})
    EXPECT_THAT(two_moments("acquired at", early, late).groups[0].times,
                ElementsAre(ElementsAre(2u, 3u), ElementsAre(0u, 1u)))
        << early;
}

TEST(GroupSeries, TellsTimePointsByNumbersThatCountThroughTheVolumes) {
  const auto grouping =
      grouped({slice_at(0, "", 1), slice_at(1, "", 2), slice_at(0, "", 3), slice_at(1, "", 4)});
  ASSERT_THAT(grouping.groups, SizeIs(1));
  EXPECT_THAT(grouping.groups[0].times, ElementsAre(ElementsAre(0u, 1u), ElementsAre(2u, 3u)));
  EXPECT_THAT(grouping.groups[0].warnings, IsEmpty());
}

TEST(GroupSeries, TellsTimePointsByNumbersThatCountThroughThePlaces) {
  const auto grouping =
      grouped({slice_at(0, "", 1), slice_at(0, "", 2), slice_at(1, "", 3), slice_at(1, "", 4)});
  ASSERT_THAT(grouping.groups, SizeIs(1));
  EXPECT_THAT(grouping.groups[0].times, ElementsAre(ElementsAre(0u, 2u), ElementsAre(1u, 3u)));
}

TEST(GroupSeries, PutsAVolumeThatWasCutShortBesideTheOthers) {
  const auto grouping = grouped(
      {slice_at(0, "", 1), slice_at(1, "", 2), slice_at(0, "", 3), slice_at(1, "", 4), slice_at(0, "", 5)});
  ASSERT_THAT(grouping.groups, SizeIs(2));
  EXPECT_THAT(grouping.groups[0].times, SizeIs(2));
  EXPECT_THAT(grouping.groups[1].times, ElementsAre(ElementsAre(4u)));
}

TEST(GroupSeries, WarnsWhereOnlyTheOrderOfNumbersTellsTimePoints) {
  const auto grouping =
      grouped({slice_at(0, "", 1), slice_at(1, "", 2), slice_at(1, "", 3), slice_at(0, "", 4)});
  ASSERT_THAT(grouping.groups, SizeIs(1));
  EXPECT_THAT(grouping.groups[0].times, ElementsAre(ElementsAre(0u, 1u), ElementsAre(3u, 2u)));
  ASSERT_THAT(grouping.groups[0].warnings, SizeIs(1));
  EXPECT_EQ(grouping.groups[0].warnings[0].code, "time_order_not_verified");
}

TEST(GroupSeries, OfTwoSlicesInOnePlaceTheLowestNumberStays) {
  const auto grouping = grouped({slice_at(0, "", 1), slice_at(1, "", 4), slice_at(1, "", 3)});
  ASSERT_THAT(grouping.groups, SizeIs(1));
  EXPECT_THAT(grouping.groups[0].times, ElementsAre(ElementsAre(0u, 2u)));
  ASSERT_THAT(grouping.refused, SizeIs(1));
  EXPECT_EQ(grouping.refused[0].slice, 1u);
  EXPECT_EQ(grouping.refused[0].error.slug, "duplicate_slice");
}

TEST(GroupSeries, TakesStacksFarApartForStacksOfTheirOwn) {
  const auto grouping = grouped({slice_at(0), slice_at(1), slice_at(2), slice_at(100), slice_at(101)});
  ASSERT_THAT(grouping.groups, SizeIs(2));
  EXPECT_EQ(grouping.groups[0].distinction, "part 1 of 2");
  EXPECT_THAT(grouping.groups[1].times.front(), ElementsAre(3u, 4u));
}

TEST(GroupSeries, TakesSlicesThatHaveMoreTraitsThanOthers) {
  std::vector slices{slice_at(0, "", 1), slice_at(1, "", 2), slice_at(0, "", 3), slice_at(1, "", 4)};
  for (const std::size_t i : {2u, 3u}) slices[i].traits.push_back({"time slot", "2", TraitKind::time_points});
  const auto grouping = grouped(slices);
  ASSERT_THAT(grouping.groups, SizeIs(1));
  EXPECT_EQ(grouping.groups[0].time_axis, "time slot");
  EXPECT_THAT(grouping.groups[0].time_labels, ElementsAre("not given", "2"));
}

TEST(GroupSeries, KeepsTheFramesOfOneFileTogether) {
  std::vector slices{slice_at(0), slice_at(0), slice_at(0)};
  for (std::size_t i = 0; i < 3; ++i) {
    slices[i].pose.reset();
    slices[i].is_cine = true;
    slices[i].frames = 2;
    slices[i].file = i / 2;
  }
  EXPECT_THAT(grouped(slices).groups, SizeIs(2));
}

TEST(GroupSeries, DropsCopiesAndSaysSo) {
  const auto grouping = grouped({slice_at(0), slice_at(1), slice_at(1)}, true);
  ASSERT_THAT(grouping.groups, SizeIs(1));
  EXPECT_THAT(grouping.groups[0].times.front(), ElementsAre(0u, 1u));
  ASSERT_THAT(grouping.refused, SizeIs(1));
  EXPECT_EQ(grouping.refused[0].slice, 2u);
}

TEST(GroupSeries, WithoutPlacesOnlySlicesOfAScannerStack) {
  std::vector slices{slice_at(0, "", 1), slice_at(0, "", 2)};
  for (DicomSlice& slice : slices) slice.pose.reset();
  EXPECT_THAT(grouped(slices).groups, SizeIs(1));
  for (std::size_t i = 0; i < slices.size(); ++i) {
    slices[i].modality = "CR";
    slices[i].file = i;
  }
  EXPECT_THAT(grouped(slices).groups, SizeIs(2));
}

std::vector<DicomSlice> without_series(int count) {
  std::vector<DicomSlice> slices;
  for (int i = 0; i < count; ++i) {
    slices.push_back(slice_at(i));
    slices.back().series_uid.clear();
    slices.back().file = static_cast<std::size_t>(i);
  }
  return slices;
}

TEST(GroupSeries, WithoutASeriesThoseAreOneWhoseMarksAgree) {
  const auto together = grouped(without_series(3));
  ASSERT_THAT(together.groups, SizeIs(1));
  EXPECT_EQ(together.groups[0].times[0].size(), 3u);
  ASSERT_THAT(together.groups[0].warnings, SizeIs(1));
  EXPECT_EQ(together.groups[0].warnings[0].code, "series_uid_missing");

  auto slices = without_series(4);
  slices[2].folder = slices[3].folder = "another patient";
  EXPECT_THAT(grouped(slices).groups, SizeIs(2));
  slices = without_series(4);
  slices[3].series_description = "another";
  EXPECT_THAT(grouped(slices).groups, SizeIs(2));
}

TEST(GroupSeries, WithoutASeriesAndAPlaceEachIsAlone) {
  auto slices = without_series(2);
  for (DicomSlice& slice : slices) slice.pose.reset();
  EXPECT_THAT(grouped(slices).groups, SizeIs(2));
  slices = without_series(2);
  for (DicomSlice& slice : slices) slice.frames = 2;
  EXPECT_THAT(grouped(slices).groups, SizeIs(2));
}

}  // namespace
}  // namespace scanetrix
