// SPDX-License-Identifier: Apache-2.0
#include "pipeline/reread_scan.h"

#include <boost/json.hpp>

#include "base/id.h"
#include "pipeline/decisions_json.h"
#include "pipeline/decode_job.h"
#include "pipeline/reconstruct_scan.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

ScanOutcome failed(const JobFailure& why) {
  return {.error_code = why.code, .error_detail = why.detail};
}

/// The scan's original, to be read by the child as it was read when it was uploaded.
Result<IngestOrder> order_of(const Library& library, const JobRow& job, const ScanRow& scan) {
  const json::value source = json::parse(scan.source_json);
  WantedSeries wanted{.anchor_file = scan.anchor_file,
                      .anchor_number = scan.anchor_number,
                      .is_packed = !scan.anchor_file.empty() && scan.original_path.empty(),
                      .decisions = TRY(decisions_from(job.parameters_json)),
                      .format = json::value_to<std::string>(source.at("format")),
                      .modality = scan.modality,
                      .study_date = scan.study_date,
                      .file_count = source.at("fileCount").to_number<std::int64_t>(),
                      .size_bytes = scan.size_bytes};
  const std::string name = wanted.is_packed             ? "original.zip"
                           : scan.original_path.empty() ? scan.original_name
                                                        : scan.original_path;
  return IngestOrder{.files = {{name, library.blobs.scan_folder(scan.id) / "original"}},
                     .limits = {},
                     .wanted = std::move(wanted)};
}

/// Everything but the last step. \return The scan as it will be, its package in place; or why not.
Result<ScanOutcome> read_again(const Library& library, const JobRow& job, const fs::path& work,
                               JobWatch& watch) {
  if (const auto why = given_up(job)) return failed(*why);
  auto found = library.scans.find(job.user_id, job.scan_id);
  if (!found && found.error().code == ErrorCode::not_found)
    return fail(ErrorCode::cancelled, "job_gone", "The scan was removed.");
  ScanRow scan = TRY(std::move(found));
  const auto report = TRY(decode_in_sandbox(library, TRY(order_of(library, job, scan)), work, watch));
  if (!report) return failed(report.error());
  if (!report->error_code.empty()) return failed({report->error_code, report->error_detail});
  if (report->scans.size() != 1)
    return fail(ErrorCode::internal, "the decoding process reported another number of scans than one");

  const IngestedScan& read = report->scans.front();
  const fs::path package = work / "out" / read.folder;
  std::error_code error;
  const auto original_bytes = fs::file_size(library.blobs.scan_folder(scan.id) / "original", error);
  if (error) return fail(ErrorCode::unavailable, "cannot read the size of an original: " + error.message());
  scan.stored_bytes = BlobStore::size_of(package) + static_cast<std::int64_t>(original_bytes);
  scan.volumes_json = read.volumes_json;
  scan.warnings_json = read.warnings_json;
  scan.light_box_json = read.light_box_json;
  scan.spacing_json = read.spacing_json;
  if (scan.anchor_file.empty()) scan.original_path = scan.original_name;  // The anchor's name begins with it.
  scan.anchor_file = read.anchor_file;
  scan.anchor_number = read.anchor_number;
  scan.decisions_json = job.parameters_json;
  scan.package = new_id();  // Of this try alone: another's may lie there already.
  TRY(library.blobs.put_package(scan.id, scan.package, package));
  ScanOutcome outcome{.scan = std::move(scan)};
  if (auto next = automatic_reconstruction(library, outcome.scan)) outcome.then.push_back(std::move(*next));
  return outcome;
}

}  // namespace

Result<void> reread_scan(const Library& library, const JobRow& job, const std::string& worker,
                         const std::function<bool()>& keep_going) {
  const fs::path work = library.work_folder(fmt::format("{}-{}", job.id, job.attempts));
  const auto outcome = [&] {
    JobWatch watch(library, job, worker, keep_going);
    return read_again(library, job, work, watch);
  }();
  Result<void> finished = outcome ? library.jobs.finish(job, worker, *outcome)
                                  : Result<void>(tl::make_unexpected(outcome.error()));
  if (!finished && outcome && outcome->error_code.empty())
    TRY(library.blobs.remove_package(outcome->scan.id, outcome->scan.package));
  // The scan may have been removed while its new package was on its way in.
  if (!finished && finished.error().slug == "job_gone") TRY(library.blobs.remove_scan(job.scan_id));
  TRY(remove_tree(work));
  return finished;
}

}  // namespace scanetrix
