// SPDX-License-Identifier: Apache-2.0
//
// Real scans against what independent readers make of them. Runs where a folder of such scans is found.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <set>

#include "base/file.h"
#include "base/hash.h"
#include "ingest/decoders.h"
#include "ingest/dicom_pixels.h"
#include "ingest/ingest.h"
#include "ingest/read_series.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

fs::path testdata() {
  if (const char* path = std::getenv("SCANETRIX_TESTDATA")) return path;
  return fs::path(SCANETRIX_SOURCE_DIR) / ".." / "shared" / "testdata";
}

std::vector<json::object> read_lines(const fs::path& path) {
  std::vector<json::object> rows;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    json::error_code error;
    auto row = json::parse(line, error);
    if (!error && row.is_object()) rows.push_back(row.as_object());
  }
  return rows;
}

std::vector<SourceFile> files_below(const fs::path& folder) {
  std::vector<SourceFile> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back({fs::relative(entry.path(), folder).string(), entry.path()});
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return files;
}

struct Outcome {
  std::vector<ReadSeries> series;
  std::vector<Refusal> refusals;
};

Outcome ingest_folder(const fs::path& folder) {
  Outcome outcome;
  SilentProgress progress;
  const auto files = files_below(folder);
  auto refusals = ingest(files, read_into(outcome.series), progress);
  EXPECT_TRUE(refusals) << refusals.error().message;
  outcome.refusals = std::move(*refusals);
  std::multiset<std::string> seen;
  for (const ReadSeries& series : outcome.series)
    for (const std::size_t file : series.files) seen.insert(files[file].name);
  for (const Refusal& refusal : outcome.refusals) seen.insert(refusal.path);
  EXPECT_EQ(seen.size(), files.size());
  for (const SourceFile& file : files) EXPECT_EQ(seen.count(file.name), 1u) << file.name;
  return outcome;
}

/// Rows are x, y, z; columns i, j, k, origin. RAS, as NIfTI has it.
using Matrix = std::array<std::array<double, 4>, 3>;

Matrix ras_of(const Affine& lps) {
  const auto m = lps.row_major();
  Matrix ras{};
  for (std::size_t r = 0; r < 3; ++r)
    for (std::size_t c = 0; c < 4; ++c) ras[r][c] = (r < 2 ? -1 : 1) * m[4 * r + c];
  return ras;
}

Vec3 column(const Matrix& m, std::size_t c) {
  return {m[0][c], m[1][c], m[2][c]};
}

/// How to walk `volume` so that it runs as another lattice over the same points: for each of its axes i, j,
/// k, ours and whether backwards. None when the lattices are not the same.
struct Walk {
  std::array<std::size_t, 3> axis{};
  std::array<bool, 3> backwards{};
};

std::optional<Walk> match(const Geometry& geometry, const Matrix& other,
                          const std::array<std::int64_t, 3>& size) {
  const Matrix ours = ras_of(geometry.ijk_to_lps);
  const std::array<std::int64_t, 3> our_size{geometry.shape.x, geometry.shape.y, geometry.shape.z};
  Walk walk;
  std::array<bool, 3> used{};
  Vec3 start = column(ours, 3);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const Vec3 step = column(other, axis);
    bool found = false;
    for (std::size_t c = 0; c < 3 && !found; ++c) {
      if (used[c] || our_size[c] != size[axis]) continue;
      const Vec3 own = column(ours, c);
      const bool back = dot(own, step) < 0;
      const Vec3 off = step - own * (back ? -1.0 : 1.0);
      // dcm2niix takes the first gap for all, which scanners round; ours is the mean.
      if (our_size[c] > 1 && length(off) * static_cast<double>(our_size[c]) > 0.3 * length(own)) continue;
      // A single slice has no step of its own; its direction must do.
      if (our_size[c] == 1 && std::abs(dot(own, step)) < 0.99 * length(own) * length(step)) continue;
      walk.axis[axis] = c;
      walk.backwards[axis] = back;
      used[c] = found = true;
      if (back) start = start + own * static_cast<double>(our_size[c] - 1);
    }
    if (!found) return std::nullopt;
  }
  const double shortest =
      std::min({length(column(ours, 0)), length(column(ours, 1)), length(column(ours, 2))});
  if (length(start - column(other, 3)) > 0.3 * shortest + 1e-3) return std::nullopt;
  return walk;
}

