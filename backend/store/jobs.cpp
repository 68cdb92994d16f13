// SPDX-License-Identifier: Apache-2.0
#include "store/jobs.h"

#include <soci/soci.h>

#include "base/id.h"
#include "store/changes.h"

namespace scanetrix {
namespace {

constexpr int kKeptOfAScan = 50;

constexpr auto kSelect =
    "SELECT id, kind, coalesce(upload_id, ''), coalesce(scan_id, ''), user_id, parameters_json, state, "
    "stage, "
    "error_code, error_detail, result_json, fraction, attempts, created_at FROM jobs ";

struct JobReader {
  JobRow row;
  long long created = 0;

  void bind(soci::statement& statement) {
    for (std::string* column :
         {&row.id, &row.kind, &row.upload_id, &row.scan_id, &row.user_id, &row.parameters_json, &row.state,
          &row.stage, &row.error_code, &row.error_detail, &row.result_json})
      statement.exchange(soci::into(*column));
    statement.exchange(soci::into(row.fraction));
    statement.exchange(soci::into(row.attempts));
    statement.exchange(soci::into(created));
  }

  JobRow take() {
    row.created_at = created;
    return row;
  }
};

/// Jobs of `rest` ("WHERE … ORDER BY …"), which names its values in the order of `values`.
std::vector<JobRow> select(soci::session& sql, const std::string& rest,
                           const std::vector<std::string>& values) {
  JobReader reader;
  soci::statement statement(sql);
  reader.bind(statement);
  for (const std::string& value : values) statement.exchange(soci::use(value));
  statement.alloc();
  statement.prepare(kSelect + rest);
  statement.define_and_bind();
  statement.execute();
  std::vector<JobRow> rows;
  while (statement.fetch()) rows.push_back(reader.take());
  return rows;
}

Result<JobRow> find_job(soci::session& sql, const std::string& user_id, const std::string& job_id) {
  const auto rows =
      select(sql, "WHERE id = :id AND user_id = :user AND scan_id IS NOT NULL", {job_id, user_id});
  if (rows.empty()) return fail(ErrorCode::not_found, "There is no such job.");
  return rows.front();
}

Result<void> require_scan(soci::session& sql, const std::string& user_id, const std::string& scan_id) {
  int count = 0;
  sql << "SELECT count(*) FROM scans WHERE id = :id AND user_id = :user", soci::into(count),
      soci::use(scan_id), soci::use(user_id);
  if (count == 0) return fail(ErrorCode::not_found, "There is no such scan.");
  return {};
}

Result<JobRow> require_owner(soci::session& sql, const std::string& job_id, const std::string& worker) {
  std::string owner;
  sql << "SELECT worker FROM jobs WHERE id = :id", soci::into(owner), soci::use(job_id);
  if (!sql.got_data())
    return fail(ErrorCode::cancelled, "job_gone", "What the job was for has been removed.");
  const JobRow job = select(sql, "WHERE id = :id", {job_id}).front();
  if (owner != worker || job.state != "running")
    return fail(ErrorCode::cancelled, "job_lost", "The job was cancelled, or another worker has it now.");
  return job;
}

/// Tells of a job as its user knows it: as an upload, or as a job.
void note_job(soci::session& sql, const JobRow& job) {
  if (job.upload_id.empty())
    note_change(sql, job.user_id, "job", job.id);
  else
    note_change(sql, job.user_id, "upload", job.upload_id);
}

/// Of an ingest the upload has the state that people see.
void set_upload_state(soci::session& sql, const JobRow& job, const std::string& state,
                      const std::string& stage) {
  if (job.upload_id.empty()) return;
  sql << "UPDATE uploads SET state = :state, stage = :stage, fraction = 0 WHERE id = :id", soci::use(state),
      soci::use(stage), soci::use(job.upload_id);
}

void requeue(soci::session& sql, const JobRow& job, int attempts) {
  sql << "UPDATE jobs SET state = 'queued', worker = '', stage = 'waiting', fraction = 0, attempts = "
         ":attempts "
         "WHERE id = :id",
      soci::use(attempts), soci::use(job.id);
  set_upload_state(sql, job, "queued", "waiting");
  note_job(sql, job);
}

void end_job(soci::session& sql, const JobRow& job, const std::string& error_code,
             const std::string& error_detail, const std::string& result_json) {
  const std::string state = error_code.empty() ? "done" : "failed";
  sql << "UPDATE jobs SET state = :state, stage = 'done', fraction = 1, error_code = :code, error_detail = "
         ":detail, result_json = :result WHERE id = :id",
      soci::use(state), soci::use(error_code), soci::use(error_detail), soci::use(result_json),
      soci::use(job.id);
}

/// A new one in the queue. \return Its id.
std::string insert_job(soci::session& sql, const std::string& user_id, const FollowUp& job) {
  const std::string id = new_id();
  const long long now = now_ms();
  sql << "INSERT INTO jobs (id, kind, user_id, scan_id, parameters_json, state, created_at) VALUES (:id, "
         ":kind, :user, :scan, :parameters, 'queued', :now)",
      soci::use(id), soci::use(job.kind), soci::use(user_id), soci::use(job.scan_id),
      soci::use(job.parameters_json), soci::use(now);
  note_change(sql, user_id, "job", id);
  return id;
}

}  // namespace

Result<void> require_idle(soci::session& sql, const std::string& scan_id) {
  int unfinished = 0;
  sql << "SELECT count(*) FROM jobs WHERE scan_id = :scan AND state IN ('queued', 'running')",
      soci::into(unfinished), soci::use(scan_id);
  if (unfinished > 0)
    return fail(ErrorCode::conflict, "job_running",
                "Something is being done with this scan already. Wait for it, or cancel it first.");
  return {};
}

Result<JobRow> Jobs::add(const std::string& user_id, const std::string& scan_id, const std::string& kind,
                         const std::string& parameters_json) const {
  return database_.write<JobRow>([&](soci::session& sql) -> Result<JobRow> {
    TRY(require_scan(sql, user_id, scan_id));
    TRY(require_idle(sql, scan_id));
    const std::string id = insert_job(sql, user_id, {scan_id, kind, parameters_json});
    sql << "DELETE FROM jobs WHERE scan_id = :scan AND state NOT IN ('queued', 'running') AND id NOT IN "
           "(SELECT id FROM jobs WHERE scan_id = :same ORDER BY created_at DESC, id DESC LIMIT :kept)",
        soci::use(scan_id), soci::use(scan_id), soci::use(kKeptOfAScan);
    return find_job(sql, user_id, id);
  });
}

Result<JobRow> Jobs::find(const std::string& user_id, const std::string& job_id) const {
  return database_.read<JobRow>([&](soci::session& sql) { return find_job(sql, user_id, job_id); });
}

Result<std::vector<JobRow>> Jobs::list(const std::string& user_id, const std::string& scan_id,
                                       int limit) const {
  return database_.read<std::vector<JobRow>>([&](soci::session& sql) -> Result<std::vector<JobRow>> {
    TRY(require_scan(sql, user_id, scan_id));
    return select(sql, fmt::format("WHERE scan_id = :scan ORDER BY created_at DESC, id DESC LIMIT {}", limit),
                  {scan_id});
  });
}

Result<void> Jobs::cancel(const std::string& user_id, const std::string& job_id) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    const JobRow job = TRY(find_job(sql, user_id, job_id));
    if (job.state != "queued" && job.state != "running") return {};
    sql << "UPDATE jobs SET state = 'cancelled', stage = 'done', worker = '' WHERE id = :id",
        soci::use(job_id);
    note_job(sql, job);
    return {};
  });
}

