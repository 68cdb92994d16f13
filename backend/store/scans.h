// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "store/database.h"

namespace scanetrix {

/// A scan as it is kept. Texts in *_json are what the wire shows, written once at ingest.
struct ScanRow {
  std::string id;
  std::string user_id;
  std::string upload_id;
  std::string name;
  std::string state = "ready";
  std::string modality;
  std::string description;
  std::string study_date;  ///< YYYY-MM-DD or empty.
  std::int64_t size_bytes = 0;
  std::int64_t stored_bytes = 0;
  std::string tags_json = "[]";
  std::string source_json = "{}";
  std::string warnings_json = "[]";
  std::string volumes_json = "[]";
  std::string original_name;
  int revision = 0;     ///< How often what is derived of it was made anew.
  std::string package;  ///< Its folder of derived files in blob storage; see blobs.h.
  std::string decisions_json = "{}";
  std::string light_box_json = "null";
  std::string spacing_json = "{}";
  std::string anchor_file;    ///< A file of its own, as it was named; empty in rows older than this.
  int anchor_number = 0;      ///< Which of the series with that file it is, from 0.
  std::string original_path;  ///< As the one original file was named; empty: a ZIP of several.
  UnixMs created_at = 0;
};

/// What a scan had before it was read again.
struct ReplacedPackage {
  std::string scan_id;
  int revision = 0;
  std::string package;
};

enum class ScanOrder {
  newest,
  oldest,
  name,
  name_down,
  study_newest,
  study_oldest,
  largest,
  smallest,
  modality
};

struct ScanQuery {
  std::string user_id;
  std::string text;      ///< Words; each must be in name, description, tags or date.
  std::string modality;  ///< Empty: all. "other": none of CT, MR, PT.
  std::string state;     ///< Empty: all.
  ScanOrder order = ScanOrder::newest;
  int offset = 0;
  int limit = 50;
};

struct ScanList {
  std::vector<ScanRow> rows;
  int total = 0;                          ///< All that match.
  std::map<std::string, int> modalities;  ///< What there is before `modality` filters.
  std::int64_t used_bytes = 0;            ///< Of the user, whatever the query.
};

struct AnnotationsRow {
  int version = 0;  ///< 0: nothing was kept yet.
  std::string body_json = "{}";
};

/// The library. A row is written last: whole, or not there. Safe from any thread.
class Scans {
 public:
  explicit Scans(const Database& database) : database_(database) {}

  /// \error not_found  Also when it is another user's.
  Result<ScanRow> find(const std::string& user_id, const std::string& id) const;
  Result<ScanList> list(const ScanQuery& query) const;
  Result<ScanRow> change(const std::string& user_id, const std::string& id,
                         const std::optional<std::string>& name,
                         const std::optional<std::string>& tags_json) const;
  /// Puts a changed row in the place of the scan's, as a job that changes it does (see replace_scan()).
  /// \error not_found; conflict  "job_running"; "scan_changed": it is not of `scan`'s revision any more.
  Result<ScanRow> replace(const std::string& user_id, const ScanRow& scan) const;
  /// Removes the row; the blobs are the caller's to remove afterwards.
  Result<void> remove(const std::string& user_id, const std::string& id) const;
  Result<std::vector<std::string>> all_ids() const;

  /// The package that was the scan's at that revision, if it has been replaced and is still there. Whoever
  /// asks must be known to see the scan.
  Result<std::optional<ReplacedPackage>> replaced_package(const std::string& id, int revision) const;
  /// All that were replaced at least `age_ms` ago.
  Result<std::vector<ReplacedPackage>> replaced_packages(UnixMs age_ms) const;
  /// Once its files are gone.
  Result<void> forget_package(const ReplacedPackage& replaced) const;
  /// The packages of a scan that are its own or may still be read; none where there is no such scan.
  Result<std::vector<std::string>> packages(const std::string& id) const;

  Result<AnnotationsRow> annotations(const std::string& user_id, const std::string& id) const;
  /// \error conflict  "version_conflict": `expected_version` is not the one that is kept.
  Result<AnnotationsRow> set_annotations(const std::string& user_id, const std::string& id,
                                         int expected_version, const std::string& body_json) const;

 private:
  const Database& database_;
};

/// Adds one, inside the caller's transaction.
void insert_scan(soci::session& sql, const ScanRow& scan);

/// Puts what was made anew in the place of what the scan had, inside the caller's transaction: everything
/// that is derived, its decisions and its anchor. Name, tags and what else is the user's stay. The scan must
/// be there. \return Its revision now.
int replace_scan(soci::session& sql, const ScanRow& scan);

}  // namespace scanetrix