/// Our real values in the other lattice's order and as its stored numbers.
template <typename Stored>
Bytes stored_as(const Volume& volume, const Walk& walk, double slope, double intercept) {
  const Shape& shape = volume.geometry.shape;
  const std::array<std::int64_t, 3> size{shape.x, shape.y, shape.z};
  const std::array<std::int64_t, 3> stride{1, shape.x, shape.x * shape.y};
  Bytes bytes(static_cast<std::size_t>(shape.count()) * static_cast<std::size_t>(volume.channels) *
              sizeof(Stored));
  auto* out = reinterpret_cast<Stored*>(bytes.data());
  const auto at = [&](std::size_t axis, std::int64_t index) {
    const std::size_t own = walk.axis[axis];
    return (walk.backwards[axis] ? size[own] - 1 - index : index) * stride[own];
  };
  with_type(volume.type, [&](auto sample) {
    const auto samples = volume.samples<decltype(sample)>();
    for (std::int64_t k = 0; k < size[walk.axis[2]]; ++k)
      for (std::int64_t j = 0; j < size[walk.axis[1]]; ++j)
        for (std::int64_t i = 0; i < size[walk.axis[0]]; ++i)
          for (int c = 0; c < volume.channels; ++c) {
            const auto index =
                static_cast<std::size_t>((at(0, i) + at(1, j) + at(2, k)) * volume.channels + c);
            const double real = static_cast<double>(samples[index]) * volume.slope + volume.intercept;
            const double stored = (real - intercept) / slope;
            if constexpr (std::is_integral_v<Stored>)
              *out++ = static_cast<Stored>(std::llround(stored));
            else
              *out++ = static_cast<Stored>(stored);
          }
  });
  return bytes;
}

std::string text_of(const json::object& row, std::string_view name) {
  const auto* value = row.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

class Testdata : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::is_directory(testdata()))
      GTEST_SKIP() << "No folder of real scans here; set SCANETRIX_TESTDATA to one.";
  }
};

/// One volume that dcm2niix wrote.
struct Witness {
  std::array<std::int64_t, 3> size{1, 1, 1};
  bool over_time = false;  ///< Several volumes in one file: only where it lies can be compared.
  Matrix affine{};
  std::string dtype;
  double slope = 1;
  double intercept = 0;
  double least = 0;
  double greatest = 0;
  std::string sha256;
};

Witness witness_of(const json::object& row) {
  const auto number = [&](std::string_view name, double otherwise) {
    const auto* value = row.if_contains(name);
    return value != nullptr && value->is_number() ? value->to_number<double>() : otherwise;
  };
  Witness witness;
  const auto& shape = row.at("shape").as_array();
  witness.over_time = shape.size() > 3;
  for (std::size_t i = 0; i < std::min<std::size_t>(shape.size(), 3); ++i)
    witness.size[i] = shape[i].to_number<std::int64_t>();
  const auto& affine = row.at("affine").as_array();
  for (std::size_t r = 0; r < 3; ++r)
    for (std::size_t c = 0; c < 4; ++c) witness.affine[r][c] = affine[r].as_array()[c].to_number<double>();
  witness.dtype = row.at("dtype").is_string() ? text_of(row, "dtype") : "rgb";
  witness.slope = number("slope", 1);
  witness.intercept = number("inter", 0);
  witness.least = number("min", 0);
  witness.greatest = number("max", 0);
  witness.sha256 = text_of(row, "sha256");
  return witness;
}

std::string sha256_as(const std::string& dtype, const Volume& volume, const Walk& walk, double slope,
                      double intercept) {
  const auto hash = [&](auto stored) {
    return sha256_hex(stored_as<decltype(stored)>(volume, walk, slope, intercept));
  };
  if (dtype == "int16") return hash(std::int16_t{});
  if (dtype == "uint16") return hash(std::uint16_t{});
  if (dtype == "int32") return hash(std::int32_t{});
  if (dtype == "float32") return hash(float{});
  return hash(std::uint8_t{});
}

bool have_same_values(const Witness& witness, const Volume& volume, const Walk& walk) {
  if (witness.over_time) return true;
  if (sha256_as(witness.dtype, volume, walk, witness.slope, witness.intercept) == witness.sha256) return true;
  // dcm2niix applies Philips' private scale: then the stored numbers must be the same.
  if (sha256_as(witness.dtype, volume, walk, volume.slope, volume.intercept) == witness.sha256) return true;
  // Where each slice has its own scale, both compute in floating point and round differently.
  if (volume.type != VoxelType::float32) return false;
  const auto [least, greatest] = std::ranges::minmax(volume.samples<float>());
  const double tolerance = 1e-4 * std::max(std::abs(witness.least), std::abs(witness.greatest));
  return std::abs(static_cast<double>(least) - witness.least) <= tolerance &&
         std::abs(static_cast<double>(greatest) - witness.greatest) <= tolerance;
}