Result<std::optional<JobRow>> Jobs::claim(const std::string& worker,
                                          std::span<const std::string_view> kinds) const {
  // Asked many times a second: look without the writer's lock first.
  const Counts waiting = TRY(counts());
  if (waiting.queued == 0) return std::nullopt;
  std::string condition = "WHERE state = 'queued' AND kind IN (";
  std::vector<std::string> values;
  for (const std::string_view kind : kinds) {
    condition += fmt::format("{}:k{}", values.empty() ? "" : ", ", values.size());
    values.emplace_back(kind);
  }
  condition += ") ORDER BY created_at, id LIMIT 1";
  return database_.write<std::optional<JobRow>>([&](soci::session& sql) -> Result<std::optional<JobRow>> {
    auto rows = select(sql, condition, values);
    if (rows.empty()) return std::nullopt;
    JobRow& job = rows.front();
    ++job.attempts;
    job.state = "running";
    job.stage = "reading";
    const long long now = now_ms();
    sql << "UPDATE jobs SET state = 'running', worker = :worker, heartbeat_at = :now, attempts = :attempts, "
           "stage = 'reading' WHERE id = :id",
        soci::use(worker), soci::use(now), soci::use(job.attempts), soci::use(job.id);
    set_upload_state(sql, job, "processing", "reading");
    note_job(sql, job);
    return job;
  });
}

Result<void> Jobs::heartbeat(const std::string& job_id, const std::string& worker, const std::string& stage,
                             double fraction) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    const JobRow job = TRY(require_owner(sql, job_id, worker));
    const long long now = now_ms();
    sql << "UPDATE jobs SET heartbeat_at = :now WHERE id = :id", soci::use(now), soci::use(job_id);
    if (fraction < job.fraction || (fraction == job.fraction && stage == job.stage)) return {};
    sql << "UPDATE jobs SET stage = :stage, fraction = :fraction WHERE id = :id", soci::use(stage),
        soci::use(fraction), soci::use(job_id);
    if (!job.upload_id.empty())
      sql << "UPDATE uploads SET stage = :stage, fraction = :fraction WHERE id = :id", soci::use(stage),
          soci::use(fraction), soci::use(job.upload_id);
    note_job(sql, job);
    return {};
  });
}

Result<void> Jobs::release(const std::string& job_id, const std::string& worker) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    const JobRow job = TRY(require_owner(sql, job_id, worker));
    requeue(sql, job, job.attempts - 1);
    return {};
  });
}

Result<void> Jobs::finish(const JobRow& job, const std::string& worker, const IngestOutcome& outcome) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    TRY(require_owner(sql, job.id, worker));
    end_job(sql, job, outcome.error_code, outcome.error_detail, "");
    const std::string state = outcome.error_code.empty() ? "done" : "failed";
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
    for (const FollowUp& next : outcome.then) insert_job(sql, job.user_id, next);
    note_change(sql, job.user_id, "upload", job.upload_id);
    return {};
  });
}

Result<void> Jobs::finish(const JobRow& job, const std::string& worker, const ScanOutcome& outcome) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    TRY(require_owner(sql, job.id, worker));
    std::string result;
    if (outcome.error_code.empty()) {
      const int revision = replace_scan(sql, outcome.scan);
      result = fmt::format("{{\"revision\":{}}}", revision);
      note_change(sql, job.user_id, "scan", job.scan_id);
    }
    end_job(sql, job, outcome.error_code, outcome.error_detail, result);
    note_job(sql, job);
    for (const FollowUp& next : outcome.then) insert_job(sql, job.user_id, next);
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
    const auto silent = select(sql, fmt::format("WHERE state = 'running' AND heartbeat_at < {}", before), {});
    for (const JobRow& job : silent) requeue(sql, job, job.attempts);
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
