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

#include "base/hash.h"
#include "base/id.h"
#include "ingest/detect_light_box.h"
#include "pipeline/reconstruct_scan.h"
#include "pipeline/scan_volumes.h"
#include "pipeline/segment_scan.h"
#include "render/draw_slice.h"
#include "serve/problem.h"
#include "serve/static_files.h"
#include "serve/wire.h"
#include "store/export_nifti.h"
#include "store/export_nrrd.h"
#include "store/ome_zarr.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr int kMostPixels = 4096;

/// The scan's row, once it is known that the asker may see it. Its folder has that id and no other.
Result<ScanRow> own_scan(const Request& request, const Services& services) {
  const std::string& id = request.path_value("id");
  if (!is_id(id)) return fail(ErrorCode::not_found, "There is no such scan.");
  return services.library.scans.find(request.user_id(), id);
}

// What never changes under its name a client may keep. All else it must ask for again: after a scan was read
// again there are other bytes, and old and new do not go together.
constexpr std::string_view kForEver = "private, max-age=31536000, immutable";
constexpr std::string_view kAskAgain = "private, no-cache";

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

/// What is known of one volume of a scan, out of the JSON that was written at ingest.
struct VolumeFacts {
  SeriesVolume volume;  ///< Without its voxels.
  DisplayWindow window;
  bool inverted = false;
  fs::path zarr;
};

Result<VolumeFacts> find_volume(const ScanRow& scan, const std::string& volume_id, const Library& library) {
  const json::value volumes = json::parse(scan.volumes_json);
  for (const json::value& volume : volumes.as_array()) {
    if (volume.at("id").as_string() != volume_id) continue;
    VolumeFacts facts;
    facts.volume = volume_from(volume.as_object());
    facts.window = {"", volume.at("window").at("center").to_number<double>(),
                    volume.at("window").at("width").to_number<double>()};
    facts.inverted = volume.at("inverted").as_bool();
    facts.zarr = library.blobs.package_folder(scan.id, scan.package) / "volumes" / volume_id / "zarr";
    return facts;
  }
  return fail(ErrorCode::not_found, "This scan has no such volume.");
}

/// A finite number in the query, or nothing when it is not there. \error bad_input
Result<std::optional<double>> number_in(const Request& request, std::string_view name) {
  const auto text = request.query_value(name);
  if (!text) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size() || !std::isfinite(value))
    return fail(ErrorCode::bad_input, "validation_failed", fmt::format("\"{}\" must be a number.", name));
  return std::optional(value);
}

Result<Plane> parse_plane(const Request& request) {
  const std::string text = request.query_value("plane").value_or("axial");
  if (text == "axial") return Plane::axial;
  if (text == "coronal") return Plane::coronal;
  if (text == "sagittal") return Plane::sagittal;
  return fail(ErrorCode::bad_input, "validation_failed", "\"plane\" must be axial, coronal or sagittal.");
}

Result<std::int64_t> parse_index(const Request& request, std::int64_t count) {
  const auto given = TRY(number_in(request, "index"));
  if (!given) return count / 2;
  if (*given != std::floor(*given) || *given < 0 || *given >= static_cast<double>(count))
    return fail(ErrorCode::bad_input, "out_of_range",
                fmt::format("\"index\" must be a whole number from 0 to {} in this plane.", count - 1));
  return static_cast<std::int64_t>(*given);
}

/// Which time point is wanted: "time", counted from 0; the first when nothing is said.
Result<std::int64_t> parse_time(const Request& request, std::int64_t time_points) {
  const double time = TRY(number_in(request, "time")).value_or(0);
  if (time != std::floor(time) || time < 0 || time >= static_cast<double>(time_points))
    return fail(ErrorCode::bad_input, "out_of_range",
                fmt::format("\"time\" must be a whole number from 0 to {} in this volume.", time_points - 1));
  return static_cast<std::int64_t>(time);
}