bool has_warning(const Series& series, std::string_view code) {
  return std::ranges::any_of(series.warnings, [&](const Warning& warning) { return warning.code == code; });
}

/// Slices between acquired ones, or one series in parts, are made by other rules elsewhere. A leaning stack
/// is written elsewhere with the upright spacing, which is not where its slices lay.
bool is_regularised(const Series& series) {
  return has_warning(series, "missing_slices") || has_warning(series, "uneven_spacing") ||
         has_warning(series, "gantry_tilt") || series.name.find("(part ") != std::string::npos;
}

TEST_F(Testdata, VolumesEqualDcm2niixsInWorldCoordinates) {
  std::map<std::string, std::vector<Witness>> folders;
  for (const json::object& row : read_lines(testdata() / "dcm2niix.jsonl"))
    folders[text_of(row, "folder")].push_back(witness_of(row));
  std::size_t equal = 0;
  for (const auto& [folder, witnesses] : folders) {
    const Outcome outcome = ingest_folder(testdata() / folder);
    for (const ReadSeries& series : outcome.series) {
      if (series.format != "DICOM") continue;
      bool placed = false;
      bool same = false;
      // Of a tilted stack the acquired volume is compared; what is made from it differs in how.
      const bool tilted = series.volumes.size() > 1;
      const Volume& measured = tilted ? series.others.back() : series.volume;
      for (const Witness& witness : witnesses) {
        const auto walk = match(measured.geometry, witness.affine, witness.size);
        if (!walk) continue;
        placed = true;
        same |= have_same_values(witness, measured, *walk);
      }
      equal += same;
      // A picture without a place has none to compare; a compressed one may decode differently elsewhere.
      const bool is_volume =
          series.files.size() > 1 && !has_warning(series, "order_not_verified") && !is_regularised(series);
      EXPECT_TRUE(placed || !is_volume) << folder << ": " << series.name;
      EXPECT_TRUE(same || !placed || has_warning(series, "lossy_compression"))
          << folder << ": " << series.name;
    }
  }
  EXPECT_GT(equal, folders.size() / 2);
}

TEST_F(Testdata, VolumesEqualTheTruthBesideThem) {
  std::size_t equal = 0;
  for (const SourceFile& file : files_below(testdata() / "dicom")) {
    const std::size_t suffix = file.name.rfind("_ground_truth.nii.gz");
    if (suffix == std::string::npos) continue;
    SilentProgress progress;
    std::vector<ReadSeries> truths;
    ASSERT_TRUE(ingest(std::span(&file, 1), read_into(truths), progress));
    if (truths.size() != 1 || !truths.front().others.empty()) continue;  // Several volumes.
    const Volume* truth = &truths.front().volume;
    const Shape& shape = truth->geometry.shape;
    const Outcome outcome = ingest_folder(testdata() / "dicom" / file.name.substr(0, suffix));
    for (const ReadSeries& series : outcome.series) {
      if (is_regularised(series)) continue;
      const auto walk =
          match(series.volume.geometry, ras_of(truth->geometry.ijk_to_lps), {shape.x, shape.y, shape.z});
      if (!walk) continue;
      const auto as_doubles = [](const Volume& volume, const Walk& way) {
        return stored_as<double>(volume, way, 1, 0);
      };
      const Bytes ours = as_doubles(series.volume, *walk);
      const Bytes theirs = as_doubles(*truth, Walk{{0, 1, 2}, {}});
      ASSERT_EQ(ours.size(), theirs.size());
      for (std::size_t i = 0; i < ours.size(); i += sizeof(double))
        ASSERT_NEAR(load<double>(ours, i), load<double>(theirs, i),
                    1e-4 * (1 + std::abs(load<double>(theirs, i))))
            << file.name << " voxel " << i / sizeof(double);
      ++equal;
    }
  }
  EXPECT_GT(equal, 0u);
}

/// Codes for what is of a kind that is not read, as against what is broken.
bool is_out_of_breadth(std::string_view code) {
  return code == "multi_frame" || code.starts_with("unsupported_");
}

