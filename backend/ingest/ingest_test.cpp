// SPDX-License-Identifier: Apache-2.0
#include "ingest/ingest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "base/file.h"
#include "base/id.h"
#include "ingest/read_series.h"
#include "ingest/sample_dicom.h"
#include "ingest/sample_jpeg_xl.h"
#include "ingest/sample_pictures.h"
#include "ingest/sample_segmentation.h"
#include "ingest/sample_tiff.h"

namespace scanetrix {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// A folder of its own for each test, with files under the names that a user gave them.
class IngestTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(make_directories(folder_)); }
  void TearDown() override { EXPECT_TRUE(remove_all(folder_)); }

  void add(const std::string& name, const Bytes& bytes) {
    const fs::path path = folder_ / std::to_string(files_.size());
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    files_.push_back({name, path});
  }

  void run() {
    SilentProgress progress;
    auto refusals = ingest(files_, read_into(series_), progress, options_);
    ASSERT_TRUE(refusals) << refusals.error().message;
    refusals_ = std::move(*refusals);
    std::size_t accounted = refusals_.size();
    for (const ReadSeries& one : series_) accounted += one.files.size();
    EXPECT_EQ(accounted, files_.size()) << "Each file is in one series or refused.";
  }

  [[nodiscard]] std::vector<std::string> warnings_of(const Series& series) const {
    std::vector<std::string> codes;
    for (const Warning& warning : series.warnings) codes.push_back(warning.code);
    return codes;
  }

  [[nodiscard]] std::vector<std::string> refusal_codes() const {
    std::vector<std::string> codes;
    for (const Refusal& refusal : refusals_) codes.push_back(refusal.code);
    return codes;
  }

  fs::path folder_ = fs::temp_directory_path() / ("scanetrix-ingest-" + new_id());
  std::vector<SourceFile> files_;
  IngestOptions options_;
  std::vector<ReadSeries> series_;
  std::vector<Refusal> refusals_;
};

/// A block of 5 × 6 × 7 points, 2 mm apart, turned and moved in the body. Each point's value tells which it
/// is, so that no side, no direction and no order can be taken for another.
struct Phantom {
  Vec3 u{1, 0, 0};
  Vec3 v{0, 1, 0};
  Vec3 w{0, 0, 1};
  Vec3 origin{-30, 40, 100};
  static constexpr std::array<int, 3> kSize{5, 6, 7};

  [[nodiscard]] Vec3 at(int a, int b, int c) const {
    return origin + u * (2.0 * a) + v * (2.0 * b) + w * (2.0 * c);
  }
  static int value(int a, int b, int c) { return 1 + a + 10 * b + 100 * c; }

  /// What lies at a point of the body.
  [[nodiscard]] int value_at(Vec3 p) const {
    const Vec3 off = p - origin;
    const auto index = [&](Vec3 axis) { return static_cast<int>(std::lround(dot(off, axis) / 2)); };
    EXPECT_NEAR(dot(off, u) / 2, index(u), 1e-3);
    EXPECT_NEAR(dot(off, v) / 2, index(v), 1e-3);
    EXPECT_NEAR(dot(off, w) / 2, index(w), 1e-3);
    return value(index(u), index(v), index(w));
  }

  static Phantom oblique() {
    const double s = std::sin(0.4);
    const double c = std::cos(0.4);
    return {.u = {c, s, 0}, .v = {-s * c, c * c, s}, .w = {s * s, -s * c, c}};
  }
};

void expect_phantom(const Volume& volume, const Phantom& phantom) {
  const Shape& shape = volume.geometry.shape;
  ASSERT_EQ(shape.count(), 5 * 6 * 7);
  with_type(volume.type, [&](auto sample) {
    const auto samples = volume.samples<decltype(sample)>();
    std::size_t index = 0;
    for (std::int64_t k = 0; k < shape.z; ++k)
      for (std::int64_t j = 0; j < shape.y; ++j)
        for (std::int64_t i = 0; i < shape.x; ++i, ++index) {
          const Vec3 place = volume.geometry.ijk_to_lps.at(static_cast<double>(i), static_cast<double>(j),
                                                           static_cast<double>(k));
          ASSERT_EQ(static_cast<int>(samples[index]), phantom.value_at(place)) << i << ' ' << j << ' ' << k;
        }
  });
}

