// SPDX-License-Identifier: Apache-2.0
#include "serve/picture_handlers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <semaphore>

#include "base/hash.h"
#include "pipeline/small_level.h"
#include "render/draw_slice.h"
#include "render/ray_cast.h"
#include "serve/asked_volume.h"
#include "serve/problem.h"
#include "serve/static_files.h"
#include "store/zarr_reader.h"

namespace scanetrix {
namespace {

constexpr int kMostPixels = 4096;
constexpr int kTurntablePixels = 400;
/// Degrees between neighbouring pictures of a turntable.
constexpr int kTurntableStep = 10;
/// A part of the pictures' ETag: another one when they are drawn in another way.
constexpr int kTurntableVersion = 1;

/// A part of a scan's package, as it lies there.
Response package_file(const Request& request, const Services& services, const char* name) {
  const auto scan = own_scan(request, services);
  if (!scan) return problem(scan.error());
  return file_response(request, services.library.blobs.package_folder(scan->id, scan->package) / name,
                       "image/png", kAskAgain);
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
  const std::int64_t time = TRY(time_in(request, form.time_points));
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

/// A picture, or that it is the one that the client has.
Response picture_response(const Request& request, const std::string& etag) {
  Response response(request.header("if-none-match") == etag ? 304 : 200);
  response.with("Content-Type", "image/png").with("Cache-Control", std::string(kAskAgain)).with("ETag", etag);
  return response;
}

Result<int> parse_angle(const Request& request) {
  const double angle = TRY(number_in(request, "angle")).value_or(0);
  if (angle < 0 || angle >= 360 || std::fmod(angle, kTurntableStep) != 0)
    return fail(ErrorCode::bad_input, "out_of_range",
                fmt::format("\"angle\" must be a multiple of {} from 0 to {}.", kTurntableStep,
                            360 - kTurntableStep));
  return static_cast<int>(angle);
}

struct DrawnTurntable {
  Bytes png;
  int level = 0;
};

Result<DrawnTurntable> draw_turntable(const VolumeFacts& facts, int angle, std::int64_t time) {
  const VolumeForm& form = facts.volume.form;
  const SmallLevel small = TRY(small_level(form, facts.zarr, time));
  const double pixel_mm = turntable_pixel_mm(small.volume.geometry, kTurntablePixels, kTurntablePixels);
  const Picture picture = ray_cast(small.volume, solid_window(form, facts.window), kTurntablePixels,
                                   kTurntablePixels, angle, pixel_mm);
  return DrawnTurntable{TRY(encode_png(picture)), small.level};
}

/// Those who draw and those who wait for it hold a thread that others need: they are few.
constexpr int kMostDrawers = 3;
std::counting_semaphore<kMostDrawers> free_drawers(kMostDrawers);
struct FreedDrawer {
  ~FreedDrawer() { free_drawers.release(); }
};
/// Drawing takes all cores: one picture after the other.
std::mutex drawing;

}  // namespace

Response get_thumbnail(const Request& request, const Services& services) {
  return package_file(request, services, "thumbnail.png");
}

Response get_preview(const Request& request, const Services& services) {
  return package_file(request, services, "preview.png");
}

Response get_slice(const Request& request, const Services& services) {
  const auto scan = own_scan(request, services);
  if (!scan) return problem(scan.error());
  const auto volume = find_volume(*scan, request.path_value("volume"), services.library);
  if (!volume) return problem(volume.error());
  const auto drawn = draw(request, *volume);
  if (!drawn) return problem(drawn.error());
  Response response = picture_response(request, fmt::format("\"{}\"", sha256_hex(drawn->png).substr(0, 32)));
  if (!drawn->interpolation.empty())
    response.with("Scanetrix-Interpolated", std::string(drawn->interpolation));
  if (response.status == 200) response.body = std::string(as_text(drawn->png));
  return response;
}

Response get_turntable(const Request& request, const Services& services) {
  const auto scan = own_scan(request, services);
  if (!scan) return problem(scan.error());
  const std::string& id = request.path_value("volume");
  const auto volume = find_volume(*scan, id, services.library);
  if (!volume) return problem(volume.error());
  const auto angle = parse_angle(request);
  if (!angle) return problem(angle.error());
  const auto time = time_in(request, volume->volume.form.time_points);
  if (!time) return problem(time.error());
  // Known before anything is drawn: a revision's voxels never change.
  Response response = picture_response(
      request, fmt::format("\"t{}-{}-{}-{}-{}\"", kTurntableVersion, scan->revision, id, *time, *angle));
  if (response.status == 304) return response;
  if (!free_drawers.try_acquire())
    return problem(503, "busy", "Others have pictures drawn just now. Ask again in a second.")
        .with("Retry-After", "1");
  const FreedDrawer freed;
  const std::lock_guard lock(drawing);
  const auto drawn = draw_turntable(*volume, *angle, *time);
  if (!drawn) return problem(drawn.error());
  response.with("Scanetrix-Level", std::to_string(drawn->level));
  response.body = std::string(as_text(drawn->png));
  return response;
}

}  // namespace scanetrix
