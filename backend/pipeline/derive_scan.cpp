// SPDX-License-Identifier: Apache-2.0
#include "pipeline/derive_scan.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/id.h"
#include "base/log.h"
#include "pipeline/derived_package.h"
#include "pipeline/package.h"
#include "pipeline/scan_volumes.h"
#include "store/ome_zarr.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

ScanOutcome failed(std::string code, std::string detail) {
  return {.error_code = std::move(code), .error_detail = std::move(detail)};
}

/// The volume as the scan's row will have it: as its source, but for what is its own.
Result<json::object> describe_made(const json::object& source, const SeriesVolume& made, const fs::path& zarr,
                                   Progress& progress) {
  Series series;
  series.inverted = made.form.kind == VolumeKind::image && source.at("inverted").as_bool();
  json::object facts = json::parse(TRY(describe_stored_volume(series, made, zarr, progress))).as_object();
  if (made.form.kind != VolumeKind::image) return facts;
  // What its values need, and what somebody entered, holds for it too.
  if (const json::value* known = source.at("provenance").as_object().if_contains("parameters")) {
    json::object& parameters = facts.at("provenance").at("parameters").as_object();
    for (const auto& member : known->as_object()) parameters.emplace(member.key(), member.value());
  }
  // Seen in turn with its source, it must look the same where it is the same.
  if (made.reconstructed_from.empty()) return facts;
  facts["window"] = source.at("window");
  facts["windows"] = source.at("windows");
  return facts;
}

/// Puts what was made into the new package and says what the scan's row must know of it.
Result<void> add_made(const json::object& source, const SeriesVolume& made, const std::string& scan_name,
                      const fs::path& work, const fs::path& package, json::array& listed,
                      Progress& progress) {
  const fs::path zarr = work / "out" / made.id / "zarr";
  TRY(write_group_metadata(made, scan_name, zarr));
  listed.push_back(TRY(describe_made(source, made, zarr, progress)));
  std::error_code error;
  fs::rename(work / "out" / made.id, package / "volumes" / made.id, error);
  if (error) return fail(ErrorCode::unavailable, "cannot take a volume in: " + error.message());
  return {};
}

Result<std::int64_t> stored_bytes(const Library& library, const std::string& scan_id,
                                  const fs::path& package) {
  std::error_code error;
  const auto original = fs::file_size(library.blobs.scan_folder(scan_id) / "original", error);
  if (error) return fail(ErrorCode::unavailable, "cannot read the size of an original: " + error.message());
  return BlobStore::size_of(package) + static_cast<std::int64_t>(original);
}

/// Gives the scan the package at `package`, whose volumes `listed` describes.
Result<void> take_package(const Library& library, ScanRow& scan, const json::array& listed,
                          const fs::path& package) {
  scan.stored_bytes = TRY(stored_bytes(library, scan.id, package));
  scan.volumes_json = json::serialize(listed);
  scan.package = new_id();  // Of this try alone: another's may lie there already.
  return library.blobs.put_package(scan.id, scan.package, package);
}

/// Ids of the volumes that go, and of those that lie on their voxels.
Result<std::set<std::string>> going(const ScanRow& scan, const GoesWhen& goes) {
  const auto volumes = TRY(volumes_of(scan));
  std::set<std::string> ids;
  for (const SeriesVolume& volume : volumes)
    if (goes(volume)) ids.insert(volume.id);
  for (std::size_t before = 0; before != ids.size();) {
    before = ids.size();
    for (const SeriesVolume& volume : volumes)
      if (ids.contains(volume.labels_of) || ids.contains(volume.uncertainty_of)) ids.insert(volume.id);
  }
  return ids;
}

/// Entries of the row that stay. Their bytes stay where they were: "zarrRevision" says since when, and their
/// address with them.
json::array staying(const ScanRow& scan, const std::set<std::string>& go) {
  json::array kept;
  const json::value listed = json::parse(scan.volumes_json);
  for (const json::value& facts : listed.as_array()) {
    if (go.contains(json::value_to<std::string>(facts.at("id")))) continue;
    kept.push_back(facts);
    kept.back().as_object().emplace("zarrRevision", scan.revision);  // Unless there is an older one.
  }
  return kept;
}

const json::object& entry_of(const json::array& listed, const std::string& id) {
  for (const json::value& facts : listed)
    if (facts.at("id").as_string() == id) return facts.as_object();
  std::abort();  // It was found in the same text.
}

