// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "upload/unpack.h"
#include "volume/decisions.h"
#include "volume/warning.h"

namespace scanetrix {

/// The one series that is wanted of a scan's original file, for reading it again.
struct WantedSeries {
  std::string anchor_file;  ///< As IngestedScan has it; empty: the scan is older than that.
  int anchor_number = 0;
  bool is_packed = false;  ///< The file is our own ZIP of several: its name is no part of theirs.
  ScanDecisions decisions;
  // Without an anchor, these must tell the series from every other.
  std::string format;
  std::string modality;
  std::string study_date;
  std::int64_t file_count = 0;
  std::int64_t size_bytes = 0;
};

/// What the child is told. One job has one folder, and the child sees nothing else:
///
///     order.json     this, as its parent writes it
///     in/0, in/1, …  the files, as further names (hard links) of those in staging; the child may only read
///     out/0, 1, …    the packages that the child makes; unpacked archives beside them
///     out/report.json
struct IngestOrder {
  struct File {
    std::string name;            ///< As the user named it.
    std::filesystem::path path;  ///< In staging. For the parent alone.
  };
  std::vector<File> files;
  UnpackLimits limits;
  std::optional<WantedSeries> wanted;  ///< Else all there are.
};

/// One package that the child wrote.
struct IngestedScan {
  std::string folder;  ///< Below out/: its number in the report.
  std::string name;
  std::string modality;
  std::string description;
  std::string study_date;
  std::string format;
  std::vector<std::string> transfer_syntaxes;
  std::int64_t file_count = 0;
  std::int64_t size_bytes = 0;
  std::vector<std::size_t> sources;  ///< Which of the order's files it came from, ascending.
  std::string anchor_file;  ///< One of the files it came from, as it was named (archives' names too).
  int anchor_number = 0;    ///< Which of the series with that file it is, from 0.
  std::string volumes_json;
  std::string warnings_json;
  std::string light_box_json;
  std::string spacing_json;
};

/// What the child answers, in out/report.json, written last.
struct IngestReport {
  std::vector<IngestedScan> scans;
  std::vector<Refusal> refused;
  std::string
      error_code;  ///< Empty, or why nothing of it may be used; "series_not_found" of what was wanted.
  std::string error_detail;
};

/// Lays out `folder`, which is there and empty, for the child. Where the file system has no hard links, the
/// files are copied. \error unavailable
Result<void> write_order(const IngestOrder& order, const std::filesystem::path& folder);

/// \error internal  The report in `folder` is not there or not as we write it.
Result<IngestReport> read_report(const std::filesystem::path& folder);

/// The child: locks itself into `folder` (lock_down.h), unpacks, ingests, writes packages and the report;
/// prints "STAGE FRACTION" lines on standard output. The process is good for nothing else afterwards. \return
/// Its exit status: 0 once the report is written, 126 if the walls did not go up.
int run_ingest_child(const std::filesystem::path& folder);

}  // namespace scanetrix
