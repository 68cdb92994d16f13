// SPDX-License-Identifier: Apache-2.0
#include "pipeline/reconstruct_scan.h"

#include <array>
#include <boost/json.hpp>

#include "base/id.h"
#include "base/log.h"
#include "pipeline/decode_job.h"
#include "pipeline/derived_package.h"
#include "pipeline/package.h"
#include "pipeline/reconstruction.h"
#include "pipeline/run_infer.h"
#include "pipeline/scan_volumes.h"
#include "reconstruct/offer.h"
#include "store/ome_zarr.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr auto kKind = "reconstruct";
// A level of the largest result (six times 4 GiB), hardly compressed.
constexpr std::int64_t kLargestFile = std::int64_t{34} << 30;

ScanOutcome failed(std::string code, std::string detail) {
  return {.error_code = std::move(code), .error_detail = std::move(detail)};
}

bool is_made(const std::string& volume_id) {
  return volume_id == "reconstructed" || volume_id == "uncertainty";
}

/// How far the whole is: stages take about these seconds, of 300 slices, and refining as long as is allowed.
StageShares shares_of(const ReconstructParameters& parameters) {
  return {{"checking", 3},
          {"refining", parameters.refine_seconds},
          {"reconstructing", 20},
          {"pyramid", 8},
          {"storing", 3}};
}

class WatchProgress final : public Progress {
 public:
  explicit WatchProgress(JobWatch& watch) : watch_(watch) {}
  void report(std::string_view stage, double fraction) override { watch_.report(stage, fraction); }
  [[nodiscard]] bool cancelled() const override { return !watch_.go_on(); }

 private:
  JobWatch& watch_;
};