/// How much of a picture was not acquired: "part" of a plane across slices of which some were made, the
/// "whole" of one that was; else empty.
std::string_view interpolation_of(const SeriesVolume& volume, int through, std::int64_t index) {
  const auto& made = volume.interpolated_slices;
  if (through != 2) return made.empty() ? "" : "part";
  return std::find(made.begin(), made.end(), index) == made.end() ? "" : "whole";
}

struct DrawnSlice {
  Bytes png;
  std::string_view interpolation;
};

Result<DrawnSlice> draw(const Request& request, const VolumeFacts& facts) {
  const SeriesVolume& volume = facts.volume;
  const VolumeForm& form = volume.form;
  const Plane plane = TRY(parse_plane(request));
  const PlaneAxes axes = plane_axes(form.geometry.ijk_to_lps, plane);
  const Shape& shape = form.geometry.shape;
  const std::array<std::int64_t, 3> size{shape.x, shape.y, shape.z};
  const std::int64_t index = TRY(parse_index(request, size[static_cast<std::size_t>(axes.through)]));
  const std::int64_t time = TRY(parse_time(request, form.time_points));
  DisplayWindow window = facts.window;
  window.center = TRY(number_in(request, "center")).value_or(window.center);
  window.width = TRY(number_in(request, "width")).value_or(window.width);
  if (window.width <= 0)
    return fail(ErrorCode::bad_input, "validation_failed", "\"width\" must be more than 0.");

  std::array<std::int64_t, 3> first{0, 0, 0};
  std::array<std::int64_t, 3> end = size;
  first[static_cast<std::size_t>(axes.through)] = index;
  end[static_cast<std::size_t>(axes.through)] = index + 1;
  const ZarrReader reader = TRY(ZarrReader::open(facts.zarr / "0"));
  const Bytes samples = TRY(reader.read({first[2], first[1], first[0]}, {end[2], end[1], end[0]}, time));
  const SliceVoxels slice{{end[2] - first[2], end[1] - first[1], end[0] - first[0]},
                          reader.type(),
                          reader.channels(),
                          form.slope,
                          form.intercept,
                          samples,
                          facts.inverted,
                          volume.labels};
  Picture picture = draw_slice(slice, axes, form.geometry.spacing_mm(), window, kMostPixels);
  const std::string_view interpolation = interpolation_of(volume, axes.through, index);
  if (interpolation == "whole") picture.comment = kMadeSlice;
  if (interpolation == "part")
    picture.comment = fmt::format("{} of {} slices that this plane crosses are interpolated.",
                                  volume.interpolated_slices.size(), shape.z);
  return DrawnSlice{TRY(encode_png(picture)), interpolation};
}

/// A file without a name, gone when its descriptor is closed.
Result<FileHandle> nameless_file(const fs::path& folder) {
  FileHandle file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!file) return fail(ErrorCode::unavailable, "cannot make a temporary file for an export");
  return file;
}

/// What a format puts before the voxels, and how it wants these.
struct ExportFormat {
  std::string_view name;
  std::string_view suffix;
  Bytes (*header)(const VolumeForm&, const std::optional<ExportNote>&);
  VolumeForm (*form)(const VolumeForm&);
  std::shared_ptr<const VoxelSource> (*voxels)(const VolumeForm&, std::shared_ptr<const VoxelSource>);
};

constexpr std::array kExportFormats{
    ExportFormat{"nifti", ".nii", nifti_header, [](const VolumeForm& form) { return form; },
                 [](const VolumeForm&, std::shared_ptr<const VoxelSource> voxels) { return voxels; }},
    ExportFormat{"nrrd", ".nrrd", nrrd_header, nrrd_form, nrrd_voxels},
};

/// The voxels of one slab, as the format wants them.
Result<void> write_slab(const FileHandle& file, const ExportFormat& format, const VolumeForm& form,
                        Bytes slab) {
  const std::size_t depth = slab.size() / form.slice_bytes();
  const auto voxels =
      format.voxels(form, std::make_shared<MemorySource>(depth, form.slice_bytes(), std::move(slab)));
  Bytes slice(format.form(form).slice_bytes());
  for (std::size_t k = 0; k < depth; ++k) {
    TRY(voxels->read_slice(0, static_cast<std::int64_t>(k), slice));
    TRY(write_all(file, slice));
  }
  return {};
}

