// SPDX-License-Identifier: Apache-2.0
#include "pipeline/library.h"

#include <algorithm>

#include "base/log.h"

namespace scanetrix {
namespace {

Result<void> sweep_packages(const Library& library, const std::string& scan_id) {
  const auto in_use = TRY(library.scans.packages(scan_id));
  for (const std::string& package : TRY(library.blobs.packages(scan_id))) {
    if (std::find(in_use.begin(), in_use.end(), package) != in_use.end()) continue;
    log(LogLevel::info, "orphan_removed", {{"scan", scan_id}, {"package", package}});
    TRY(library.blobs.remove_package(scan_id, package));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Library>> Library::open(const Config& config) {
  TRY(make_directories(config.data_dir));
  TRY(make_directories(fs::path(config.data_dir) / "work"));
  Database database = TRY(Database::open(config.database));
  BlobStore blobs = TRY(BlobStore::open(config.storage));
  return std::unique_ptr<Library>(new Library{config, std::move(database), std::move(blobs),
                                              Staging(fs::path(config.data_dir) / "staging")});
}

fs::path Library::work_folder(const std::string& name) const {
  return fs::path(config.data_dir) / "work" / name;
}

Result<void> Library::remove_replaced_packages(UnixMs age_ms) const {
  for (const ReplacedPackage& replaced : TRY(scans.replaced_packages(age_ms))) {
    TRY(blobs.remove_package(replaced.scan_id, replaced.package));
    TRY(scans.forget_package(replaced));
  }
  return {};
}

Result<void> Library::sweep() const {
  TRY(staging.sweep(TRY(uploads.all_ids())));
  // A scan's folder comes before its row; while a job runs, a folder without a row is on its way in.
  const Jobs::Counts busy = TRY(jobs.counts());
  if (busy.running > 0 || busy.queued > 0) return {};
  TRY(remove_tree(fs::path(config.data_dir) / "work"));
  TRY(make_directories(fs::path(config.data_dir) / "work"));
  const auto known = TRY(scans.all_ids());
  for (const std::string& id : TRY(blobs.scan_ids())) {
    if (std::find(known.begin(), known.end(), id) != known.end()) {
      TRY(sweep_packages(*this, id));
      continue;
    }
    log(LogLevel::info, "orphan_removed", {{"scan", id}});
    TRY(blobs.remove_scan(id));
  }
  return {};
}

}  // namespace scanetrix