std::string text_of(Vec3 v) {
  return fmt::format("{:.7f}\\{:.7f}\\{:.7f}", v.x, v.y, v.z);
}

/// How a scanner lays its slices through the phantom: which of the phantom's axes (0 = u, 1 = v, 2 = w) run
/// along a row, down a column and from slice to slice, each with a direction.
struct Acquisition {
  std::string name;
  std::array<int, 3> axis;
  std::array<bool, 3> backwards;
};

std::vector<DicomSample> slices_of(const Phantom& phantom, const Acquisition& how) {
  const std::array axes{phantom.u, phantom.v, phantom.w};
  const auto direction = [&](std::size_t n) {
    return axes[static_cast<std::size_t>(how.axis[n])] * (how.backwards[n] ? -1.0 : 1.0);
  };
  const auto size = [&](std::size_t n) { return Phantom::kSize[static_cast<std::size_t>(how.axis[n])]; };
  std::vector<DicomSample> slices;
  for (int k = 0; k < size(2); ++k) {
    DicomSample slice{.rows = static_cast<std::uint16_t>(size(1)),
                      .columns = static_cast<std::uint16_t>(size(0)),
                      .words = {}};
    const auto point = [&](int i, int j) {
      std::array<int, 3> abc{};
      const std::array ijk{i, j, k};
      for (std::size_t n = 0; n < 3; ++n)
        abc[static_cast<std::size_t>(how.axis[n])] = how.backwards[n] ? size(n) - 1 - ijk[n] : ijk[n];
      return abc;
    };
    for (int j = 0; j < size(1); ++j)
      for (int i = 0; i < size(0); ++i) {
        const auto [a, b, c] = point(i, j);
        slice.words.push_back(static_cast<std::uint16_t>(Phantom::value(a, b, c)));
      }
    const auto [a, b, c] = point(0, 0);
    slice.position = text_of(phantom.at(a, b, c));
    slice.orientation = text_of(direction(0)) + "\\" + text_of(direction(1));
    slice.spacing = "2\\2";
    slice.instance_number = std::to_string(k + 1);
    slices.push_back(slice);
  }
  return slices;
}

const std::vector<Acquisition> kAcquisitions{
    {"axial, feet to head", {0, 1, 2}, {false, false, false}},
    {"axial, head to feet", {0, 1, 2}, {false, false, true}},
    {"coronal, front to back", {0, 2, 1}, {false, true, false}},
    {"coronal, back to front", {0, 2, 1}, {false, true, true}},
    {"sagittal, right to left", {1, 2, 0}, {false, true, false}},
    {"sagittal, left to right", {1, 2, 0}, {false, true, true}},
    {"prone", {0, 1, 2}, {true, true, false}},
};

class PhantomThroughDicom : public IngestTest,
                            public testing::WithParamInterface<std::tuple<Acquisition, bool>> {};

TEST_P(PhantomThroughDicom, ComesOutWhereItWas) {
  const auto& [how, oblique] = GetParam();
  const Phantom phantom = oblique ? Phantom::oblique() : Phantom{};
  auto slices = slices_of(phantom, how);
  std::rotate(slices.begin(), slices.begin() + 2, slices.end());  // Files come in any order.
  for (std::size_t i = 0; i < slices.size(); ++i) add(fmt::format("{}.dcm", i), dicom_file(slices[i]));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_THAT(refusals_, IsEmpty());
  expect_phantom(series_[0].volume, phantom);
  EXPECT_GT(series_[0].volume.geometry.ijk_to_lps.determinant(), 0)
      << "Right-handed, whatever the scanner's order.";
}