TEST_F(Testdata, PixelsEqualPydicomsAndGdcms) {
  std::size_t equal = 0;
  for (const json::object& row : read_lines(testdata() / "pixels.jsonl")) {
    const std::string name = text_of(row, "file");
    const std::string expected = text_of(row, "sha256");
    const auto file = MappedFile::open(testdata() / name);
    ASSERT_TRUE(file) << name;
    const auto inspected = inspect(file->bytes());
    if (!inspected) {
      EXPECT_TRUE(expected.empty() || is_out_of_breadth(inspected.error().slug))
          << name << ": " << inspected.error().message;
      continue;
    }
    const auto* slices = std::get_if<std::vector<DicomSlice>>(&inspected->header);
    if (slices == nullptr) continue;
    const DicomSlice* slice = &slices->front();
    const std::size_t frame_bytes = slice->pixels.decoded_bytes();
    Bytes samples(frame_bytes * slice->frames);
    Result<void> decoded;
    for (const DicomSlice& one : *slices)
      if (decoded)
        decoded = decode_dicom_pixels(file->bytes(), one,
                                      std::span(samples).subspan(one.frame * frame_bytes, frame_bytes));
    if (expected.empty()) continue;  // The peers could not read it.
    // Its codestream's size was overwritten; a peer that looks no further makes noise of it.
    if (name.ends_with("JPEG2000-embedded-sequence-delimiter.dcm")) {
      EXPECT_FALSE(decoded);
      continue;
    }
    ASSERT_TRUE(decoded) << name << ": " << decoded.error().message;
    // Ours are RGB of 8 bits. And pydicom leaves bytes in big endian words as they stand.
    const bool comparable =
        text_of(row, "PhotometricInterpretation").substr(0, 3) != "YBR" &&
        slice->pixels.photometric != Photometric::palette &&
        (slice->pixels.samples == 1 || slice->pixels.bits_stored == 8) &&
        !(slice->transfer_syntax == "1.2.840.10008.1.2.2" && slice->pixels.bits_allocated == 8);
    if (!comparable) continue;
    EXPECT_EQ(sha256_hex(samples), expected) << name;
    ++equal;
  }
  EXPECT_GT(equal, 0u);
}

TEST_F(Testdata, OnlySheetsOfSlicesAreTakenForThem) {
  const Outcome outcome = ingest_folder(testdata());
  std::size_t sheets = 0;
  for (const auto& series : outcome.series) {
    if (!series.light_box) continue;
    ++sheets;
    EXPECT_EQ(series.name, "lung_6x5_256px");
    EXPECT_EQ(series.light_box->rows, 5);
    EXPECT_EQ(series.light_box->columns, 6);
  }
  EXPECT_EQ(sheets, 2u);
  for (const char* folder : {"stack", "derived/ct_png16_hu_plus_32768"})
    for (const auto& series : ingest_folder(testdata() / folder).series)
      EXPECT_FALSE(has_warning(series, "unrelated_slices")) << series.name;
}

TEST_F(Testdata, EverythingIsReadOrRefusedByName) {
  const Outcome outcome = ingest_folder(testdata());
  const std::set<std::string> known{"not_an_image",
                                    "unsupported_format",
                                    "unsupported_transfer_syntax",
                                    "unsupported_pixel_format",
                                    "damaged",
                                    "empty_file",
                                    "duplicate_slice",
                                    "mixed_sizes",
                                    "unsuitable_light_box",
                                    "uneven_spacing",
                                    "gantry_tilt",
                                    "incomplete_time_point",
                                    "missing_data_file",
                                    "multi_volume",
                                    "too_large"};
  for (const Refusal& refusal : outcome.refusals) {
    EXPECT_TRUE(known.contains(refusal.code)) << refusal.path << ": " << refusal.code;
    EXPECT_TRUE(refusal.reason.ends_with('.')) << refusal.reason;
  }
  for (const ReadSeries& series : outcome.series) {
    EXPECT_FALSE(series.name.empty());
    EXPECT_EQ(
        static_cast<std::size_t>(series.volume.geometry.shape.count()) * series.volume.bytes_per_voxel(),
        series.volume.voxels.size());
    EXPECT_NE(series.volume.geometry.ijk_to_lps.determinant(), 0) << series.name;
  }
}

}  // namespace
}  // namespace scanetrix