/// Lends the child the full resolution of the stored volume.
Result<void> lay_out(const fs::path& zarr, const ReconstructionOrder& order, const fs::path& work) {
  TRY(remove_tree(work));
  TRY(make_directories(input_zarr(work)));
  TRY(make_directories(work / "out"));
  TRY(link_tree(zarr / "0", input_zarr(work) / "0"));
  std::error_code error;
  fs::copy_file(zarr / "zarr.json", input_zarr(work) / "zarr.json", error);
  if (error) return fail(ErrorCode::unavailable, "cannot hand over a volume: " + error.message());
  return write_order(order, work);
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

/// Entries of the row that are not of an earlier reconstruction. Their bytes stay where they were:
/// "zarrRevision" says since when, and their address with them.
json::array acquired_only(const ScanRow& scan) {
  json::array kept;
  const json::value listed = json::parse(scan.volumes_json);
  for (const json::value& facts : listed.as_array()) {
    if (is_made(json::value_to<std::string>(facts.at("id")))) continue;
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

SandboxLimits limits_of(const Config& config) {
  return {.memory_bytes = config.reconstruct_memory_mb << 20,
          .file_bytes = kLargestFile,
          .wall_clock = std::chrono::seconds(config.reconstruct_timeout_s)};
}

/// The scan as it will be, its package in place; or why not.
Result<ScanOutcome> make(const Library& library, const JobRow& job, ScanRow scan, const fs::path& work,
                         JobWatch& watch) {
  const ReconstructParameters wanted = TRY(reconstruct_parameters_from(job.parameters_json));
  const auto volumes = TRY(volumes_of(scan));
  const SeriesVolume* source = find_source(volumes, wanted.volume);
  if (source == nullptr) return failed("no_such_volume", "The scan has no such volume any more.");
  const auto offer = reconstruction_offer(*source, TRY(warnings_of(scan)));
  if (!offer) return failed(std::string(offer.error().slug), offer.error().message);

  const fs::path old_package = library.blobs.package_folder(scan.id, scan.package);
  const ReconstructionOrder order = order_for(*source, offer->factor, wanted.mode, wanted.refine_seconds);
  TRY(lay_out(old_package / "volumes" / source->id / "zarr", order, work));
  const auto report = run_infer(
      work, limits_of(library.config),
      [&](std::string_view stage, double fraction) { watch.report(stage, fraction); },
      [&] { return watch.go_on(); });
  if (!report) return tl::make_unexpected(report.error());

  WatchProgress progress(watch);
  const fs::path package = work / "package";
  TRY(derive_package(old_package, package, [](const std::string& id) { return !is_made(id); }));
  json::array listed = acquired_only(scan);
  const json::object acquired = entry_of(listed, source->id);
  for (const SeriesVolume& made : TRY(made_volumes(work, *source, order, *report)))
    TRY(add_made(acquired, made, scan.name, work, package, listed, progress));
  if (progress.cancelled()) return fail(ErrorCode::cancelled, "The work was stopped.");
  TRY(take_package(library, scan, listed, package));
  return ScanOutcome{.scan = std::move(scan)};
}

/// Whether trying again later may help, or is none of the scan's.
bool may_pass(const Error& error) {
  return error.code == ErrorCode::cancelled || (error.code == ErrorCode::unavailable && error.slug.empty());
}

Result<ScanOutcome> reconstruct(const Library& library, const JobRow& job, const fs::path& work,
                                JobWatch& watch) {
  if (const auto why = given_up(job)) return failed(why->code, why->detail);
  auto found = library.scans.find(job.user_id, job.scan_id);
  if (!found && found.error().code == ErrorCode::not_found)
    return fail(ErrorCode::cancelled, "job_gone", "The scan was removed.");
  auto made = make(library, job, TRY(std::move(found)), work, watch);
  if (made || may_pass(made.error())) return made;
  const Error& error = made.error();
  log(LogLevel::warning, "not_reconstructed", {{"job", job.id}, {"reason", error.message}});
  if (error.slug.empty())
    return failed("failed", "The reconstruction failed. The scan is as it was; the server's log says more.");
  return failed(std::string(error.slug), error.message);
}

}  // namespace

std::string to_text(const ReconstructParameters& parameters) {
  return json::serialize(json::object{{"volume", parameters.volume},
                                      {"mode", name_of(parameters.mode)},
                                      {"refineSeconds", parameters.refine_seconds}});
}

Result<ReconstructParameters> reconstruct_parameters_from(const std::string& text) {
  try {
    const json::value value = json::parse(text);
    const auto mode = reconstruction_mode_named(json::value_to<std::string>(value.at("mode")));
    if (mode)
      return ReconstructParameters{.volume = json::value_to<std::string>(value.at("volume")),
                                   .mode = *mode,
                                   .refine_seconds = value.at("refineSeconds").to_number<int>()};
  } catch (const std::exception&) {  // Boost.JSON's.
  }
  return fail(ErrorCode::internal, "the parameters of a reconstruction cannot be read");
}

Result<void> reconstruct_scan(const Library& library, const JobRow& job, const std::string& worker,
                              const std::function<bool()>& keep_going) {
  const fs::path work = library.work_folder(fmt::format("{}-{}", job.id, job.attempts));
  const auto outcome = [&] {
    const auto parameters = reconstruct_parameters_from(job.parameters_json);
    JobWatch watch(library, job, worker, keep_going,
                   shares_of(parameters ? *parameters : ReconstructParameters{}));
    return reconstruct(library, job, work, watch);
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

Result<void> remove_reconstruction(const Library& library, const std::string& user_id,
                                   const std::string& scan_id) {
  ScanRow scan = TRY(library.scans.find(user_id, scan_id));
  const json::array listed = acquired_only(scan);
  if (listed.size() == json::parse(scan.volumes_json).as_array().size())
    return fail(ErrorCode::not_found, "This scan has no reconstruction.");
  const fs::path work = library.work_folder(new_id());
  const auto replaced = [&]() -> Result<ScanRow> {
    TRY(derive_package(library.blobs.package_folder(scan.id, scan.package), work,
                       [](const std::string& id) { return !is_made(id); }));
    TRY(take_package(library, scan, listed, work));
    return library.scans.replace(user_id, scan);
  }();
  TRY(remove_tree(work));
  if (replaced) return {};
  TRY(library.blobs.remove_package(scan.id, scan.package));
  return tl::make_unexpected(replaced.error());
}

std::optional<FollowUp> automatic_reconstruction(const Library& library, const ScanRow& scan) {
  if (library.config.reconstruct != "auto") return std::nullopt;
  const auto state = reconstruction_state(scan);
  if (!state) {
    log(LogLevel::error, "reconstruction_unknown", {{"scan", scan.id}, {"reason", state.error().message}});
    return std::nullopt;
  }
  if (state->is != ReconstructionState::Is::offered) return std::nullopt;
  return FollowUp{scan.id, kKind, to_text({.volume = state->volume})};
}

}  // namespace scanetrix