INSTANTIATE_TEST_SUITE_P(EveryWay, PhantomThroughDicom,
                         testing::Combine(testing::ValuesIn(kAcquisitions), testing::Bool()));

TEST_F(IngestTest, PhantomThroughNiftiComesOutWhereItWas) {
  const Phantom phantom = Phantom::oblique();
  Bytes file(352);
  const auto put = [&](std::size_t offset, auto value) {
    std::memcpy(file.data() + offset, &value, sizeof(value));
  };
  put(0, std::int32_t{348});
  for (std::size_t i = 0; i < 4; ++i) put(40 + 2 * i, std::int16_t(i == 0 ? 3 : Phantom::kSize[i - 1]));
  put(70, std::int16_t{4}), put(72, std::int16_t{16}), put(108, 352.0f), put(254, std::int16_t{1}),
      put(344, std::uint32_t{0x00312b6e});
  const std::array columns{phantom.u * 2.0, phantom.v * 2.0, phantom.w * 2.0, phantom.origin};
  for (std::size_t c = 0; c < 4; ++c) {  // RAS.
    put(280 + 4 * c, static_cast<float>(-columns[c].x));
    put(296 + 4 * c, static_cast<float>(-columns[c].y));
    put(312 + 4 * c, static_cast<float>(columns[c].z));
  }
  for (int c = 0; c < 7; ++c)
    for (int b = 0; b < 6; ++b)
      for (int a = 0; a < 5; ++a) append(file, static_cast<std::int16_t>(Phantom::value(a, b, c)));
  add("folder/phantom.nii", file);
  run();
  ASSERT_THAT(series_, SizeIs(1));
  expect_phantom(series_[0].volume, phantom);
  EXPECT_EQ(series_[0].name, "phantom");
  EXPECT_EQ(series_[0].format, "NIfTI");
}

TEST_F(IngestTest, PhantomThroughPngLiesAsItsWarningSays) {
  for (const int c : {6, 0, 5, 1, 4, 2, 3}) {
    std::vector<std::uint8_t> rows;
    for (int b = 0; b < 6; ++b)
      for (int a = 0; a < 5; ++a) {
        rows.push_back(static_cast<std::uint8_t>(Phantom::value(a, b, c) >> 8));
        rows.push_back(static_cast<std::uint8_t>(Phantom::value(a, b, c)));
      }
    add(fmt::format("head/slice_{}.png", c + 7),
        png_file({.width = 5, .height = 6, .bits = 16}, rows));  // 7 … 13.
  }
  run();
  ASSERT_THAT(series_, SizeIs(1));
  const Volume& volume = series_[0].volume;
  EXPECT_FALSE(volume.geometry.calibrated);
  EXPECT_EQ(series_[0].name, "head");
  EXPECT_THAT(warnings_of(series_[0]), ElementsAre("uncalibrated", "orientation_unknown"));
  // Right of the picture = left of the patient (+x), down = back (+y), first by name = nearest to the feet
  // (-z), 1 mm voxels.
  Volume scaled = volume;
  scaled.geometry.ijk_to_lps = {volume.geometry.ijk_to_lps.step_i * 2.0,
                                volume.geometry.ijk_to_lps.step_j * 2.0,
                                volume.geometry.ijk_to_lps.step_k * 2.0, Phantom{}.origin};
  expect_phantom(scaled, Phantom{});
}

std::vector<DicomSample> stack(int count) {
  std::vector<DicomSample> slices(static_cast<std::size_t>(count));
  for (std::size_t k = 0; k < slices.size(); ++k) {
    slices[k].position = fmt::format("0\\0\\{}", 2 * k);
    slices[k].instance_number = std::to_string(k + 1);
    for (auto& word : slices[k].words) word = static_cast<std::uint16_t>(word + 10 * k);
  }
  return slices;
}

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

