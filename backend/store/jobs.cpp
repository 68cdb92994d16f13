// SPDX-License-Identifier: Apache-2.0
#include "store/jobs.h"

#include <soci/soci.h>

#include "store/changes.h"

namespace scanetrix {
namespace {

Result<void> require_owner(soci::session& sql, const std::string& job_id, const std::string& worker) {
  std::string owner;
  std::string state;
  sql << "SELECT worker, state FROM jobs WHERE id = :id", soci::into(owner), soci::into(state),
      soci::use(job_id);
  if (!sql.got_data()) return fail(ErrorCode::cancelled, "job_gone", "The upload was removed.");
  if (owner != worker || state != "running")
    return fail(ErrorCode::cancelled, "job_lost", "Another worker has this job now.");
  return {};
}

}  // namespace

Result<std::optional<JobRow>> Jobs::claim(const std::string& worker) const {
  // Asked many times a second: look without the writer's lock first.
  const Counts waiting = TRY(counts());
  if (waiting.queued == 0) return std::nullopt;
  return database_.write<std::optional<JobRow>>([&](soci::session& sql) -> Result<std::optional<JobRow>> {
    JobRow job;
    sql << "SELECT j.id, j.kind, j.upload_id, u.user_id, j.attempts + 1 FROM jobs j "
           "JOIN uploads u ON u.id = j.upload_id WHERE j.state = 'queued' ORDER BY j.created_at, j.id LIMIT "
           "1",
        soci::into(job.id), soci::into(job.kind), soci::into(job.upload_id), soci::into(job.user_id),
        soci::into(job.attempts);
    if (!sql.got_data()) return std::nullopt;
    const long long now = now_ms();
    sql << "UPDATE jobs SET state = 'running', worker = :worker, heartbeat_at = :now, attempts = :attempts "
           "WHERE id = :id",
        soci::use(worker), soci::use(now), soci::use(job.attempts), soci::use(job.id);
    sql << "UPDATE uploads SET state = 'processing', stage = 'reading', fraction = 0 WHERE id = :id",
        soci::use(job.upload_id);
    note_change(sql, job.user_id, "upload", job.upload_id);
    return job;
  });
}

Result<void> Jobs::heartbeat(const std::string& job_id, const std::string& worker) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    TRY(require_owner(sql, job_id, worker));
    const long long now = now_ms();
    sql << "UPDATE jobs SET heartbeat_at = :now WHERE id = :id", soci::use(now), soci::use(job_id);
    return {};
  });
}

Result<void> Jobs::release(const std::string& job_id, const std::string& worker) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    TRY(require_owner(sql, job_id, worker));
    sql << "UPDATE jobs SET state = 'queued', worker = '', attempts = attempts - 1 WHERE id = :id",
        soci::use(job_id);
    sql << "UPDATE uploads SET state = 'queued', stage = 'waiting', fraction = 0 "
           "WHERE id = (SELECT upload_id FROM jobs WHERE id = :id)",
        soci::use(job_id);
    return {};
  });
}

Result<void> Jobs::finish(const JobRow& job, const std::string& worker, const IngestOutcome& outcome) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    TRY(require_owner(sql, job.id, worker));
    const std::string state = outcome.error_code.empty() ? "done" : "failed";
    sql << "UPDATE jobs SET state = :state WHERE id = :id", soci::use(state), soci::use(job.id);
    sql << "UPDATE uploads SET state = :state, stage = 'done', fraction = 1, error_code = :code, "
           "error_detail = :detail WHERE id = :id",
        soci::use(state), soci::use(outcome.error_code), soci::use(outcome.error_detail),
        soci::use(job.upload_id);
    int number = 0;
    for (const Refusal& refusal : outcome.refused) {
      ++number;
      sql << "INSERT INTO upload_refusals (upload_id, number, path, code, reason) "
             "VALUES (:upload, :number, :path, :code, :reason)",
          soci::use(job.upload_id), soci::use(number), soci::use(refusal.path), soci::use(refusal.code),
          soci::use(refusal.reason);
    }
    for (const ScanRow& scan : outcome.scans) {
      insert_scan(sql, scan);
      note_change(sql, job.user_id, "scan", scan.id);
    }
    note_change(sql, job.user_id, "upload", job.upload_id);
    return {};
  });
}

Result<int> Jobs::requeue_silent(UnixMs silence_ms) const {
  return database_.write<int>([&](soci::session& sql) -> Result<int> {
    const long long before = now_ms() - silence_ms;
    int count = 0;
    sql << "SELECT count(*) FROM jobs WHERE state = 'running' AND heartbeat_at < :before", soci::into(count),
        soci::use(before);
    if (count == 0) return 0;
    sql << "UPDATE uploads SET state = 'queued', stage = 'waiting', fraction = 0 WHERE id IN "
           "(SELECT upload_id FROM jobs WHERE state = 'running' AND heartbeat_at < :before)",
        soci::use(before);
    sql << "UPDATE jobs SET state = 'queued', worker = '' WHERE state = 'running' AND heartbeat_at < :before",
        soci::use(before);
    return count;
  });
}

Result<Jobs::Counts> Jobs::counts() const {
  return database_.read<Counts>([](soci::session& sql) -> Result<Counts> {
    Counts counts;
    sql << "SELECT coalesce(sum(CASE WHEN state = 'queued' THEN 1 ELSE 0 END), 0), "
           "coalesce(sum(CASE WHEN state = 'running' THEN 1 ELSE 0 END), 0) "
           "FROM jobs WHERE state IN ('queued', 'running')",
        soci::into(counts.queued), soci::into(counts.running);
    return counts;
  });
}

}  // namespace scanetrix
