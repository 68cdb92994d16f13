// SPDX-License-Identifier: Apache-2.0
#include "serve/volume_handlers.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <mutex>

#include "ingest/detect_light_box.h"
#include "pipeline/reconstruct_scan.h"
#include "pipeline/segment_scan.h"
#include "serve/asked_volume.h"
#include "serve/export_volume.h"
#include "serve/problem.h"
#include "serve/static_files.h"
#include "serve/wire.h"
#include "store/ome_zarr.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

/// A file of a volume's OME-Zarr tree.
Response zarr_file(const Request& request, const fs::path& zarr, std::string_view cache_control) {
  const std::string& path = request.path_value("path");
  // Every name in a group is made of these; anything else leads nowhere.
  if (path.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789./") != path.npos ||
      path.find("..") != path.npos || path.starts_with('/'))
    return problem(404, "not_found", "The volume has no such part.");
  return file_response(request, zarr / path,
                       path.ends_with(".json") ? "application/json" : "application/octet-stream",
                       cache_control);
}

/// Since which revision a volume's bytes are what they are now: where the scan was given more volumes since,
/// the others' files only have further names.
int unchanged_since(const ScanRow& scan, const std::string& volume_id) {
  const json::value volumes = json::parse(scan.volumes_json);
  for (const json::value& volume : volumes.as_array())
    if (volume.at("id").as_string() == volume_id)
      if (const json::value* since = volume.as_object().if_contains("zarrRevision"))
        return since->to_number<int>();
  return scan.revision;
}

/// The package that has a volume as it was at a revision, as long as it is there.
Result<std::string> package_of(const ScanRow& scan, const std::string& volume_id,
                               const std::string& revision_text, const Library& library) {
  int revision = -1;
  const char* end = revision_text.data() + revision_text.size();
  const auto [stopped, error] = std::from_chars(revision_text.data(), end, revision);
  if (error == std::errc{} && stopped == end && revision <= scan.revision &&
      revision >= unchanged_since(scan, volume_id))
    return scan.package;
  if (error == std::errc{} && stopped == end && revision >= 0 && revision < scan.revision)
    if (const auto replaced = TRY(library.scans.replaced_package(scan.id, revision)))
      return replaced->package;
  return fail(ErrorCode::not_found, "revision_gone",
              "The scan was read again since. Ask for it anew; what you want is under its new revision.");
}

/// A whole number from 1 on in the query. \error bad_input
Result<int> count_in(const Request& request, std::string_view name) {
  constexpr int kMost = 100;
  const auto given = TRY(number_in(request, name));
  if (!given || *given != std::floor(*given) || *given < 1 || *given > kMost)
    return fail(ErrorCode::bad_input, "validation_failed",
                fmt::format("\"{}\" must be a whole number from 1 to {}.", name, kMost));
  return static_cast<int>(*given);
}

/// Measured as ingest does, on the same pixels.
Result<json::object> cut_light_box(const Request& request, const VolumeFacts& facts) {
  const int rows = TRY(count_in(request, "rows"));
  const int columns = TRY(count_in(request, "columns"));
  const Shape& shape = facts.volume.form.geometry.shape;
  if (shape.z != 1 || facts.volume.form.time_points != 1)
    return fail(ErrorCode::bad_input, "not_one_picture", "This scan is no single picture.");
  // A large picture takes some hundred MB for a moment: once, not once a thread.
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  const ZarrReader reader = TRY(ZarrReader::open(facts.zarr / "0"));
  const auto gray = gray_of(reader.type(), reader.channels(), TRY(reader.read({0, 0, 0}, shape)));
  const auto box = measure_light_box({shape.x, shape.y, gray}, rows, columns);
  if (!box)
    return fail(ErrorCode::bad_input, "unsuitable_light_box",
                fmt::format("A picture of {} × {} pixels cannot be cut into {} rows of {} slices.", shape.x,
                            shape.y, rows, columns));
  const auto side = [](const TileRow& row) {
    return json::object{{"first", row.first}, {"size", row.tile}, {"gutter", row.gutter}};
  };
  return json::object{{"rows", rows},
                      {"columns", columns},
                      {"down", side(box->down)},
                      {"across", side(box->across)},
                      {"blank", json::value_from(box->blank)}};
}