/// Whether trying again later may help, or is none of the scan's.
bool may_pass(const Error& error) {
  return error.code == ErrorCode::cancelled || (error.code == ErrorCode::unavailable && error.slug.empty());
}

Result<ScanOutcome> one_try(const Library& library, const JobRow& job, const fs::path& work, JobWatch& watch,
                            std::string_view what, Deriving deriving) {
  if (const auto why = given_up(job)) return failed(why->code, why->detail);
  auto found = library.scans.find(job.user_id, job.scan_id);
  if (!found && found.error().code == ErrorCode::not_found)
    return fail(ErrorCode::cancelled, "job_gone", "The scan was removed.");
  auto made = deriving(library, job, TRY(std::move(found)), work, watch);
  if (made || may_pass(made.error())) return made;
  const Error& error = made.error();
  log(LogLevel::warning, "not_derived", {{"job", job.id}, {"kind", job.kind}, {"reason", error.message}});
  if (error.slug.empty())
    return failed("failed",
                  fmt::format("The {} failed. The scan is as it was; the server's log says more.", what));
  return failed(std::string(error.slug), error.message);
}

}  // namespace

Result<void> lend_volume(const fs::path& zarr, const fs::path& to) {
  TRY(make_directories(to));
  TRY(link_tree(zarr / "0", to / "0"));
  std::error_code error;
  fs::copy_file(zarr / "zarr.json", to / "zarr.json", error);
  if (error) return fail(ErrorCode::unavailable, "cannot hand over a volume: " + error.message());
  return {};
}

Result<void> add_made_volumes(const Library& library, ScanRow& scan, const std::string& source_id,
                              const std::vector<SeriesVolume>& made, const GoesWhen& goes,
                              const fs::path& work, Progress& progress) {
  const fs::path package = work / "package";
  const auto go = TRY(going(scan, goes));
  TRY(derive_package(library.blobs.package_folder(scan.id, scan.package), package,
                     [&](const std::string& id) { return !go.contains(id); }));
  json::array listed = staying(scan, go);
  const json::object source = entry_of(listed, source_id);
  for (const SeriesVolume& volume : made)
    TRY(add_made(source, volume, scan.name, work, package, listed, progress));
  if (progress.cancelled()) return fail(ErrorCode::cancelled, "The work was stopped.");
  return take_package(library, scan, listed, package);
}

Result<void> remove_made_volumes(const Library& library, const std::string& user_id,
                                 const std::string& scan_id, const GoesWhen& goes) {
  ScanRow scan = TRY(library.scans.find(user_id, scan_id));
  const auto go = TRY(going(scan, goes));
  if (go.empty()) return fail(ErrorCode::not_found, "This scan has no such volume.");
  const fs::path work = library.work_folder(new_id());
  const auto replaced = [&]() -> Result<ScanRow> {
    TRY(derive_package(library.blobs.package_folder(scan.id, scan.package), work,
                       [&](const std::string& id) { return !go.contains(id); }));
    TRY(take_package(library, scan, staying(scan, go), work));
    return library.scans.replace(user_id, scan);
  }();
  TRY(remove_tree(work));
  if (replaced) return {};
  TRY(library.blobs.remove_package(scan.id, scan.package));
  return tl::make_unexpected(replaced.error());
}

Result<void> derive_scan(const Library& library, const JobRow& job, const std::string& worker,
                         const std::function<bool()>& keep_going, StageShares shares, std::string_view what,
                         Deriving deriving) {
  const fs::path work = library.work_folder(fmt::format("{}-{}", job.id, job.attempts));
  const auto outcome = [&] {
    JobWatch watch(library, job, worker, keep_going, std::move(shares));
    return one_try(library, job, work, watch, what, deriving);
  }();
  Result<void> finished = outcome ? library.jobs.finish(job, worker, *outcome)
                                  : Result<void>(tl::make_unexpected(outcome.error()));
  if (!finished && outcome && outcome->error_code.empty())
    TRY(library.blobs.remove_package(outcome->scan.id, outcome->scan.package));
  // The scan may have been removed while its new package was on its way in.
  if (!finished && finished.error().slug == "job_gone") TRY(library.blobs.remove_scan(job.scan_id));
  // Earlier tries were killed, or are another worker's that has lost the job.
  for (int attempt = 1; attempt <= job.attempts; ++attempt)
    TRY(remove_tree(library.work_folder(fmt::format("{}-{}", job.id, attempt))));
  return finished;
}

}  // namespace scanetrix
