// SPDX-License-Identifier: Apache-2.0
#include "pipeline/reconstruct_scan.h"

#include <boost/json.hpp>

#include "base/log.h"
#include "pipeline/derive_scan.h"
#include "pipeline/reconstruction.h"
#include "pipeline/run_infer.h"
#include "pipeline/scan_volumes.h"
#include "reconstruct/offer.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr auto kKind = "reconstruct";
constexpr std::string_view kWhat = "reconstruction";
// A level of the largest result (six times 4 GiB), hardly compressed.
constexpr std::int64_t kLargestFile = std::int64_t{34} << 30;

bool is_made(const SeriesVolume& volume) {
  return volume.id == "reconstructed" || volume.id == "uncertainty";
}

/// How far the whole is: stages take about these seconds, of 300 slices, and refining as long as is allowed.
StageShares shares_of(const ReconstructParameters& parameters) {
  return {{"checking", 3},
          {"refining", parameters.refine_seconds},
          {"reconstructing", 20},
          {"pyramid", 8},
          {"storing", 3}};
}

/// Lends the child the full resolution of the stored volume.
Result<void> lay_out(const fs::path& zarr, const ReconstructionOrder& order, const fs::path& work) {
  TRY(remove_tree(work));
  TRY(make_directories(work / "out"));
  TRY(lend_volume(zarr, input_zarr(work)));
  return write_order(order, work);
}

SandboxLimits limits_of(const Config& config) {
  return {.memory_bytes = config.reconstruct_memory_mb << 20,
          .file_bytes = kLargestFile,
          .wall_clock = std::chrono::seconds(config.reconstruct_timeout_s)};
}

Result<ScanOutcome> reconstruct(const Library& library, const JobRow& job, ScanRow scan, const fs::path& work,
                                JobWatch& watch) {
  const ReconstructParameters wanted = TRY(reconstruct_parameters_from(job.parameters_json));
  const auto volumes = TRY(volumes_of(scan));
  const SeriesVolume* source = find_source(volumes, wanted.volume);
  if (source == nullptr)
    return fail(ErrorCode::not_found, "no_such_volume", "The scan has no such volume any more.");
  const auto offer = TRY(reconstruction_offer(*source, TRY(warnings_of(scan))));

  const fs::path package = library.blobs.package_folder(scan.id, scan.package);
  const ReconstructionOrder order = order_for(*source, offer.factor, wanted.mode, wanted.refine_seconds);
  TRY(lay_out(package / "volumes" / source->id / "zarr", order, work));
  const auto report = TRY(run_infer(
      work, limits_of(library.config),
      [&](std::string_view stage, double fraction) { watch.report(stage, fraction); },
      [&] { return watch.go_on(); }));
  WatchProgress progress(watch);
  TRY(add_made_volumes(library, scan, source->id, TRY(made_volumes(work, *source, order, report)), is_made,
                       work, progress));
  return ScanOutcome{.scan = std::move(scan)};
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
  const auto parameters = reconstruct_parameters_from(job.parameters_json);
  return derive_scan(library, job, worker, keep_going,
                     shares_of(parameters ? *parameters : ReconstructParameters{}), kWhat, reconstruct);
}

Result<void> remove_reconstruction(const Library& library, const std::string& user_id,
                                   const std::string& scan_id) {
  return remove_made_volumes(library, user_id, scan_id, is_made);
}

static_assert(kMostReconstructRefineS == kMostRefineSeconds);

std::optional<FollowUp> automatic_reconstruction(const Library& library, const ScanRow& scan) {
  if (library.config.reconstruct != "auto") return std::nullopt;
  const auto state = reconstruction_state(scan);
  if (!state) {
    log(LogLevel::error, "reconstruction_unknown", {{"scan", scan.id}, {"reason", state.error().message}});
    return std::nullopt;
  }
  if (state->is != ReconstructionState::Is::offered) return std::nullopt;
  return FollowUp{scan.id, kKind,
                  to_text({.volume = state->volume,
                           .refine_seconds = static_cast<int>(library.config.reconstruct_refine_s)})};
}

}  // namespace scanetrix
