// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "upload/unpack.h"
#include "volume/warning.h"

namespace scanetrix {

/// What the child is told, in a JSON file that its parent writes.
struct IngestOrder {
  struct File {
    std::string name;            ///< As the user named it.
    std::filesystem::path path;  ///< In staging.
  };
  std::vector<File> files;
  std::filesystem::path folder;  ///< Made by the child: packages in 0, 1, …; unpacked archives beside them.
  UnpackLimits limits;
};

/// One package that the child wrote.
struct IngestedScan {
  std::string folder;  ///< Below the order's folder.
  std::string name;
  std::string modality;
  std::string description;
  std::string study_date;
  std::string format;
  std::vector<std::string> transfer_syntaxes;
  std::int64_t file_count = 0;
  std::int64_t size_bytes = 0;
  std::vector<std::size_t> sources;  ///< Which of the order's files it came from, ascending.
  std::string volumes_json;
  std::string warnings_json;
};

/// What the child answers, in `report.json` in the order's folder, written last.
struct IngestReport {
  std::vector<IngestedScan> scans;
  std::vector<Refusal> refused;
  std::string error_code;  ///< Empty, or why nothing of the upload may be used.
  std::string error_detail;
};

Result<void> write_order(const IngestOrder& order, const std::filesystem::path& file);

/// \error internal  The report is not there or not as we write it.
Result<IngestReport> read_report(const std::filesystem::path& folder);

/// The child: unpacks, ingests, writes packages and the report; prints "STAGE FRACTION" lines on standard
/// output. \return Its exit status: 0 once the report is written.
int run_ingest_child(const std::filesystem::path& order_file);

}  // namespace scanetrix
