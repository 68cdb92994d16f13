// SPDX-License-Identifier: Apache-2.0
#include "pipeline/decode_job.h"

#include <algorithm>
#include <chrono>
#include <sstream>

#include "pipeline/sandbox.h"

namespace scanetrix {
namespace {

constexpr auto kHeartbeat = std::chrono::milliseconds(500);
constexpr int kMostAttempts = 20;
// A level of the largest volume that is read (4 GiB), as float32 and hardly compressed.
constexpr std::int64_t kLargestPackageFile = std::int64_t{17} << 30;

}  // namespace

JobWatch::JobWatch(const Library& library, const JobRow& job, const std::string& worker,
                   const std::function<bool()>& keep_going, StageShares shares)
    : library_(library),
      job_(job),
      worker_(worker),
      keep_going_(keep_going),
      shares_(std::move(shares)),
      heart_([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          beat();
          std::unique_lock lock(mutex_);
          wake_.wait_for(lock, stop, kHeartbeat, [] { return false; });  // Ends at once when asked to stop.
        }
      }) {}

void JobWatch::line(const std::string& text) {
  std::istringstream words(text);
  std::string stage;
  double fraction = 0;
  if (words >> stage >> fraction) report(stage, fraction);
}

void JobWatch::report(std::string_view stage, double fraction) {
  const std::lock_guard lock(mutex_);
  stage_ = stage;
  fraction_ = std::max(fraction_, overall_fraction(shares_, stage, fraction));
}

void JobWatch::beat() {
  std::string stage;
  double fraction = 0;
  {
    const std::lock_guard lock(mutex_);
    stage = stage_;
    fraction = fraction_;
  }
  const auto alive = library_.jobs.heartbeat(job_.id, worker_, stage, fraction);
  if (!alive && alive.error().code == ErrorCode::cancelled) cancelled_ = true;
}

StageShares reading_stages() {
  // Of the time that a zipped CT of 300 slices takes.
  return {{"unpacking", 25}, {"reading", 10}, {"assembling", 20}, {"pyramid", 30}, {"storing", 15}};
}

double overall_fraction(const StageShares& shares, std::string_view wanted, double fraction) {
  double before = 0;
  double reached = 0;
  for (const auto& [stage, share] : shares) {
    if (stage == wanted) reached = before + share * fraction;
    before += share;
  }
  return before > 0 ? std::clamp(reached / before, 0.0, 1.0) : 0;
}

std::optional<JobFailure> given_up(const JobRow& job) {
  if (job.attempts <= kMostAttempts) return std::nullopt;
  return JobFailure{"gave_up",
                    fmt::format("This was not finished in {} tries. The files are still there: try again, "
                                "one series at a time.",
                                kMostAttempts)};
}

Result<tl::expected<IngestReport, JobFailure>> decode_in_sandbox(const Library& library, IngestOrder order,
                                                                 const fs::path& work, JobWatch& watch) {
  using Outcome = tl::expected<IngestReport, JobFailure>;
  TRY(remove_tree(work));
  TRY(make_directories(work));
  order.limits.files = library.config.upload_files_limit;
  order.limits.bytes = library.config.unpack_limit_mb << 20;
  TRY(write_order(order, work));

  const SandboxLimits limits{.memory_bytes = library.config.ingest_memory_mb << 20,
                             .file_bytes = std::max(order.limits.bytes, kLargestPackageFile),
                             .wall_clock = std::chrono::seconds(library.config.ingest_timeout_s)};
  const SandboxEnd end = TRY(run_in_sandbox(
      {"ingest-child", work.string()}, limits, [&](const std::string& text) { watch.line(text); },
      [&] { return watch.go_on(); }));
  switch (end) {
    case SandboxEnd::finished:
      return Outcome(TRY(read_report(work)));
    case SandboxEnd::stopped:
      return fail(ErrorCode::cancelled, "The work was stopped.");
    case SandboxEnd::timed_out:
      return Outcome(tl::make_unexpected(JobFailure{
          "timed_out", fmt::format("Reading these files took longer than {} minutes and was stopped.",
                                   library.config.ingest_timeout_s / 60)}));
    case SandboxEnd::crashed:
    case SandboxEnd::failed:
      return Outcome(tl::make_unexpected(
          JobFailure{"crashed",
                     "One of the files made the reader stop. Upload their series one at a time "
                     "to find it."}));
  }
  std::abort();
}

}  // namespace scanetrix
