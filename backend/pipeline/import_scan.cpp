// SPDX-License-Identifier: Apache-2.0
#include "pipeline/import_scan.h"

#include <boost/json.hpp>

#include "base/hash.h"
#include "pipeline/decode_job.h"
#include "pipeline/reconstruct_scan.h"
#include "upload/pack.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

struct KeptOriginal {
  std::string name;  ///< For a download.
  std::string path;  ///< As it was uploaded; empty: a ZIP of several.
};

/// Puts the very bytes that were uploaded beside the package.
Result<KeptOriginal> keep_original(const Library& library, const JobRow& job,
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
    return KeptOriginal{fs::path(entries[0].name).filename().string(), entries[0].name};
  }
  TRY(pack_zip(entries, package / "original"));
  return KeptOriginal{scan.name + ".zip", ""};
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
          .light_box_json = scan.light_box_json,
          .spacing_json = scan.spacing_json,
          .anchor_file = scan.anchor_file,
          .anchor_number = scan.anchor_number,
          .created_at = now_ms()};
}

Result<ScanRow> store_scan(const Library& library, const JobRow& job, const std::vector<UploadFileRow>& files,
                           const IngestedScan& scan, const fs::path& package, std::size_t number) {
  ScanRow row = describe_scan(job, scan, scan_id_of(job.id, number));
  const KeptOriginal original = TRY(keep_original(library, job, files, scan, package));
  row.original_name = original.name;
  row.original_path = original.path;
  row.stored_bytes = BlobStore::size_of(package);
  TRY(library.blobs.put_scan(row.id, package));
  return row;
}

/// All that happens before the outcome is written.
Result<IngestOutcome> ingest_upload(const Library& library, const JobRow& job, const fs::path& work,
                                    JobWatch& watch) {
  const auto failed = [](const JobFailure& why) {
    return IngestOutcome{.error_code = why.code, .error_detail = why.detail};
  };
  if (const auto why = given_up(job)) return failed(*why);
  const std::vector<UploadFileRow> files = TRY(library.uploads.files(job.upload_id));
  IngestOrder order;
  for (const UploadFileRow& file : files)
    order.files.push_back({file.path, library.staging.file_path(job.upload_id, file.number)});

  const auto decoded = TRY(decode_in_sandbox(library, std::move(order), work, watch));
  if (!decoded) return failed(decoded.error());

  IngestOutcome outcome{
      .refused = decoded->refused, .error_code = decoded->error_code, .error_detail = decoded->error_detail};
  for (std::size_t n = 0; n < decoded->scans.size(); ++n) {
    outcome.scans.push_back(
        TRY(store_scan(library, job, files, decoded->scans[n], work / "out" / decoded->scans[n].folder, n)));
    if (auto next = automatic_reconstruction(library, outcome.scans.back()))
      outcome.then.push_back(std::move(*next));
  }
  return outcome;
}

}  // namespace

Result<void> import_scan(const Library& library, const JobRow& job, const std::string& worker,
                         const std::function<bool()>& keep_going) {
  // A folder of this try's own: a worker that was thought dead may still be at the one before.
  const fs::path work = library.work_folder(fmt::format("{}-{}", job.id, job.attempts));

  // 1. Decoded in a child that may crash; 2. packages and originals into the blob store.
  const auto outcome = [&] {
    JobWatch watch(library, job, worker, keep_going);
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

}  // namespace scanetrix
