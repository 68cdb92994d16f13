// SPDX-License-Identifier: Apache-2.0
#include "pipeline/worker.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "base/id.h"
#include "base/log.h"
#include "pipeline/import_scan.h"
#include "pipeline/reconstruct_scan.h"
#include "pipeline/reread_scan.h"
#include "pipeline/segment_scan.h"
#include "walls/lock_down.h"

namespace scanetrix {
namespace {

constexpr auto kPause = std::chrono::milliseconds(100);
constexpr UnixMs kSilenceMs = 4'000;  // Eight heartbeats.
constexpr UnixMs kSilenceCheckMs = 1'000;
// Longer than anybody reads from one package without asking for the scan again.
constexpr UnixMs kReplacedAgeMs = 600'000;
constexpr UnixMs kReplacedCheckMs = 60'000;

/// What this worker can do. A kind that is not here stays in the queue for one that can.
struct JobKind {
  std::string_view name;
  Result<void> (*run)(const Library&, const JobRow&, const std::string& worker,
                      const std::function<bool()>& keep_going);
};
constexpr std::array kKinds{JobKind{"ingest", import_scan}, JobKind{"reread", reread_scan},
                            JobKind{"reconstruct", reconstruct_scan}, JobKind{"segment", segment_scan}};

constexpr auto kKindNames = [] {
  std::array<std::string_view, kKinds.size()> names;
  for (std::size_t i = 0; i < kKinds.size(); ++i) names[i] = kKinds[i].name;
  return names;
}();

/// Says once which walls our decoding children will have, loudly where some are missing.
void log_walls() {
  const auto walls = available_walls();
  if (!walls) {
    log(LogLevel::error, "walls_unknown", {{"reason", walls.error().message}});
    return;
  }
  log(walls->are_whole() ? LogLevel::info : LogLevel::warning, walls->are_whole() ? "walls" : "walls_missing",
      {{"call_filter", walls->call_filter ? "yes" : "no"},
       {"landlock_abi", walls->landlock},
       {"own_root", name_of(walls->own_root)}});
}

}  // namespace

std::string worker_name() {
  return fmt::format("{}-{}", ::getpid(), new_id());
}

bool work_once(const Library& library, const std::string& worker, const std::function<bool()>& keep_going) {
  const auto job = library.jobs.claim(worker, kKindNames);
  if (!job) log(LogLevel::error, "claim_failed", {{"reason", job.error().message}});
  if (!job || !*job) return false;
  const JobRow& row = **job;
  const UnixMs begin = now_ms();
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(),
                                 [&](const JobKind& known) { return known.name == row.kind; });
  const auto done = kind->run(library, row, worker, keep_going);
  if (done) {
    log(LogLevel::info, "job_done",
        {{"job", row.id}, {"kind", row.kind}, {"upload", row.upload_id}, {"ms", now_ms() - begin}});
    return true;
  }
  log(LogLevel::warning, "job_not_done",
      {{"job", row.id}, {"upload", row.upload_id}, {"reason", done.error().message}});
  if (done.error().code == ErrorCode::cancelled) {
    // Ours to give back only when it was we who stopped; else it is gone or another's already.
    if (!keep_going() && !library.jobs.release(row.id, worker))
      log(LogLevel::info, "job_gone", {{"job", row.id}});
    return true;
  }
  // Disk or database: left as running, it is taken up again once it has been silent.
  std::this_thread::sleep_for(kPause * 10);
  return true;
}

void run_worker(const Library& library, const std::atomic<bool>& stop, UnixMs grace_ms) {
  const std::string worker = worker_name();
  log(LogLevel::info, "worker_started", {{"worker", worker}});
  log_walls();
  UnixMs stop_seen = 0;
  const auto keep_going = [&] {
    if (stop && stop_seen == 0) stop_seen = now_ms();
    return !stop || now_ms() - stop_seen < grace_ms;
  };
  UnixMs last_check = 0;
  UnixMs last_removal = 0;
  while (!stop) {
    if (now_ms() - last_check >= kSilenceCheckMs) {
      last_check = now_ms();
      if (const auto taken = library.jobs.requeue_silent(kSilenceMs); taken && *taken > 0)
        log(LogLevel::warning, "jobs_taken_over", {{"count", *taken}});
    }
    if (now_ms() - last_removal >= kReplacedCheckMs) {
      last_removal = now_ms();
      if (const auto removed = library.remove_replaced_packages(kReplacedAgeMs); !removed)
        log(LogLevel::warning, "replaced_not_removed", {{"reason", removed.error().message}});
    }
    if (!work_once(library, worker, keep_going)) std::this_thread::sleep_for(kPause);
  }
  log(LogLevel::info, "worker_stopped", {{"worker", worker}});
}

}  // namespace scanetrix
