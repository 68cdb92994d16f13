// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "store/database.h"
#include "store/scans.h"
#include "volume/warning.h"

namespace scanetrix {

struct JobRow {
  std::string id;
  std::string kind;       ///< "ingest", "reread", "reconstruct".
  std::string upload_id;  ///< Of an ingest; else empty.
  std::string scan_id;    ///< Of every other kind; else empty.
  std::string user_id;
  std::string parameters_json = "{}";
  std::string state = "queued";  ///< queued, running, done, failed, cancelled
  std::string stage = "waiting";
  double fraction = 0;
  std::string error_code;
  std::string error_detail;
  std::string result_json;  ///< Empty until it is done.
  int attempts = 0;         ///< With this one.
  UnixMs created_at = 0;
};

/// A job to be queued for a scan in the same transaction that makes it what the job is for.
struct FollowUp {
  std::string scan_id;
  std::string kind;
  std::string parameters_json = "{}";
};

/// How an ingest ended. Either lists, or why the upload as a whole did not go in (then the lists may be
/// filled too).
struct IngestOutcome {
  std::vector<ScanRow> scans;
  std::vector<Refusal> refused;
  std::string error_code;  ///< Empty: done.
  std::string error_detail;
  std::vector<FollowUp> then;
};

/// How a job that changes a scan ended.
struct ScanOutcome {
  ScanRow scan;            ///< With everything new: package, JSON texts, decisions, bytes. Only when done.
  std::string error_code;  ///< Empty: done.
  std::string error_detail;
  std::vector<FollowUp> then;
};

/// Inside the caller's transaction. \error conflict  "job_running": a job of this scan has not ended.
Result<void> require_idle(soci::session& sql, const std::string& scan_id);

/// The queue, in the database, so that it survives everything. Any number of workers. Safe from any thread.
///
/// A worker that holds a job beats its heart; a job whose heart has stopped is taken by the next worker.
class Jobs {
 public:
  explicit Jobs(const Database& database) : database_(database) {}

  /// A new one of a scan, for the queue. The scan's oldest ended ones are forgotten over the newest fifty.
  /// \error not_found  There is no such scan of this user's.
  /// \error conflict   "job_running": the scan has one that has not ended, of whatever kind.
  Result<JobRow> add(const std::string& user_id, const std::string& scan_id, const std::string& kind,
                     const std::string& parameters_json) const;

  /// One of a scan. \error not_found  Also when it is another user's.
  Result<JobRow> find(const std::string& user_id, const std::string& job_id) const;
  /// Of a scan, newest first, at most `limit`. \error not_found  There is no such scan of this user's.
  Result<std::vector<JobRow>> list(const std::string& user_id, const std::string& scan_id, int limit) const;

  /// Ends one of a scan, if it has not ended. Its worker hears of it with the next heartbeat.
  /// \error not_found
  Result<void> cancel(const std::string& user_id, const std::string& job_id) const;

  /// The oldest waiting job of these kinds, now `worker`'s, or none.
  Result<std::optional<JobRow>> claim(const std::string& worker,
                                      std::span<const std::string_view> kinds) const;

  /// How far it is, of the whole; never goes back.
  /// \error cancelled  "job_gone": its upload or scan was removed; "job_lost": it is another worker's, or was
  /// cancelled.
  Result<void> heartbeat(const std::string& job_id, const std::string& worker, const std::string& stage,
                         double fraction) const;

  /// Back to the queue, as if it had not been claimed. For a worker that must stop.
  Result<void> release(const std::string& job_id, const std::string& worker) const;

  /// Writes the outcome, all in one transaction: scans are listed, the upload is done or failed, the job
  /// ends. \error cancelled  "job_gone" or "job_lost", as above; nothing is written.
  Result<void> finish(const JobRow& job, const std::string& worker, const IngestOutcome& outcome) const;

  /// The same for a job that changes a scan: the scan is the new one from here on, and the package that it
  /// had is noted as replaced; or it is as it was, and the job says why.
  Result<void> finish(const JobRow& job, const std::string& worker, const ScanOutcome& outcome) const;

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
