// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "ingest/sample_dicom.h"

namespace scanetrix {
namespace {

using testing::SizeIs;

/// What a file of `frames` frames says, to be filled in by a test.
struct FrameFile {
  DcmDataset data;
  DicomSlice file;

  explicit FrameFile(std::uint32_t frames) {
    file.frames = frames;
    file.pixels = {.rows = 4, .columns = 4};
  }
  [[nodiscard]] std::vector<DicomSlice> split() {
    auto slices = split_frames(file, Values(data));
    EXPECT_TRUE(slices) << slices.error().message;
    return std::move(*slices);
  }
  DcmItem& item(const DcmTagKey& sequence, signed long index = -2) {
    DcmItem* found = nullptr;
    EXPECT_TRUE(data.findOrCreateSequenceItem(sequence, found, index).good());
    return *found;
  }
};

DcmItem& item_in(DcmItem& parent, const DcmTagKey& sequence) {
  DcmItem* found = nullptr;
  EXPECT_TRUE(parent.findOrCreateSequenceItem(sequence, found, -2).good());
  return *found;
}

TEST(SplitFrames, AFramesOwnGroupsGoBeforeTheSharedOnes) {
  FrameFile sample(2);
  DcmItem& shared = sample.item(DCM_SharedFunctionalGroupsSequence);
  DcmItem& measures = item_in(shared, DCM_PixelMeasuresSequence);
  measures.putAndInsertString(DCM_PixelSpacing, "0.5\\0.25");
  measures.putAndInsertString(DCM_SliceThickness, "3");
  item_in(shared, DCM_PlaneOrientationSequence)
      .putAndInsertString(DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0");
  for (int frame = 0; frame < 2; ++frame) {
    DcmItem& own = sample.item(DCM_PerFrameFunctionalGroupsSequence);
    item_in(own, DCM_PlanePositionSequence)
        .putAndInsertString(DCM_ImagePositionPatient, fmt::format("1\\2\\{}", 10 * frame).c_str());
    DcmItem& value = item_in(own, DCM_PixelValueTransformationSequence);
    value.putAndInsertString(DCM_RescaleSlope, fmt::format("{}", frame + 1).c_str());
    value.putAndInsertString(DCM_RescaleIntercept, "-7");
  }
  const auto slices = sample.split();
  ASSERT_THAT(slices, SizeIs(2));
  EXPECT_EQ(slices[1].frame, 1u);
  ASSERT_TRUE(slices[1].pose);
  EXPECT_EQ(slices[1].pose->origin_mm.z, 10);
  EXPECT_EQ(slices[1].row_spacing_mm, 0.5);
  EXPECT_EQ(slices[1].column_spacing_mm, 0.25);
  EXPECT_EQ(slices[1].slope, 2);
  EXPECT_EQ(slices[0].intercept, -7);
  EXPECT_FALSE(slices[0].is_cine);
}

TEST(SplitFrames, EachFrameMayHaveAModalityTableOfItsOwn) {
  FrameFile sample(2);
  for (int frame = 0; frame < 2; ++frame) {
    DcmItem& table = item_in(sample.item(DCM_PerFrameFunctionalGroupsSequence), DCM_ModalityLUTSequence);
    const std::array<Uint16, 3> descriptor{2, 0, 16};
    const std::array<Uint16, 2> entries{static_cast<Uint16>(10 * frame), 77};
    table.putAndInsertUint16Array(DCM_LUTDescriptor, descriptor.data(), 3);
    table.putAndInsertString(DCM_ModalityLUTType, "HU");
    table.putAndInsertUint16Array(DCM_LUTData, entries.data(), 2);
  }
  const auto slices = sample.split();
  ASSERT_TRUE(slices[0].modality_lut != nullptr && slices[1].modality_lut != nullptr);
  EXPECT_EQ(slices[0].modality_lut->at(0), 0);
  EXPECT_EQ(slices[1].modality_lut->at(0), 10);
  EXPECT_EQ(slices[1].unit, "HU");
}

TEST(SplitFrames, WithoutAnyPlaceFramesAreACine) {
  FrameFile sample(3);
  sample.data.putAndInsertString(DCM_FrameTime, "33");
  const auto slices = sample.split();
  ASSERT_THAT(slices, SizeIs(3));
  EXPECT_TRUE(slices[2].is_cine);
  EXPECT_FALSE(slices[2].pose);
  EXPECT_EQ(slices[0].frame_ms, 33);
}

TEST(SplitFrames, TheTimeOfACinesFrameComesFromItsVectorOrItsRate) {
  FrameFile steps(3);
  steps.data.putAndInsertString(DCM_FrameTimeVector, "0\\30\\50");
  EXPECT_EQ(steps.split()[0].frame_ms, 40);
  FrameFile rate(3);
  rate.data.putAndInsertString(DCM_CineRate, "25");
  EXPECT_EQ(rate.split()[0].frame_ms, 40);
  FrameFile recommended(3);
  recommended.data.putAndInsertString(DCM_RecommendedDisplayFrameRate, "10");
  EXPECT_EQ(recommended.split()[0].frame_ms, 100);
  FrameFile silent(3);
  silent.data.putAndInsertString(DCM_FrameTime, "0");
  EXPECT_FALSE(silent.split()[0].frame_ms);
}

TEST(SplitFrames, DosePlanesLieAtTheirOffsetsAndAreInGray) {
  FrameFile sample(3);
  sample.file.sop_class = UID_RTDoseStorage;
  sample.data.putAndInsertString(DCM_ImagePositionPatient, "1\\2\\-5");
  sample.data.putAndInsertString(DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0");
  sample.data.putAndInsertString(DCM_GridFrameOffsetVector, "0\\2.5\\5");
  sample.data.putAndInsertString(DCM_DoseGridScaling, "0.001");
  sample.data.putAndInsertString(DCM_DoseUnits, "GY");
  const auto slices = sample.split();
  EXPECT_EQ(slices[2].pose->origin_mm.z, 0);
  EXPECT_EQ(slices[2].slope, 0.001);
  EXPECT_EQ(slices[2].unit, "Gy");
}

TEST(SplitFrames, SlicesOfNuclearMedicineRunFromTheDetectorsPlace) {
  FrameFile sample(2);
  const std::array<Uint16, 2> places{1, 2};
  sample.data.putAndInsertUint16Array(DCM_SliceVector, places.data(), places.size());
  sample.data.putAndInsertString(DCM_SpacingBetweenSlices, "-4");
  DcmItem& detector = sample.item(DCM_DetectorInformationSequence);
  detector.putAndInsertString(DCM_ImagePositionPatient, "0\\0\\100");
  detector.putAndInsertString(DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0");
  const auto slices = sample.split();
  ASSERT_TRUE(slices[1].pose);
  EXPECT_EQ(slices[0].pose->origin_mm.z, 100);
  EXPECT_EQ(slices[1].pose->origin_mm.z, 96);
}

/// A mosaic of 2 × 2 tiles, three of them filled, 4 × 4 pixels of 1 mm; every tile 2 × 2.
FrameFile mosaic() {
  FrameFile sample(1);
  sample.data.putAndInsertString(DCM_ImageType, "ORIGINAL\\PRIMARY\\M\\ND\\MOSAIC");
  sample.data.putAndInsertString(DCM_ImagePositionPatient, "-2\\-2\\0");
  sample.data.putAndInsertString(DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0");
  sample.data.putAndInsertString(DCM_PixelSpacing, "1\\1");
  sample.data.putAndInsertString(DCM_SpacingBetweenSlices, "3");
  return sample;
}

/// A CSA header ("SV10") with these fields of one value each for every item.
std::vector<Uint8> csa_of(const std::vector<std::pair<std::string, std::vector<std::string>>>& fields) {
  Bytes csa;
  const auto text = [&](std::string_view value, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i)
      csa.push_back(i < value.size() ? static_cast<std::byte>(value[i]) : std::byte{0});
  };
  text("SV10", 8);
  append(csa, static_cast<std::uint32_t>(fields.size()));
  append(csa, std::uint32_t{77});
  for (const auto& [name, values] : fields) {
    text(name, 64);
    for (int i = 0; i < 3; ++i) append(csa, std::uint32_t{1});  // vm, vr, syngodt
    append(csa, static_cast<std::uint32_t>(values.size()));
    append(csa, std::uint32_t{77});
    for (const std::string& value : values) {
      for (const std::size_t n : {value.size(), value.size(), std::size_t{77}, value.size()})
        append(csa, static_cast<std::uint32_t>(n));
      text(value, (value.size() + 3) / 4 * 4);
    }
  }
  std::vector<Uint8> bytes;
  for (const std::byte b : csa) bytes.push_back(std::to_integer<Uint8>(b));
  return bytes;
}

void put_csa(FrameFile& sample, const std::vector<Uint8>& csa) {
  auto* element = new DcmOtherByteOtherWord(DcmTag(0x0029, 0x1010, EVR_OB));
  element->putUint8Array(csa.data(), csa.size());
  EXPECT_TRUE(sample.data.insert(element).good());
}

TEST(SplitFrames, AMosaicsTilesAreSlicesAroundItsMiddle) {
  FrameFile sample = mosaic();
  put_csa(sample, csa_of({{"NumberOfImagesInMosaic", {"3"}}, {"SliceNormalVector", {"0.0", "0.0", "1.0"}}}));
  const auto slices = sample.split();
  ASSERT_THAT(slices, SizeIs(3));
  EXPECT_EQ(slices[0].rows(), 2u);
  // The middle of 4 × 4 pixels from -2 on is that of 2 × 2 from -1 on.
  EXPECT_EQ(slices[0].pose->origin_mm.x, -1);
  EXPECT_EQ(slices[0].pose->origin_mm.y, -1);
  EXPECT_EQ(slices[2].tile, (Tile{2, 0, 2, 2}));
  EXPECT_EQ(slices[2].pose->origin_mm.z, 6);
}

TEST(SplitFrames, AMosaicRunsTheWayItsNormalPoints) {
  FrameFile sample = mosaic();
  put_csa(sample, csa_of({{"NumberOfImagesInMosaic", {"3"}}, {"SliceNormalVector", {"0.0", "0.0", "-1.0"}}}));
  EXPECT_EQ(sample.split()[2].pose->origin_mm.z, -6);
}

TEST(SplitFrames, AMosaicThatDoesNotSayHowManyIsRefused) {
  FrameFile sample = mosaic();
  const auto slices = split_frames(sample.file, Values(sample.data));
  ASSERT_FALSE(slices);
  EXPECT_EQ(slices.error().slug, "unsupported_format");
}

TEST(SplitFrames, ACutCsaHeaderDoesNoHarm) {
  const auto whole = csa_of({{"NumberOfImagesInMosaic", {"3"}}, {"SliceNormalVector", {"0", "0", "1"}}});
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    FrameFile sample = mosaic();
    put_csa(sample, {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
    const auto slices = split_frames(sample.file, Values(sample.data));
    EXPECT_TRUE(slices || slices.error().slug == "unsupported_format");
  }
}

}  // namespace
}  // namespace scanetrix