/// The volume in a file without a name, slab by slab, so that memory stays small.
Result<FileBody> write_export(const VolumeFacts& facts, const ExportFormat& format, const fs::path& work) {
  const ZarrReader reader = TRY(ZarrReader::open(facts.zarr / "0"));
  VolumeForm form = facts.volume.form;
  form.type = reader.type();
  form.channels = reader.channels();
  form.time_points = reader.time_points();
  const VolumeForm written = format.form(form);
  FileHandle file = TRY(nameless_file(work));
  const Bytes header = format.header(written, export_note(facts.volume));
  TRY(write_all(file, header));
  constexpr std::int64_t kSlab = 64;
  const Shape& shape = form.geometry.shape;
  for (std::int64_t time = 0; time < form.time_points; ++time)
    for (std::int64_t z = 0; z < shape.z; z += kSlab)
      TRY(write_slab(file, format, form,
                     TRY(reader.read({z, 0, 0}, {std::min(z + kSlab, shape.z), shape.y, shape.x}, time))));
  const std::uint64_t length =
      header.size() + written.slice_bytes() * static_cast<std::uint64_t>(shape.z * form.time_points);
  return FileBody{std::make_shared<const ServedFile>(ServedFile{.handle = std::move(file)}), 0, length};
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

Response get_thumbnail(const Request& request, const Services& services) {
  const auto scan = own_scan(request, services);
  if (!scan) return problem(scan.error());
  return file_response(request,
                       services.library.blobs.package_folder(scan->id, scan->package) / "thumbnail.png",
                       "image/png", kAskAgain);
}

Response get_preview(const Request& request, const Services& services) {
  const auto scan = own_scan(request, services);
  if (!scan) return problem(scan.error());
  return file_response(request,
                       services.library.blobs.package_folder(scan->id, scan->package) / "preview.png",
                       "image/png", kAskAgain);
}

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

Response get_slice(const Request& request, const Services& services) {
  const auto scan = own_scan(request, services);
  if (!scan) return problem(scan.error());
  const auto volume = find_volume(*scan, request.path_value("volume"), services.library);
  if (!volume) return problem(volume.error());
  const auto drawn = draw(request, *volume);
  if (!drawn) return problem(drawn.error());
  Response response(200);
  const std::string etag = fmt::format("\"{}\"", sha256_hex(drawn->png).substr(0, 32));
  response.with("Content-Type", "image/png").with("Cache-Control", std::string(kAskAgain)).with("ETag", etag);
  if (!drawn->interpolation.empty())
    response.with("Scanetrix-Interpolated", std::string(drawn->interpolation));
  if (request.header("if-none-match") == etag)
    response.status = 304;
  else
    response.body = std::string(as_text(drawn->png));
  return response;
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
  const std::string wanted = request.query_value("format").value_or("");
  const auto format = std::find_if(kExportFormats.begin(), kExportFormats.end(),
                                   [&](const ExportFormat& known) { return known.name == wanted; });
  if (format == kExportFormats.end())
    return problem(std::vector<FieldError>{
        {"format", "This server exports \"nifti\" and \"nrrd\". The volume itself is OME-Zarr."}});
  const auto volume =
      find_volume(*scan, request.query_value("volume").value_or("original"), services.library);
  if (!volume) return problem(volume.error());
  auto file = write_export(*volume, *format, fs::path(services.library.config.data_dir) / "work");
  if (!file) return problem(file.error());
  Response response(200);
  response.with("Content-Type", "application/octet-stream")
      .with("Cache-Control", "no-store")
      .with("Content-Disposition",
            attachment(scan->name + (says_what_it_is(volume->volume) ? " " + volume->volume.id : "") +
                       std::string(format->suffix)));
  response.body = std::move(*file);
  return response;
}

}  // namespace scanetrix
