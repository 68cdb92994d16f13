// SPDX-License-Identifier: Apache-2.0
#include "pipeline/segment_scan.h"

#include <boost/json.hpp>

#include "models/model_lattice.h"
#include "pipeline/derive_scan.h"
#include "pipeline/known_models.h"
#include "pipeline/run_infer.h"
#include "pipeline/scan_volumes.h"
#include "store/stored_volume.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr std::string_view kPrefix = "model-";  ///< Of the ids of what models made.
constexpr std::int64_t kLargestFile = std::int64_t{17}
                                      << 30;  // A level of 4 GiB as float32, hardly compressed.

/// Stages take about these seconds, of 300 slices; the network's own differ by a hundred.
StageShares shares() {
  return {{"reading", 3}, {"segmenting", 60}, {"pyramid", 6}, {"storing", 3}};
}

Result<void> lay_out(const fs::path& zarr, const InstalledModel& model, const fs::path& work) {
  TRY(remove_tree(work));
  TRY(make_directories(work / "out"));
  TRY(lend_volume(zarr, model_input_zarr(work)));
  for (const char* name : {"model.ts", "metadata.json", "inference.json"}) {
    std::error_code error;
    fs::copy_file(model.folder / name, work / "in" / name, error);
    if (error == std::errc::no_such_file_or_directory)
      return fail(ErrorCode::not_found, "no_such_model", "The model was removed.");
    if (error) return fail(ErrorCode::unavailable, "cannot hand over a model: " + error.message());
  }
  return write_model_order({.task = ModelTask::run, .fallback_name = model.description.name}, work);
}

/// The result, where add_made_volumes() looks for it.
Result<SeriesVolume> made_volume(const InstalledModel& model, const SeriesVolume& source,
                                 const ModelReport& report, const fs::path& work) {
  const ModelDescription& description = model.description;
  const std::string id = std::string(kPrefix) + model.id;
  std::error_code error;
  fs::rename(model_result_zarr(work).parent_path(), work / "out" / id, error);
  if (error) return fail(ErrorCode::internal, "the network's process left no volume");
  SeriesVolume made = TRY(open_stored_volume(work / "out" / id / "zarr"));
  if (made.form.geometry.shape != source.form.geometry.shape)
    return fail(ErrorCode::internal, "the network's result is not on its source's voxels");
  made.id = id;
  made.form.geometry = source.form.geometry;
  made.how = fmt::format("{} by the model {}{} (sha256 {}) on the volume \"{}\".",
                         description.makes_labels() ? "Segmented" : "Made", description.name,
                         description.version.empty() ? "" : " " + description.version,
                         model.sha256.substr(0, 12), source.id);
  for (const std::string& note : report.notes) made.how += " " + note;
  made.model = description.name;
  made.model_version = description.version;
  made.parameters = {
      {"modelId", model.id}, {"modelSha256", model.sha256}, {"modelLicense", description.license}};
  if (!description.makes_labels()) return made;
  made.form.kind = VolumeKind::labels;
  made.name = description.name;
  made.labels = description.labels;
  made.labels_of = source.id;
  return made;
}

Result<ScanOutcome> segment(const Library& library, const JobRow& job, ScanRow scan, const fs::path& work,
                            JobWatch& watch) {
  const SegmentParameters wanted = TRY(segment_parameters_from(job.parameters_json));
  const auto model = installed_models(library.config).find(wanted.model);
  if (!model) return tl::make_unexpected(model.error());
  const auto volumes = TRY(volumes_of(scan));
  const SeriesVolume* source = find_source(volumes, wanted.volume);
  if (source == nullptr)
    return fail(ErrorCode::not_found, "no_such_volume", "The scan has no such volume any more.");
  TRY(check_suits(model->description, *source));

  const fs::path package = library.blobs.package_folder(scan.id, scan.package);
  TRY(lay_out(package / "volumes" / source->id / "zarr", *model, work));
  const SandboxLimits limits{.memory_bytes = library.config.reconstruct_memory_mb << 20,
                             .file_bytes = kLargestFile,
                             .wall_clock = std::chrono::seconds(library.config.reconstruct_timeout_s)};
  const ModelReport report = TRY(run_model(
      work, limits, [&](std::string_view stage, double fraction) { watch.report(stage, fraction); },
      [&] { return watch.go_on(); }));
  const SeriesVolume made = TRY(made_volume(*model, *source, report, work));
  WatchProgress progress(watch);
  TRY(add_made_volumes(
      library, scan, source->id, {made}, [&](const SeriesVolume& old) { return old.id == made.id; }, work,
      progress));
  return ScanOutcome{.scan = std::move(scan)};
}

}  // namespace

std::string to_text(const SegmentParameters& parameters) {
  return json::serialize(json::object{{"model", parameters.model}, {"volume", parameters.volume}});
}

Result<SegmentParameters> segment_parameters_from(const std::string& text) {
  try {
    const json::value value = json::parse(text);
    return SegmentParameters{json::value_to<std::string>(value.at("model")),
                             json::value_to<std::string>(value.at("volume"))};
  } catch (const std::exception&) {  // Boost.JSON's.
    return fail(ErrorCode::internal, "the parameters of a segmentation cannot be read");
  }
}

Result<void> check_suits(const ModelDescription& model, const SeriesVolume& source) {
  const VolumeForm& form = source.form;
  if (form.kind != VolumeKind::image)
    return fail(ErrorCode::unsupported, "not_an_image",
                "The volume does not hold measured values; a model needs them.");
  if (form.channels != 1)
    return fail(ErrorCode::unsupported, "not_scalar",
                "The volume is in colour; a model needs one value a voxel.");
  if (form.time_points != 1 || source.cine)
    return fail(ErrorCode::unsupported, "time_series", "The volume is over time; a model needs one moment.");
  TRY(model_lattice(form.geometry, model.prepare));
  return {};
}

Result<void> segment_scan(const Library& library, const JobRow& job, const std::string& worker,
                          const std::function<bool()>& keep_going) {
  return derive_scan(library, job, worker, keep_going, shares(), "model", segment);
}

bool is_of_model(std::string_view volume_id) {
  return volume_id.starts_with(kPrefix);
}

Result<void> remove_of_model(const Library& library, const std::string& user_id, const std::string& scan_id,
                             const std::string& volume_id) {
  return remove_made_volumes(library, user_id, scan_id,
                             [&](const SeriesVolume& volume) { return volume.id == volume_id; });
}

}  // namespace scanetrix
