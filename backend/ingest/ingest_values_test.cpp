// SPDX-License-Identifier: Apache-2.0
#include "ingest/ingest_fixture.h"

namespace scanetrix {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;
using testing::SizeIs;

TEST_F(IngestTest, ValuesAreHounsfieldUnitsWhereTheScaleIsWhole) {
  for (auto slice : stack(3)) {
    slice.modality = "CT";
    slice.more = {{DCM_RescaleSlope, "1"}, {DCM_RescaleIntercept, "-1024"}};
    add("x", dicom_file(slice));
  }
  run();
  ASSERT_THAT(series_, SizeIs(1));
  const Volume& volume = series_[0].volume;
  EXPECT_EQ(volume.unit, "HU");
  EXPECT_EQ(volume.slope, 1);
  EXPECT_EQ(volume.intercept, 0);
  ASSERT_EQ(volume.type, VoxelType::int16);
  EXPECT_EQ(volume.samples<std::int16_t>()[0], 1 - 1024);
}

/// Gives a data set a Modality LUT.
void put_modality_lut(DcmItem& item, const std::string& type, const std::string& explanation, int first,
                      std::vector<Uint16> entries, Uint16 bits = 16) {
  DcmItem* table = nullptr;
  ASSERT_TRUE(item.findOrCreateSequenceItem(DCM_ModalityLUTSequence, table, -2).good());
  const std::array<Uint16, 3> descriptor{static_cast<Uint16>(entries.size()), static_cast<Uint16>(first),
                                         bits};
  ASSERT_TRUE(table->putAndInsertUint16Array(DCM_LUTDescriptor, descriptor.data(), 3).good());
  ASSERT_TRUE(table->putAndInsertString(DCM_ModalityLUTType, type.c_str()).good());
  ASSERT_TRUE(table->putAndInsertString(DCM_LUTExplanation, explanation.c_str()).good());
  ASSERT_TRUE(table->putAndInsertUint16Array(DCM_LUTData, entries.data(), entries.size()).good());
}

TEST_F(IngestTest, AModalityTableGivesTheValuesAndTheirUnit) {
  DicomSample sample{.words = {0, 5, 7, 4000}};
  add("a.dcm", dicom_file(sample, EXS_LittleEndianExplicit, [](DcmDataset& data) {
        put_modality_lut(data, "OD", "optical density", 5, {100, 900, 40000});
      }));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_THAT(series_[0].volume.samples<std::uint16_t>(), ElementsAre(100, 100, 40000, 40000));
  EXPECT_EQ(series_[0].volume.unit, "OD");
  EXPECT_EQ(series_[0].volume.slope, 1);
  EXPECT_THAT(warnings_of(series_[0]), Not(Contains("lookup_table_ignored")));
}

TEST_F(IngestTest, ATableOfCtIsHounsfieldUnitsOnlyWhereItSaysSo) {
  for (const auto& [type, explanation] : {std::pair{"HU", ""}, {"US", "HU"}, {"US", "counts"}, {"US", ""}}) {
    DicomSample sample{.is_signed = true, .words = {0xffff, 0, 1, 2}, .modality = "CT"};
    sample.series = fmt::format("1.2.3.{}", files_.size() + 1);
    sample.more = {{DCM_SeriesNumber, std::to_string(files_.size() + 1)}};
    add(fmt::format("{}.dcm", files_.size()),
        dicom_file(sample, EXS_LittleEndianExplicit, [&](DcmDataset& data) {
          put_modality_lut(data, type, explanation, 0xffff, {1, 2, 3, 4});
        }));
  }
  run();
  std::vector<std::string> units;
  for (const ReadSeries& series : series_) {
    units.push_back(series.volume.unit);
    EXPECT_THAT(series.volume.samples<std::int16_t>(), ElementsAre(1, 2, 3, 4));
  }
  EXPECT_THAT(units, ElementsAre("HU", "HU", "counts", ""));
}

TEST_F(IngestTest, ATableBesideARescaleIsNotApplied) {
  DicomSample sample{.words = {0, 1, 2, 3}};
  sample.more = {{DCM_RescaleSlope, "2"}, {DCM_RescaleIntercept, "1"}};
  add("a.dcm", dicom_file(sample, EXS_LittleEndianExplicit, [](DcmDataset& data) {
        put_modality_lut(data, "HU", "", 0, {9, 9, 9, 9});
      }));
  run();
  EXPECT_THAT(series_[0].volume.samples<std::int16_t>(), ElementsAre(1, 3, 5, 7));
  EXPECT_THAT(warnings_of(series_[0]), Contains("lookup_table_ignored"));
}

TEST_F(IngestTest, ATableThatIsNotWholeIsNotApplied) {
  add("a.dcm", dicom_file({.words = {0, 1, 2, 3}}, EXS_LittleEndianExplicit, [](DcmDataset& data) {
        put_modality_lut(data, "HU", "", 0, {9, 9, 9, 9}, 40);
      }));
  run();
  EXPECT_THAT(series_[0].volume.samples<std::uint16_t>(), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(warnings_of(series_[0]), Contains("lookup_table_ignored"));
}

TEST_F(IngestTest, AScaleThatChangesFromSliceToSliceGivesRealValues) {
  auto slices = stack(3);
  for (std::size_t k = 0; k < 3; ++k) {
    slices[k].more = {{DCM_RescaleSlope, std::to_string(0.5 * static_cast<double>(k + 1))}};
    add("x", dicom_file(slices[k]));
  }
  run();
  ASSERT_THAT(series_, SizeIs(1));
  ASSERT_EQ(series_[0].volume.type, VoxelType::float32);
  EXPECT_EQ(series_[0].volume.samples<float>()[0], 0.5f);
  EXPECT_EQ(series_[0].volume.samples<float>()[8], 31.5f);  // (1 + 20) × 1.5
}

}  // namespace
}  // namespace scanetrix