TEST_F(IngestTest, PicturesOfTwoFormatsWithOneNumberingAreOneStack) {
  add("1.png", png_file({.width = 8, .height = 8}, std::vector<std::uint8_t>(64, 1)));
  add("2.jpg", jpeg_file(8, 8, 1, std::vector<std::uint8_t>(64, 2)));
  add("3.tif", tiff_file({{.width = 8, .height = 8, .bytes = std::vector<std::uint8_t>(64, 3)}}));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_EQ(series_[0].format, "JPEG, PNG, TIFF");
  EXPECT_EQ(series_[0].how, "3 JPEG and PNG and TIFF pictures in the order of their names.");
  EXPECT_EQ(series_[0].volume.samples<std::uint8_t>()[0], 1);
  EXPECT_EQ(series_[0].volume.samples<std::uint8_t>()[128], 3);
}

TEST_F(IngestTest, TheSameSlicesInTwoFormatsAreTwoStacks) {
  for (const int i : {1, 2, 3}) {
    add(fmt::format("{}.png", i), png_file({.width = 8, .height = 8}, std::vector<std::uint8_t>(64, 1)));
    add(fmt::format("{}.jpg", i), jpeg_file(8, 8, 1, std::vector<std::uint8_t>(64, 2)));
  }
  run();
  EXPECT_THAT(series_, SizeIs(2));
}

TEST_F(IngestTest, PagesOfATiffAreSlicesWithImageJsScale) {
  std::vector<TiffSample> pages(3, TiffSample{.resolution = 2});
  for (std::uint8_t k = 0; k < 3; ++k) pages[k].bytes.assign(4, static_cast<std::uint8_t>(k + 1));
  pages[0].description = "ImageJ=1.53t\nimages=3\nslices=3\nunit=mm\nspacing=3\n";
  add("stack.tif", tiff_file(pages));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  const Volume& volume = series_[0].volume;
  EXPECT_EQ(volume.geometry.shape, (Shape{3, 2, 2}));
  EXPECT_TRUE(volume.geometry.calibrated);
  EXPECT_THAT(volume.geometry.spacing_mm(), ElementsAre(3, 0.5, 0.5));
  EXPECT_EQ(volume.samples<std::uint8_t>()[11], 3);
  EXPECT_EQ(series_[0].how, "The 3 pages of one TIFF file.");
  EXPECT_THAT(warnings_of(series_[0]), ElementsAre("orientation_unknown"));
}

TEST_F(IngestTest, FramesOfATiffAreTimePoints) {
  std::vector<TiffSample> pages(4, TiffSample{});
  for (std::uint8_t k = 0; k < 4; ++k) pages[k].bytes.assign(4, static_cast<std::uint8_t>(k + 1));
  pages[0].description = "ImageJ=1.53t\nimages=4\nslices=2\nframes=2\n";
  add("stack.tif", tiff_file(pages));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  ASSERT_THAT(series_[0].others, SizeIs(1));
  EXPECT_EQ(series_[0].volume.samples<std::uint8_t>()[4], 2);
  EXPECT_EQ(series_[0].others[0].samples<std::uint8_t>()[0], 3);
}

/// A sheet of 4 × 4 tiles of 32 pixels, each a bright disc that grows, with the tile's number as background.
Bytes light_box_file() {
  std::vector<std::uint8_t> rows;
  for (int y = 0; y < 128; ++y)
    for (int x = 0; x < 128; ++x) {
      const int n = y / 32 * 4 + x / 32;
      const double radius = std::hypot(x % 32 - 16, y % 32 - 14);
      rows.push_back(static_cast<std::uint8_t>(radius < 6 + n * 0.3 ? 200 : n));
    }
  return png_file({.width = 128, .height = 128}, rows);
}

