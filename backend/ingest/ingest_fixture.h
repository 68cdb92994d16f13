// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/file.h"
#include "base/id.h"
#include "ingest/ingest.h"
#include "ingest/read_series.h"
#include "ingest/sample_dicom.h"

namespace scanetrix {

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

/// Slices 2 mm apart, each with other values.
inline std::vector<DicomSample> stack(int count) {
  std::vector<DicomSample> slices(static_cast<std::size_t>(count));
  for (std::size_t k = 0; k < slices.size(); ++k) {
    slices[k].position = fmt::format("0\\0\\{}", 2 * k);
    slices[k].instance_number = std::to_string(k + 1);
    for (auto& word : slices[k].words) word = static_cast<std::uint16_t>(word + 10 * k);
  }
  return slices;
}

}  // namespace scanetrix
