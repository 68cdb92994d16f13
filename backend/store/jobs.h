// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "store/database.h"
#include "store/scans.h"
#include "volume/warning.h"

namespace scanetrix {

struct JobRow {
  std::string id;
  std::string kind;
  std::string upload_id;
  std::string user_id;
  int attempts = 0;  ///< With this one.
};

/// How an ingest ended. Either lists, or why the upload as a whole did not go in (then the lists may be
/// filled too).
struct IngestOutcome {
  std::vector<ScanRow> scans;
  std::vector<Refusal> refused;
  std::string error_code;  ///< Empty: done.
  std::string error_detail;
};

/// The queue, in the database, so that it survives everything. Any number of workers. Safe from any thread.
///
/// A worker that holds a job beats its heart; a job whose heart has stopped is taken by the next worker.
class Jobs {
 public:
  explicit Jobs(const Database& database) : database_(database) {}

  /// The oldest waiting job, now `worker`'s, or none.
  Result<std::optional<JobRow>> claim(const std::string& worker) const;

  /// \error cancelled  "job_gone": its upload was removed; "job_lost": it is another worker's.
  Result<void> heartbeat(const std::string& job_id, const std::string& worker) const;

  /// Back to the queue, as if it had not been claimed. For a worker that must stop.
  Result<void> release(const std::string& job_id, const std::string& worker) const;

  /// Writes the outcome, all in one transaction: scans are listed, the upload is done or failed, the job
  /// ends. \error cancelled  "job_gone" or "job_lost", as above; nothing is written.
  Result<void> finish(const JobRow& job, const std::string& worker, const IngestOutcome& outcome) const;

  /// Puts jobs back into the queue whose worker has not been heard of for `silence_ms`. \return How many.
  Result<int> requeue_silent(UnixMs silence_ms) const;

  struct Counts {
    int queued = 0;
    int running = 0;
  };
  [[nodiscard]] Result<Counts> counts() const;

 private:
  const Database& database_;
};

}  // namespace scanetrix