/// Whether a download's name must tell it from what was acquired.
bool says_what_it_is(const SeriesVolume& volume) {
  return volume.form.kind != VolumeKind::image || !volume.reconstructed_from.empty();
}

}  // namespace

Response get_zarr(const Request& request, const Services& services) {
  const auto scan = own_scan(request, services);
  if (!scan) return problem(scan.error());
  const auto volume = find_volume(*scan, request.path_value("volume"), services.library);
  if (!volume) return problem(volume.error());
  return zarr_file(request, volume->zarr, kAskAgain);
}

Response get_zarr_of_revision(const Request& request, const Services& services) {
  const auto scan = own_scan(request, services);
  if (!scan) return problem(scan.error());
  const std::string& volume = request.path_value("volume");
  const auto package = package_of(*scan, volume, request.path_value("revision"), services.library);
  if (!package) return problem(package.error());
  if (volume.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != volume.npos)
    return problem(404, "not_found", "This scan has no such volume.");
  return zarr_file(request,
                   services.library.blobs.package_folder(scan->id, *package) / "volumes" / volume / "zarr",
                   kForEver);
}

Response delete_volume(const Request& request, const Services& services) {
  const auto scan = own_scan(request, services);
  if (!scan) return problem(scan.error());
  const std::string& id = request.path_value("volume");
  const auto volume = find_volume(*scan, id, services.library);
  if (!volume) return problem(volume.error());
  const bool is_models = is_of_model(id);
  if (id != "reconstructed" && !is_models)
    return problem(
        422, "not_removable",
        "Only what was made can be taken away: a reconstruction, with its uncertainty, or what a model "
        "made. What was acquired stays as long as its scan.");
  const auto removed = is_models ? remove_of_model(services.library, request.user_id(), scan->id, id)
                                 : remove_reconstruction(services.library, request.user_id(), scan->id);
  return removed ? Response(204) : problem(removed.error());
}

Response get_light_box(const Request& request, const Services& services) {
  const auto scan = own_scan(request, services);
  if (!scan) return problem(scan.error());
  const auto volume = find_volume(*scan, "original", services.library);
  if (!volume) return problem(volume.error());
  const auto cut = cut_light_box(request, *volume);
  return cut ? json_response(200, *cut) : problem(cut.error());
}

Response get_original(const Request& request, const Services& services) {
  const auto scan = own_scan(request, services);
  if (!scan) return problem(scan.error());
  return file_response(request, services.library.blobs.scan_folder(scan->id) / "original",
                       "application/octet-stream", kForEver)
      .with("Content-Disposition", attachment(scan->original_name));
}

Response export_scan(const Request& request, const Services& services) {
  const auto scan = own_scan(request, services);
  if (!scan) return problem(scan.error());
  const auto format = export_format_named(request.query_value("format").value_or(""));
  if (!format)
    return problem(std::vector<FieldError>{
        {"format", R"(This server exports "nifti", "nrrd", "dicom" and "ome-zarr".)"}});
  const auto volume =
      find_volume(*scan, request.query_value("volume").value_or("original"), services.library);
  if (!volume) return problem(volume.error());
  auto file = export_volume(*scan, *volume, *format, fs::path(services.library.config.data_dir) / "work");
  if (!file) return problem(file.error());
  Response response(200);
  response.with("Content-Type", "application/octet-stream")
      .with("Cache-Control", "no-store")
      .with("Content-Disposition",
            attachment(scan->name + (says_what_it_is(volume->volume) ? " " + volume->volume.id : "") +
                       std::string(suffix_of(*format))));
  response.body = std::move(*file);
  return response;
}

}  // namespace scanetrix
