// SPDX-License-Identifier: Apache-2.0
#include "pipeline/import_scan.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <sstream>
#include <thread>

#include "base/hash.h"
#include "base/id.h"
#include "base/log.h"
#include "pipeline/ingest_child.h"
#include "pipeline/sandbox.h"
#include "upload/pack.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr auto kHeartbeat = std::chrono::milliseconds(500);
// Each kill of the server costs a try, and is no fault of the upload's.
constexpr int kMostAttempts = 20;
// A level of the largest volume that is read (4 GiB), as float32 and hardly compressed.
constexpr std::int64_t kLargestPackageFile = std::int64_t{17} << 30;

IngestOutcome failed(std::string code, std::string detail) {
  return {.error_code = std::move(code), .error_detail = std::move(detail)};
}

/// Tells the database twice a second that we are alive and how far we are, and learns from it whether to go
/// on.
class Watch {
 public:
  Watch(const Library& library, const JobRow& job, const std::string& worker,
        const std::function<bool()>& keep_going)
      : library_(library),
        job_(job),
        worker_(worker),
        keep_going_(keep_going),
        heart_([this](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            beat();
            std::unique_lock lock(mutex_);
            wake_.wait_for(lock, stop, kHeartbeat, [] { return false; });  // Ends at once when asked to stop.
          }
        }) {}

  /// A line of the child's.
  void line(const std::string& text) {
    std::istringstream words(text);
    std::string stage;
    double fraction = 0;
    if (!(words >> stage >> fraction)) return;
    const std::lock_guard lock(mutex_);
    stage_ = stage;
    fraction_ = std::max(fraction_, overall_fraction(stage, fraction));
  }

  [[nodiscard]] bool go_on() const { return !cancelled_ && keep_going_(); }

 private:
  void beat() {
    std::string stage;
    double fraction = 0;
    {
      const std::lock_guard lock(mutex_);
      stage = stage_;
      fraction = fraction_;
    }
    const auto alive = library_.jobs.heartbeat(job_.id, worker_);
    const auto told = library_.uploads.set_progress(job_.upload_id, stage, fraction);
    for (const auto* result : {&alive, &told})
      if (!*result && result->error().code == ErrorCode::cancelled) cancelled_ = true;
  }

  const Library& library_;
  const JobRow& job_;
  const std::string& worker_;
  const std::function<bool()>& keep_going_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::string stage_ = "reading";
  double fraction_ = 0;
  std::atomic<bool> cancelled_ = false;
  std::jthread heart_;  // Last: it uses all of the above.
};

/// Runs the child over the staged files. \return Its report, or the outcome when there is none.
Result<tl::expected<IngestReport, IngestOutcome>> decode(const Library& library, const JobRow& job,
                                                         const std::vector<UploadFileRow>& files,
                                                         const fs::path& work, Watch& watch) {
  IngestOrder order;
  order.limits.files = library.config.upload_files_limit;
  order.limits.bytes = library.config.unpack_limit_mb << 20;
  for (const UploadFileRow& file : files)
    order.files.push_back({file.path, library.staging.file_path(job.upload_id, file.number)});
  TRY(write_order(order, work));

  const SandboxLimits limits{.memory_bytes = library.config.ingest_memory_mb << 20,
                             .file_bytes = std::max(order.limits.bytes, kLargestPackageFile),
                             .wall_clock = std::chrono::seconds(library.config.ingest_timeout_s)};
  const SandboxEnd end = TRY(run_in_sandbox(
      {"ingest-child", work.string()}, limits, [&](const std::string& text) { watch.line(text); },
      [&] { return watch.go_on(); }));
  switch (end) {
    case SandboxEnd::finished: {
      IngestReport report = TRY(read_report(work));
      return tl::expected<IngestReport, IngestOutcome>(std::move(report));
    }
    case SandboxEnd::stopped:
      return fail(ErrorCode::cancelled, "The work was stopped.");
    case SandboxEnd::timed_out:
      return tl::make_unexpected(
          failed("timed_out", fmt::format("Reading these files took longer than {} minutes and was stopped.",
                                          library.config.ingest_timeout_s / 60)));
    case SandboxEnd::crashed:
    case SandboxEnd::failed:
      return tl::make_unexpected(
          failed("crashed",
                 "A file in this upload made the reader stop. Upload its series one at a time to find it."));
  }
  std::abort();
}

/// Puts the very bytes that were uploaded beside the package. \return The name for a download.
Result<std::string> keep_original(const Library& library, const JobRow& job,
                                  const std::vector<UploadFileRow>& files, const IngestedScan& scan,
                                  const fs::path& package) {
  std::vector<PackEntry> entries;
  for (const std::size_t source : scan.sources) {
    if (source >= files.size())
      return fail(ErrorCode::internal, "the report names a file that was not given");
    entries.push_back({files[source].path, library.staging.file_path(job.upload_id, files[source].number)});
  }
  if (entries.size() == 1) {
    std::error_code error;
    fs::create_hard_link(entries[0].path, package / "original", error);
    if (error) fs::copy_file(entries[0].path, package / "original", error);
    if (error) return fail(ErrorCode::unavailable, "cannot keep the original: " + error.message());
    return fs::path(entries[0].name).filename().string();
  }
  TRY(pack_zip(entries, package / "original"));
  return scan.name + ".zip";
}

