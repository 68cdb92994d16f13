// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/config.h"
#include "store/accounts.h"
#include "store/blobs.h"
#include "store/changes.h"
#include "store/database.h"
#include "store/jobs.h"
#include "store/scans.h"
#include "store/uploads.h"
#include "upload/staging.h"

namespace scanetrix {

/// Everything that one installation keeps, opened from its configuration. Safe from any thread.
struct Library {
  /// Makes the folders and the database when they are not there.
  static Result<std::unique_ptr<Library>> open(const Config& config);

  Config config;
  Database database;
  BlobStore blobs;
  Staging staging;
  Accounts accounts{database};
  Uploads uploads{database};
  Scans scans{database};
  Jobs jobs{database};
  Changes changes{database};

  /// Where one try at a job does its work; on the blobs' file system, so that results are renamed into place.
  [[nodiscard]] fs::path work_folder(const std::string& name) const;

  /// Removes the packages that were replaced at least `age_ms` ago: nobody reads them any more.
  Result<void> remove_replaced_packages(UnixMs age_ms) const;

  /// Removes what crashes left behind: staging of uploads that are gone, blobs without a row (of a scan, or
  /// of a package that never became a scan's), work of no job.
  /// For the start of `serve`, before its workers.
  Result<void> sweep() const;
};

}  // namespace scanetrix
