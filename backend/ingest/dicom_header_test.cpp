// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/sample_dicom.h"

namespace scanetrix {
namespace {

using testing::HasSubstr;

std::string code_of(const Bytes& file) {
  const auto slice = first_slice_of(file);
  return slice ? "" : std::string(slice.error().slug);
}

TEST(SniffDicom, KnowsFilesWithAndWithoutPreamble) {
  const Bytes file = dicom_file({});
  EXPECT_TRUE(sniff_dicom(file));
  EXPECT_TRUE(sniff_dicom(ByteView(file).subspan(132)));
  EXPECT_FALSE(sniff_dicom(as_bytes("just a text that is long enough to be looked at")));
  EXPECT_FALSE(sniff_dicom({}));
}

TEST(ReadDicomHeader, ReadsWhatAPersonIsShown) {
  const auto slice = first_slice_of(dicom_file({.more = {{DCM_SpecificCharacterSet, "ISO_IR 100"},
                                                         {DCM_SeriesDescription,
                                                          "Sch\xe4"
                                                          "del nativ"},
                                                         {DCM_StudyDescription, "Kopf"},
                                                         {DCM_BodyPartExamined, "HEAD"},
                                                         {DCM_StudyDate, "20260312"}}}));
  ASSERT_TRUE(slice) << slice.error().message;
  EXPECT_EQ(slice->series_description, "Schädel nativ");
  EXPECT_EQ(slice->body_part, "HEAD");
  EXPECT_EQ(slice->study_date, "2026-03-12");
  EXPECT_EQ(slice->modality, "MR");
}

TEST(ReadDicomHeader, RowSpacingStandsFirst) {
  const auto slice = first_slice_of(dicom_file({.position = "1\\2\\3", .spacing = "0.5\\0.25"}));
  ASSERT_TRUE(slice) << slice.error().message;
  EXPECT_EQ(slice->row_spacing_mm, 0.5);  // PS3.3 10.7.1.3: between rows first, between columns second.
  EXPECT_EQ(slice->column_spacing_mm, 0.25);
  ASSERT_TRUE(slice->pose);
  EXPECT_EQ(slice->pose->origin_mm.z, 3);
}

TEST(ReadDicomHeader, ReadsAFileWithoutPreamble) {
  for (const auto syntax : {EXS_LittleEndianExplicit, EXS_LittleEndianImplicit, EXS_BigEndianExplicit}) {
    const Bytes file = dicom_file({}, syntax);
    const std::size_t meta = 144 + load<std::uint32_t>(file, 140);
    const auto slice = first_slice_of(ByteView(file).subspan(meta));
    ASSERT_TRUE(slice) << DcmXfer(syntax).getXferName() << slice.error().message;
    EXPECT_EQ(slice->pixels.rows, 2u);
  }
}

TEST(ReadDicomHeader, UnitsAreNamedOnlyWhereTheFileSaysThem) {
  EXPECT_EQ(first_slice_of(dicom_file({.modality = "CT", .more = {{DCM_RescaleSlope, "1"}}}))->unit, "HU");
  EXPECT_EQ(first_slice_of(dicom_file({.modality = "PT", .more = {{DCM_Units, "BQML"}}}))->unit, "Bq/ml");
  EXPECT_EQ(first_slice_of(dicom_file({.more = {{DCM_RescaleType, "US"}}}))->unit, "");
}

TEST(ReadDicomHeader, KeepsEachWindowWithItsName) {
  const auto slice =
      first_slice_of(dicom_file({.more = {{DCM_WindowCenter, "40\\300"},
                                          {DCM_WindowWidth, "80\\1500"},
                                          {DCM_WindowCenterWidthExplanation, "BRAIN\\BONE"}}}));
  ASSERT_TRUE(slice) << slice.error().message;
  ASSERT_EQ(slice->windows.size(), 2u);
  EXPECT_EQ(slice->windows[1].name, "BONE");
  EXPECT_EQ(slice->windows[1].center, 300);
  EXPECT_EQ(slice->windows[1].width, 1500);
}

TEST(ReadDicomHeader, SaysWhatIsNotAPicture) {
  const Bytes report = dicom_file({.more = {{DCM_SOPClassUID, UID_BasicTextSRStorage}, {DCM_Rows, ""}}});
  const auto slice = first_slice_of(report);
  ASSERT_FALSE(slice);
  EXPECT_EQ(slice.error().slug, "not_an_image");
  EXPECT_EQ(slice.error().message, "A structured report, not a picture.");
}

TEST(ReadDicomHeader, NamesEveryKindOfObjectThatIsNotAPicture) {
  const std::vector<std::pair<std::string, std::string>> kinds{
      {UID_MediaStorageDirectoryStorage, "A table of contents (DICOMDIR)"},
      {UID_RTStructureSetStorage, "Outlines for radiotherapy (RT structure set)"},
      {UID_RTPlanStorage, "A plan for radiotherapy"},
      {UID_ComprehensiveSRStorage, "A structured report"},
      {UID_KeyObjectSelectionDocumentStorage, "A list of chosen pictures (key objects)"},
      {UID_EncapsulatedPDFStorage, "A PDF document"},
      {UID_TwelveLeadECGWaveformStorage, "A waveform (ECG, sound)"},
      {UID_GrayscaleSoftcopyPresentationStateStorage, "A way to present pictures (presentation state)"},
      {UID_RawDataStorage, "Raw data of a scanner"},
      {UID_SpatialRegistrationStorage, "A registration of pictures to one another"},
      {UID_MRSpectroscopyStorage, "MR spectroscopy"},
      {"1.3.12.2.1107.5.9.1", "Siemens' private data of a scan"},
  };
  for (const auto& [sop_class, kind] : kinds) {
    const auto slice = first_slice_of(
        dicom_file({.modality = "OT", .more = {{DCM_SOPClassUID, sop_class}, {DCM_Rows, ""}}}));
    ASSERT_FALSE(slice) << kind;
    EXPECT_EQ(slice.error().slug, "not_an_image") << kind;
    EXPECT_EQ(slice.error().message, kind + ", not a picture.");
  }
}

TEST(ReadDicomHeader, AMakersOwnObjectIsNamedByItsModality) {
  const auto slice = first_slice_of(
      dicom_file({.modality = "SR", .more = {{DCM_SOPClassUID, "1.2.840.113619.4.27"}, {DCM_Rows, ""}}}));
  ASSERT_FALSE(slice);
  EXPECT_EQ(slice.error().message, "A structured report, not a picture.");
}

TEST(ReadDicomHeader, AnObjectTellsItsStudyAndWhatItRefersTo) {
  const DicomSample outlines{.modality = "RTSTRUCT",
                             .more = {{DCM_SOPClassUID, UID_RTStructureSetStorage}, {DCM_Rows, ""}}};
  const auto read = read_dicom_file(dicom_file(outlines, EXS_LittleEndianExplicit, [](DcmDataset& data) {
    DcmItem* frame = nullptr;
    DcmItem* study = nullptr;
    DcmItem* series = nullptr;
    data.findOrCreateSequenceItem(DCM_ReferencedFrameOfReferenceSequence, frame, -2);
    frame->findOrCreateSequenceItem(DCM_RTReferencedStudySequence, study, -2);
    study->findOrCreateSequenceItem(DCM_RTReferencedSeriesSequence, series, -2);
    series->putAndInsertString(DCM_SeriesInstanceUID, "1.2.3.77");
  }));
  ASSERT_TRUE(read) << read.error().message;
  const auto* object = std::get_if<DicomObject>(&*read);
  ASSERT_NE(object, nullptr);
  EXPECT_EQ(object->refusal.slug, "not_an_image");
  EXPECT_EQ(object->study_uids, std::vector<std::string>{"1.2.3.0"});
  EXPECT_EQ(object->series_uids, std::vector<std::string>{"1.2.3.77"});
}

TEST(ReadDicomHeader, RefusesByNameWhatIsNotRead) {
  EXPECT_EQ(code_of(dicom_file({.more = {{DCM_NumberOfFrames, "12"}}})), "damaged");  // It holds one.
  EXPECT_EQ(code_of(dicom_file({.more = {{DCM_SOPClassUID, UID_SegmentationStorage}}})), "damaged");
  EXPECT_EQ(code_of(dicom_file({.more = {{DCM_SOPClassUID, UID_VLWholeSlideMicroscopyImageStorage}}})),
            "unsupported_format");
  EXPECT_EQ(code_of(dicom_file({.more = {{DCM_ImageType, "ORIGINAL\\PRIMARY\\M\\MOSAIC"}}})),
            "unsupported_format");
  EXPECT_EQ(code_of(dicom_file({.photometric = "YBR_PARTIAL_420"})), "unsupported_pixel_format");
}

TEST(ReadDicomHeader, APaletteThatIsNotThereIsDamage) {
  EXPECT_EQ(code_of(dicom_file({.photometric = "PALETTE COLOR"})), "damaged");
}

TEST(ReadDicomHeader, NamesTheTransferSyntaxThatIsNotRead) {
  Bytes file = dicom_file({}, EXS_RLELossless);
  const std::string_view rle = "1.2.840.10008.1.2.5\0";
  const auto at = as_text(file).find(rle);
  ASSERT_NE(at, std::string_view::npos);
  // As long as RLE's: "1.2.840.10008.1.2.9" is not one at all.
  file[at + 18] = std::byte{'9'};
  const auto slice = first_slice_of(file);
  ASSERT_FALSE(slice);
  EXPECT_EQ(slice.error().slug, "unsupported_transfer_syntax");
  EXPECT_THAT(slice.error().message, HasSubstr("1.2.840.10008.1.2.9"));
}

TEST(ReadDicomHeader, ASizeOfAnotherTypeCountsAsAbsent) {
  // Rows as UL wrapped a 32-bit product elsewhere (VU#536588).
  DicomSample sample;
  Bytes file = dicom_file(sample);
  const std::string_view rows("\x28\x00\x10\x00US\x02\x00", 8);
  const auto at = as_text(file).find(rows);
  ASSERT_NE(at, std::string_view::npos);
  file[at + 4] = std::byte{'F'};
  file[at + 5] = std::byte{'D'};
  EXPECT_EQ(code_of(file), "damaged");
}

TEST(ReadDicomHeader, NoCutFilePassesAsWhole) {
  for (const auto syntax : {EXS_LittleEndianExplicit, EXS_LittleEndianImplicit, EXS_BigEndianExplicit}) {
    const Bytes file = dicom_file({}, syntax);
    for (std::size_t size = 132; size < file.size(); ++size)
      EXPECT_NE(code_of(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size))), "") << size;
  }
}

TEST(ReadDicomHeader, HugeSizesInASmallFileAreDamaged) {
  const auto slice = first_slice_of(dicom_file({.rows = 65535, .columns = 65535}));
  ASSERT_FALSE(slice);
  EXPECT_EQ(slice.error().message, "The file ends early: 8 bytes of pixels, 8589672450 were expected.");
}

}  // namespace
}  // namespace scanetrix