ScanRow describe_scan(const JobRow& job, const IngestedScan& scan, const std::string& id) {
  const json::object source{{"format", scan.format},
                            {"fileCount", scan.file_count},
                            {"sizeBytes", scan.size_bytes},
                            {"transferSyntaxes", json::value_from(scan.transfer_syntaxes)}};
  return {.id = id,
          .user_id = job.user_id,
          .upload_id = job.upload_id,
          .name = scan.name,
          .modality = scan.modality,
          .description = scan.description,
          .study_date = scan.study_date,
          .size_bytes = scan.size_bytes,
          .source_json = json::serialize(source),
          .warnings_json = scan.warnings_json,
          .volumes_json = scan.volumes_json,
          .created_at = now_ms()};
}

Result<ScanRow> store_scan(const Library& library, const JobRow& job, const std::vector<UploadFileRow>& files,
                           const IngestedScan& scan, const fs::path& package, std::size_t number) {
  ScanRow row = describe_scan(job, scan, scan_id_of(job.id, number));
  row.original_name = TRY(keep_original(library, job, files, scan, package));
  row.stored_bytes = BlobStore::size_of(package);
  TRY(library.blobs.put_scan(row.id, package));
  return row;
}

/// All that happens before the outcome is written.
Result<IngestOutcome> ingest_upload(const Library& library, const JobRow& job, const fs::path& work,
                                    Watch& watch) {
  if (job.attempts > kMostAttempts)
    return failed(
        "gave_up",
        fmt::format("This upload was not finished in {} tries. The files that you sent are still yours: "
                    "upload them again, one series at a time.",
                    kMostAttempts));
  TRY(remove_tree(work));
  TRY(make_directories(work));
  const std::vector<UploadFileRow> files = TRY(library.uploads.files(job.upload_id));

  const auto decoded = TRY(decode(library, job, files, work, watch));
  if (!decoded) return decoded.error();

  IngestOutcome outcome{
      .refused = decoded->refused, .error_code = decoded->error_code, .error_detail = decoded->error_detail};
  for (std::size_t n = 0; n < decoded->scans.size(); ++n)
    outcome.scans.push_back(
        TRY(store_scan(library, job, files, decoded->scans[n], work / "out" / decoded->scans[n].folder, n)));
  return outcome;
}

}  // namespace

Result<void> import_scan(const Library& library, const JobRow& job, const std::string& worker,
                         const std::function<bool()>& keep_going) {
  // A folder of this try's own: a worker that was thought dead may still be at the one before.
  const fs::path work = library.work_folder(fmt::format("{}-{}", job.id, job.attempts));

  // 1. Decoded in a child that may crash; 2. packages and originals into the blob store.
  const auto outcome = [&] {
    Watch watch(library, job, worker, keep_going);
    return ingest_upload(library, job, work, watch);
  }();

  // 3. The rows, last and all at once: a scan is either whole, or not listed.
  Result<void> finished = outcome ? library.jobs.finish(job, worker, *outcome)
                                  : Result<void>(tl::make_unexpected(outcome.error()));
  // Not when another worker has the job: its scans have the same ids.
  if (!finished && outcome && finished.error().slug == "job_gone")
    for (const ScanRow& scan : outcome->scans) TRY(library.blobs.remove_scan(scan.id));

  // 4. What is not needed any more: a scan keeps its own copy of what was uploaded.
  TRY(remove_tree(work));
  if (finished) TRY(library.staging.remove(job.upload_id));
  return finished;
}

std::string scan_id_of(const std::string& job_id, std::size_t n) {
  // The digits of a hash in the alphabet of ids.
  const std::string digest = sha256_hex(as_bytes(job_id + "/" + std::to_string(n)));
  return digest.substr(0, 26);
}

double overall_fraction(const std::string& stage, double fraction) {
  struct Span {
    std::string_view stage;
    double begin, end;
  };
  // Shares of the time that a zipped CT of 300 slices takes.
  constexpr std::array kSpans{Span{"unpacking", 0.0, 0.25}, Span{"reading", 0.25, 0.35},
                              Span{"assembling", 0.35, 0.55}, Span{"pyramid", 0.55, 0.85},
                              Span{"storing", 0.85, 1.0}};
  for (const Span& span : kSpans)
    if (span.stage == stage) return span.begin + (span.end - span.begin) * fraction;
  return 0;
}

}  // namespace scanetrix
