// SPDX-License-Identifier: Apache-2.0
#include "ingest/ingest.h"

#include "ingest/ingest_fixture.h"
#include "ingest/sample_jpeg_xl.h"
#include "ingest/sample_pictures.h"

namespace scanetrix {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST_F(IngestTest, AMissingSliceIsInterpolatedAndSaid) {
  auto slices = stack(5);
  slices.erase(slices.begin() + 3);
  for (const auto& slice : slices) add("x", dicom_file(slice));
  run();
  EXPECT_THAT(refusals_, IsEmpty());
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_EQ(series_[0].volume.geometry.shape.z, 5);
  EXPECT_THAT(series_[0].volumes.front().interpolated_slices, ElementsAre(3));
  ASSERT_THAT(warnings_of(series_[0]), Contains("missing_slices"));
}

TEST_F(IngestTest, ADamagedSliceLeavesAGapThatIsSaid) {
  const auto slices = stack(5);
  for (std::size_t k = 0; k < 5; ++k) {
    Bytes file = dicom_file(slices[k], EXS_RLELossless);
    if (k == 2) file.resize(file.size() - 60);
    add(fmt::format("{}.dcm", k), file);
  }
  run();
  EXPECT_THAT(refusal_codes(), ElementsAre("damaged"));
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_THAT(series_[0].volumes.front().interpolated_slices, ElementsAre(2));
  EXPECT_THAT(warnings_of(series_[0]), Contains("missing_slices"));
}

TEST_F(IngestTest, ATiltedStackComesUprightAndAsAcquired) {
  auto slices = stack(4);
  for (std::size_t k = 0; k < 4; ++k) {
    slices[k].position = fmt::format("0\\{}\\{}", k, 2 * k);
    add("x", dicom_file(slices[k]));
  }
  run();
  ASSERT_THAT(series_, SizeIs(1));
  ASSERT_THAT(series_[0].volumes, SizeIs(2));
  EXPECT_EQ(series_[0].volumes[0].id, "corrected");
  EXPECT_EQ(series_[0].volumes[1].id, "original");
  EXPECT_THAT(warnings_of(series_[0]), Contains("gantry_tilt"));
  const Affine& upright = series_[0].volume.geometry.ijk_to_lps;
  EXPECT_NEAR(dot(upright.step_j, upright.step_k), 0, 1e-9);
  const Volume& acquired = series_[0].others.front();
  EXPECT_EQ(acquired.geometry.ijk_to_lps.at(0, 0, 3).y, 3);
  // Row 0 of the fourth slice lies at y 3: in the upright volume that is row 3 of the same slice.
  const Shape& shape = series_[0].volume.geometry.shape;
  EXPECT_EQ(series_[0].volume.samples<std::uint16_t>()[static_cast<std::size_t>((3 * shape.y + 3) * shape.x)],
            acquired.samples<std::uint16_t>()[static_cast<std::size_t>(3 * acquired.geometry.shape.y *
                                                                       acquired.geometry.shape.x)]);
}

TEST_F(IngestTest, EchoesInOneSeriesBecomeTimePointsOfOneVolume) {
  for (auto slice : stack(3))
    for (const char* echo : {"30", "80"}) {
      slice.more = {{DCM_EchoTime, echo}};
      slice.instance_number = fmt::format("{}", files_.size() + 1);
      slice.words[0] = static_cast<std::uint16_t>(files_.size());
      add("x", dicom_file(slice));
    }
  run();
  ASSERT_THAT(series_, SizeIs(1));
  const SeriesVolume& volume = series_[0].volumes.front();
  EXPECT_EQ(volume.form.time_points, 2);
  EXPECT_EQ(volume.time_axis, "echo time");
  EXPECT_THAT(volume.time_labels, ElementsAre("30 ms", "80 ms"));
  EXPECT_EQ(series_[0].others.front().samples<std::uint16_t>()[0], 1);
}

TEST_F(IngestTest, FramesOfOneFileWithoutPlacesAreACine) {
  DicomSample sample;
  sample.modality = "US";
  sample.position = "";
  sample.words.assign(12, 7);
  sample.more = {{DCM_NumberOfFrames, "3"}, {DCM_FrameTime, "40"}};
  add("cine.dcm", dicom_file(sample));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_EQ(series_[0].volume.geometry.shape.z, 3);
  EXPECT_FALSE(series_[0].volume.geometry.calibrated);
  const auto& cine = series_[0].volumes.front().cine;
  ASSERT_TRUE(cine);
  EXPECT_EQ(cine->frame_ms, 40);
  EXPECT_TRUE(cine->pixels_calibrated);
  EXPECT_THAT(warnings_of(series_[0]), Contains("cine"));
}

TEST_F(IngestTest, ValuesBeyondSixteenBitsGetThirtyTwo) {
  DicomSample sample;
  sample.words = {0, 65535, 1, 2};
  sample.modality = "CT";
  sample.more = {{DCM_RescaleSlope, "1"}, {DCM_RescaleIntercept, "-1024"}};
  add("x", dicom_file(sample));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  ASSERT_EQ(series_[0].volume.type, VoxelType::int32);
  EXPECT_EQ(series_[0].volume.samples<std::int32_t>()[1], 64511);
}

TEST_F(IngestTest, TwoSeriesAndJunkBetweenThem) {
  for (auto slice : stack(3)) {
    slice.more = {{DCM_SeriesDescription, "T1"}};
    add("a", dicom_file(slice));
    slice.series = "1.2.3.2";
    slice.more = {{DCM_SeriesDescription, "T2"}};
    add("b", dicom_file(slice, EXS_JPEGLSLossless));
  }
  add("README.txt", Bytes(20, std::byte{'x'}));
  add("empty", {});
  run();
  ASSERT_THAT(series_, SizeIs(2));
  EXPECT_EQ(series_[0].name, "T1");
  EXPECT_EQ(series_[1].name, "T2");
  EXPECT_THAT(series_[1].transfer_syntaxes, ElementsAre("1.2.840.10008.1.2.4.80"));
  EXPECT_THAT(series_[0].files, ElementsAre(0u, 2u, 4u));
  EXPECT_THAT(refusal_codes(), ElementsAre("empty_file", "not_an_image"));
}

TEST_F(IngestTest, WhatIsNoPictureIsKeptBesideTheFirstSeriesOfItsStudy) {
  for (auto slice : stack(2)) {
    slice.series = "1.2.3.2";
    slice.more = {{DCM_SeriesNumber, "2"}};
    add("late.dcm", dicom_file(slice));
    slice.series = "1.2.3.1";
    slice.more = {{DCM_SeriesNumber, "1"}};
    add("early.dcm", dicom_file(slice));
  }
  add("report",
      dicom_file({.modality = "SR", .more = {{DCM_SOPClassUID, UID_BasicTextSRStorage}, {DCM_Rows, ""}}}));
  add("other report", dicom_file({.modality = "SR",
                                  .more = {{DCM_SOPClassUID, UID_BasicTextSRStorage},
                                           {DCM_StudyInstanceUID, "1.2.99"},
                                           {DCM_Rows, ""}}}));
  run();
  ASSERT_THAT(series_, SizeIs(2));
  EXPECT_THAT(series_[0].companions, ElementsAre(4u));
  EXPECT_THAT(series_[1].companions, IsEmpty());
  EXPECT_THAT(refusal_codes(), ElementsAre("not_an_image", "not_an_image"));
}

TEST_F(IngestTest, AStackInJpegXlIsRead) {
  add("1.jxl", jpeg_xl_file({.width = 2, .bits = 12}, {7, 4095}));
  add("2.jxl", jpeg_xl_file({.width = 2, .bits = 12}, {8, 9}));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_EQ(series_[0].format, "JPEG XL");
  EXPECT_THAT(series_[0].volume.samples<std::uint16_t>(), ElementsAre(7, 4095, 8, 9));
  EXPECT_THAT(warnings_of(series_[0]), Not(Contains("lossy_compression")));
}

TEST_F(IngestTest, OneSliceIsAPictureWithItsThickness) {
  auto slice = stack(1)[0];
  slice.more = {{DCM_SliceThickness, "5"}};
  add("x", dicom_file(slice));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_THAT(warnings_of(series_[0]), ElementsAre("single_slice"));
  EXPECT_EQ(series_[0].volume.geometry.spacing_mm()[0], 5);
}

TEST_F(IngestTest, SliceThicknessIsNeverTheStep) {
  for (auto slice : stack(3)) {
    slice.more = {{DCM_SliceThickness, "5"}, {DCM_SpacingBetweenSlices, "7"}};
    add("x", dicom_file(slice));
  }
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_DOUBLE_EQ(series_[0].volume.geometry.spacing_mm()[0], 2);
  EXPECT_EQ(series_[0].volumes[0].slice_thickness_mm, 5);
}

TEST_F(IngestTest, AThicknessThatChangesOrIsMissingIsNone) {
  for (const char* last : {"4", ""}) {
    series_.clear();
    files_.clear();
    auto slices = stack(3);
    for (auto& slice : slices) {
      const char* thickness = &slice == &slices.back() ? last : "5";
      slice.more = {{DCM_SliceThickness, thickness}};
      add("x", dicom_file(slice));
    }
    run();
    ASSERT_THAT(series_, SizeIs(1));
    EXPECT_FALSE(series_[0].volumes[0].slice_thickness_mm);
  }
}

TEST_F(IngestTest, WithoutPositionsTheNumbersOrderAndAWarningSaysSo) {
  auto slices = stack(3);
  std::swap(slices[0], slices[2]);
  for (auto& slice : slices) {
    slice.position.clear();
    add("x", dicom_file(slice));
  }
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_THAT(series_[0].files, ElementsAre(2u, 1u, 0u));
  EXPECT_THAT(warnings_of(series_[0]), ElementsAre("orientation_unknown", "order_not_verified"));
}

TEST_F(IngestTest, WhatTheSinkSaysEndsIt) {
  for (const auto& slice : stack(2)) add("x", dicom_file(slice));
  SilentProgress progress;
  const auto outcome = ingest(
      files_, [](Series&&) -> Result<void> { return fail(ErrorCode::unavailable, "disk full"); }, progress);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message, "disk full");
}

TEST_F(IngestTest, CanBeCancelled) {
  class Impatient final : public Progress {
   public:
    void report(std::string_view, double) override {}
    [[nodiscard]] bool cancelled() const override { return true; }
  } progress;
  for (const auto& slice : stack(2)) add("x", dicom_file(slice));
  const auto outcome = ingest(
      files_, [](Series&&) -> Result<void> { return {}; }, progress);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::cancelled);
}

TEST_F(IngestTest, NothingOfThePatientComesOut) {
  for (auto slice : stack(2)) {
    slice.more = {{DCM_PatientName, "SECRET^NAME"}, {DCM_PatientID, "SECRET-ID"}};
    add("x", dicom_file(slice));
  }
  run();
  ASSERT_THAT(series_, SizeIs(1));
  const ReadSeries& one = series_[0];
  EXPECT_EQ((one.name + one.description + one.how).find("SECRET"), std::string::npos);
}

}  // namespace
}  // namespace scanetrix
