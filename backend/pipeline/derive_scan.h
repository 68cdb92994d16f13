// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "pipeline/decode_job.h"
#include "pipeline/library.h"
#include "volume/series.h"

namespace scanetrix {

// What jobs have in common that make more volumes of those that a scan has.

/// Tells a job's watch how far it is.
class WatchProgress final : public Progress {
 public:
  explicit WatchProgress(JobWatch& watch) : watch_(watch) {}
  void report(std::string_view stage, double fraction) override { watch_.report(stage, fraction); }
  [[nodiscard]] bool cancelled() const override { return !watch_.go_on(); }

 private:
  JobWatch& watch_;
};

/// Gives the full resolution of a stored volume a further name at `to`, for a child to read. \error
/// unavailable
Result<void> lend_volume(const fs::path& zarr, const fs::path& to);

/// Which of a scan's volumes are to go.
using GoesWhen = std::function<bool(const SeriesVolume&)>;

/// Makes a package for the scan: all that it has but what goes, and with that what lies on its voxels
/// (labels, an uncertainty); and of `made` each volume, whose voxels lie in WORK/out/ID/zarr. Puts it in
/// place and says in `scan` what its row is to be. \param source_id  What they were made of. \error
/// unavailable, internal, cancelled
Result<void> add_made_volumes(const Library& library, ScanRow& scan, const std::string& source_id,
                              const std::vector<SeriesVolume>& made, const GoesWhen& goes,
                              const fs::path& work, Progress& progress);

/// Takes volumes away from a scan, in one transaction.
/// \error not_found  No such scan, or it has none of them. \error conflict  "job_running", "scan_changed";
/// unavailable
Result<void> remove_made_volumes(const Library& library, const std::string& user_id,
                                 const std::string& scan_id, const GoesWhen& goes);

/// What one try does in `work`, which is not there yet. \return The scan as it will be.
using Deriving = Result<ScanOutcome> (*)(const Library& library, const JobRow& job, ScanRow scan,
                                         const fs::path& work, JobWatch& watch);

/// Does a job by `deriving` and writes its outcome; whatever goes wrong, the scan stays as it is and the job
/// says why. May run again after a crash: every try has a folder of its own. \param what  "reconstruction":
/// what failed, where nothing better is known. \error cancelled, unavailable  As reconstruct_scan().
Result<void> derive_scan(const Library& library, const JobRow& job, const std::string& worker,
                         const std::function<bool()>& keep_going, StageShares shares, std::string_view what,
                         Deriving deriving);

}  // namespace scanetrix
