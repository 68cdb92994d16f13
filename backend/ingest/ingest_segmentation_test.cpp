// SPDX-License-Identifier: Apache-2.0
#include "ingest/ingest_fixture.h"
#include "ingest/sample_segmentation.h"

namespace scanetrix {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::SizeIs;

/// stack() has its slices 2 × 2 at z = 0, 2, 4, …; see there.
SegmentationSample::Frame frame_at(int z, int segment, std::vector<int> pixels) {
  return {segment, fmt::format("0\\0\\{}", z), std::move(pixels)};
}

TEST_F(IngestTest, SegmentsLieOnTheVoxelsOfTheirScan) {
  for (const auto& slice : stack(3)) add("x", dicom_file(slice));
  SegmentationSample sample{
      .frames = {frame_at(4, 2, {0, 1, 0, 0}), frame_at(0, 1, {1, 1, 0, 0}), frame_at(4, 1, {0, 0, 1, 0})}};
  sample.segments = {{2, "Tumour", {0xffff, 0x8080, 0x8080}}, {1, "Liver", {}}};
  add("seg.dcm", segmentation_file(sample));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  ASSERT_THAT(series_[0].volumes, SizeIs(2));
  const SeriesVolume& labels = series_[0].volumes[1];
  EXPECT_EQ(labels.id, "labels-1");
  EXPECT_EQ(labels.name, "Organs");
  EXPECT_EQ(labels.labels_of, "original");
  EXPECT_EQ(labels.form.kind, VolumeKind::labels);
  EXPECT_EQ(labels.form.geometry.ijk_to_lps.row_major(),
            series_[0].volumes[0].form.geometry.ijk_to_lps.row_major());
  EXPECT_THAT(series_[0].others[0].samples<std::uint8_t>(), ElementsAre(1, 1, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0));
  ASSERT_THAT(labels.labels, SizeIs(2));
  EXPECT_EQ(labels.labels[0].name, "Liver");
  EXPECT_EQ(labels.labels[1].color, (LabelColor{255, 255, 255}));
  EXPECT_EQ(labels.labels[0].type.meaning, "Liver");
  EXPECT_EQ(labels.labels[0].type.scheme, "SCT");
}

TEST_F(IngestTest, SegmentsThatOverlapBecomeSeveralLabelVolumes) {
  for (const auto& slice : stack(2)) add("x", dicom_file(slice));
  SegmentationSample sample{
      .frames = {frame_at(0, 1, {1, 1, 0, 0}), frame_at(0, 2, {0, 1, 1, 0}), frame_at(2, 3, {0, 0, 0, 1})}};
  sample.segments = {{1, "a", {}}, {2, "b", {}}, {3, "c", {}}};
  add("seg.dcm", segmentation_file(sample));
  run();
  ASSERT_THAT(series_[0].volumes, SizeIs(3));
  EXPECT_EQ(series_[0].volumes[2].id, "labels-2");
  EXPECT_THAT(series_[0].others[0].samples<std::uint8_t>(), ElementsAre(1, 1, 0, 0, 0, 0, 0, 3));
  EXPECT_THAT(series_[0].others[1].samples<std::uint8_t>(), ElementsAre(0, 2, 2, 0, 0, 0, 0, 0));
  EXPECT_THAT(warnings_of(series_[0]), Contains("overlapping_labels"));
}

TEST_F(IngestTest, OfFractionsOneHalfIsEnough) {
  SegmentationSample sample{.type = "FRACTIONAL", .frames = {frame_at(0, 1, {99, 100, 200, 0})}};
  add("seg.dcm", segmentation_file(sample));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_THAT(series_[0].volume.samples<std::uint8_t>(), ElementsAre(0, 1, 1, 0));
  EXPECT_THAT(warnings_of(series_[0]), Contains("fractional_labels"));
}

TEST_F(IngestTest, ALabelMapHoldsTheNumbersThemselves) {
  for (const auto& slice : stack(2)) add("x", dicom_file(slice));
  SegmentationSample sample{.type = "LABELMAP", .frames = {frame_at(2, 0, {0, 7, 9, 255})}};
  sample.segments = {{7, "a", {}}, {9, "b", {}}};
  sample.more = {{DCM_SOPClassUID, "1.2.840.10008.5.1.4.1.1.66.7"}};
  sample.padding = 255;
  add("seg.dcm", segmentation_file(sample));
  run();
  ASSERT_THAT(series_[0].volumes, SizeIs(2));
  EXPECT_THAT(series_[0].others[0].samples<std::uint8_t>(), ElementsAre(0, 0, 0, 0, 0, 7, 9, 0));
}

TEST_F(IngestTest, ASegmentationAloneIsAScanOfLabels) {
  add("seg.dcm", segmentation_file({.frames = {frame_at(0, 1, {1, 0, 0, 0}), frame_at(3, 1, {0, 0, 0, 1})}}));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_EQ(series_[0].modality, "SEG");
  EXPECT_EQ(series_[0].name, "Organs");
  EXPECT_EQ(series_[0].volumes[0].labels_of, "");
  // Between the frames, slices of a thickness of 1 mm without a segment.
  EXPECT_THAT(series_[0].volume.samples<std::uint8_t>(),
              ElementsAre(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
  EXPECT_THAT(warnings_of(series_[0]), Contains("labels_alone"));
}

TEST_F(IngestTest, SegmentsBetweenTheVoxelsOfTheirScanKeepTheirOwn) {
  for (const auto& slice : stack(3)) add("x", dicom_file(slice));
  add("seg.dcm", segmentation_file({.frames = {frame_at(1, 1, {1, 0, 0, 1})}}));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  ASSERT_THAT(series_[0].volumes, SizeIs(2));
  EXPECT_EQ(series_[0].volumes[1].labels_of, "");
  EXPECT_EQ(series_[0].volumes[1].form.geometry.ijk_to_lps.origin.z, 1);
  EXPECT_THAT(warnings_of(series_[0]), Contains("labels_on_own_lattice"));
}

TEST_F(IngestTest, ABrokenSegmentationIsRefusedAndItsScanIsRead) {
  for (const auto& slice : stack(2)) add("x", dicom_file(slice));
  add("seg.dcm",
      segmentation_file({.frames = {frame_at(0, 5, {1, 0, 0, 1})}}));  // Of no segment that is named.
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_THAT(series_[0].volumes, SizeIs(1));
  EXPECT_THAT(refusal_codes(), ElementsAre("damaged"));
}

}  // namespace
}  // namespace scanetrix