TEST_F(IngestTest, ASheetIsShownAsOnePictureAndProposed) {
  add("sheet.png", light_box_file());
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_EQ(series_[0].volume.geometry.shape, (Shape{1, 128, 128}));
  EXPECT_THAT(warnings_of(series_[0]), Contains("light_box_suspected"));
  ASSERT_TRUE(series_[0].light_box);
  EXPECT_EQ(series_[0].light_box->rows, 4);
  EXPECT_EQ(series_[0].light_box->columns, 4);
  EXPECT_EQ(series_[0].light_box->order, TileOrder::row_major);
}

TEST_F(IngestTest, ASheetIsCutWhenSomebodySaysSo) {
  add("sheet.png", light_box_file());
  options_.light_boxes["sheet.png"] = {.rows = 4, .columns = 4, .order = TileOrder::column_major};
  run();
  ASSERT_THAT(series_, SizeIs(1));
  const Volume& volume = series_[0].volume;
  ASSERT_EQ(volume.geometry.shape, (Shape{16, 32, 32}));
  EXPECT_FALSE(volume.geometry.calibrated);
  EXPECT_FALSE(series_[0].light_box);
  EXPECT_TRUE(series_[0].is_lone_picture);
  ASSERT_TRUE(series_[0].sheet);
  EXPECT_EQ(series_[0].sheet->grid, options_.light_boxes["sheet.png"]);
  for (std::size_t k = 0; k < 16; ++k)
    EXPECT_EQ(volume.samples<std::uint8_t>()[k * 1024], k % 4 * 4 + k / 4) << k;
}

TEST_F(IngestTest, AProposalThatWasDeclinedIsNotMadeAgain) {
  add("sheet.png", light_box_file());
  options_.light_boxes["sheet.png"] = {.rows = 1, .columns = 1};
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_EQ(series_[0].volume.geometry.shape, (Shape{1, 128, 128}));
  EXPECT_THAT(warnings_of(series_[0]), Not(Contains("light_box_suspected")));
  ASSERT_TRUE(series_[0].light_box);  // What it looks like is still told.
  EXPECT_TRUE(series_[0].sheet->grid.is_one_picture());
}

TEST_F(IngestTest, EveryPictureIsCutWhenSomebodySaysSoOfAll) {
  add("a/1.png", light_box_file());
  add("a/2.png", light_box_file());
  add("a/3.png", light_box_file());
  options_.light_box_of_all = LightBoxGrid{.rows = 4, .columns = 4};
  options_.spacing = EnteredSpacing{.row_mm = 0.5, .column_mm = 0.5, .slice_mm = 2};
  run();
  ASSERT_THAT(series_, SizeIs(3));
  for (const auto& series : series_) {
    EXPECT_EQ(series.volume.geometry.shape, (Shape{16, 32, 32}));
    EXPECT_THAT(series.volume.geometry.spacing_mm(), ElementsAre(2, 0.5, 0.5));
    EXPECT_THAT(warnings_of(series), Contains("spacing_entered"));
  }
}

TEST_F(IngestTest, AGridThatDoesNotFitRefusesThePicture) {
  add("sheet.png", light_box_file());
  options_.light_boxes["sheet.png"] = {.rows = 100, .columns = 200};
  run();
  EXPECT_THAT(series_, IsEmpty());
  ASSERT_THAT(refusals_, SizeIs(1));
  EXPECT_EQ(refusals_[0].code, "unsuitable_light_box");
}

TEST_F(IngestTest, ASheetThatIsNotThereIsSaid) {
  add("sheet.png", light_box_file());
  options_.light_boxes["other.png"] = {.rows = 4, .columns = 4};
  SilentProgress progress;
  const auto outcome = ingest(files_, read_into(series_), progress, options_);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().slug, "light_box_not_found");
}

TEST_F(IngestTest, AHundredUnrelatedSlicesAreWarnedOf) {
  std::uint32_t random = 5;
  for (int k = 0; k < 100; ++k) {
    std::array<std::uint8_t, 16> cells{};
    for (auto& cell : cells) cell = static_cast<std::uint8_t>((random = random * 1664525 + 1013904223) >> 24);
    std::vector<std::uint8_t> rows;
    for (int y = 0; y < 32; ++y)
      for (int x = 0; x < 32; ++x) rows.push_back(cells[static_cast<std::size_t>(y / 8 * 4 + x / 8)]);
    add(fmt::format("{}.png", k), png_file({.width = 32, .height = 32}, rows));
  }
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_THAT(warnings_of(series_[0]), Contains("unrelated_slices"));
}

TEST_F(IngestTest, PicturesOfAnotherSizeAreNamed) {
  for (const int i : {1, 2, 3}) add(fmt::format("{}.png", i), png_file({.width = 2}, {1, 2}));
  add("4.png", png_file({.width = 3}, {1, 2, 3}));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  ASSERT_THAT(refusals_, SizeIs(1));
  EXPECT_EQ(refusals_[0].path, "4.png");
  EXPECT_EQ(refusals_[0].code, "mixed_sizes");
  EXPECT_EQ(refusals_[0].reason, "3 × 1 pixels of 8 bits; the other pictures beside it have 2 × 1 of 8.");
}

TEST_F(IngestTest, StacksOfOtherNamesAndFoldersStayApart) {
  for (const int i : {1, 2, 3}) {
    add(fmt::format("t1_{}.png", i), png_file({}, {1}));
    add(fmt::format("t2_{}.png", i), png_file({}, {2}));
    add(fmt::format("more/t1_{}.png", i), png_file({}, {3}));
  }
  run();
  EXPECT_THAT(series_, SizeIs(3));
}

TEST_F(IngestTest, ColourThatIsGrayEverywhereIsGray) {
  for (const int i : {1, 2})
    add(fmt::format("{}.png", i), png_file({.color_type = PNG_COLOR_TYPE_RGB}, {7, 7, 7}));
  add("c/1.png", png_file({.color_type = PNG_COLOR_TYPE_RGB}, {7, 7, 8}));
  run();
  ASSERT_THAT(series_, SizeIs(2));
  EXPECT_EQ(series_[0].volume.channels, 1);
  EXPECT_THAT(series_[0].volume.samples<std::uint8_t>(), ElementsAre(7, 7));
  EXPECT_EQ(series_[1].volume.channels, 3);
}

TEST_F(IngestTest, DeepColourIsBroughtToEightBitsAndSaid) {
  const PngSample deep{.bits = 16, .color_type = PNG_COLOR_TYPE_RGB};
  add("1.png", png_file(deep, {0x12, 0xff, 0, 0, 0xff, 0xff}));
  add("2.png", png_file({.bits = 16}, {0x34, 0x56}));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_EQ(series_[0].volume.channels, 3);
  EXPECT_THAT(series_[0].volume.samples<std::uint8_t>(), ElementsAre(0x12, 0, 0xff, 0x34, 0x34, 0x34));
  EXPECT_THAT(warnings_of(series_[0]), Contains("colour_depth_reduced"));
}

TEST_F(IngestTest, DeepColourThatIsGrayKeepsSixteenBits) {
  add("1.png",
      png_file({.bits = 16, .color_type = PNG_COLOR_TYPE_RGB}, {0x12, 0xff, 0x12, 0xff, 0x12, 0xff}));
  add("2.png", png_file({.bits = 16}, {0x34, 0x56}));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_EQ(series_[0].volume.channels, 1);
  EXPECT_THAT(series_[0].volume.samples<std::uint16_t>(), ElementsAre(0x12ff, 0x3456));
  EXPECT_THAT(warnings_of(series_[0]), Not(Contains("colour_depth_reduced")));
}

TEST_F(IngestTest, JpegsAreLossy) {
  for (const int i : {1, 2})
    add(fmt::format("{}.jpg", i), jpeg_file(8, 8, 1, std::vector<std::uint8_t>(64, 9)));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_THAT(warnings_of(series_[0]), Contains("lossy_compression"));
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
