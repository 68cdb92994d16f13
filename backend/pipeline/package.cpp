// SPDX-License-Identifier: Apache-2.0
#include "pipeline/package.h"

#include <boost/json.hpp>
#include <cmath>

#include "base/file.h"
#include "render/draw_slice.h"
#include "render/ray_cast.h"
#include "store/ome_zarr.h"
#include "volume/statistics.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr int kThumbnailPixels = 512;
constexpr int kPreviewWidth = 400;
constexpr int kPreviewHeight = 300;
constexpr std::int64_t kPreviewVoxels = 1'400'000;  // About 112 along each axis.
constexpr double kPreviewTurn = 25;

json::array triple(double z, double y, double x) {
  return {z, y, x};
}
json::array triple(std::int64_t z, std::int64_t y, std::int64_t x) {
  return {z, y, x};
}

json::object describe_volume(const Series& series, const Volume& volume, const Statistics& statistics,
                             const DisplayWindow& first, const std::vector<ZarrLevel>& levels) {
  const Shape& shape = volume.geometry.shape;
  const auto spacing = volume.geometry.spacing_mm();

  json::array matrix;
  for (const double number : volume.geometry.ijk_to_lps.row_major()) matrix.push_back(number);
  json::array counts;
  for (const std::int64_t count : statistics.histogram) counts.push_back(count);
  json::array windows;
  for (const DisplayWindow& window : series.windows)
    windows.push_back({{"name", window.name}, {"center", window.center}, {"width", window.width}});
  json::array level_list;
  for (const ZarrLevel& level : levels)
    level_list.push_back({{"path", level.path},
                          {"shape", triple(level.shape.z, level.shape.y, level.shape.x)},
                          {"factor", triple(std::int64_t{level.factor[0]}, std::int64_t{level.factor[1]},
                                            std::int64_t{level.factor[2]})}});

  return {{"id", "original"},
          {"shape", triple(shape.z, shape.y, shape.x)},
          {"spacingMm", triple(spacing[0], spacing[1], spacing[2])},
          {"ijkToLps", matrix},
          {"calibrated", volume.geometry.calibrated},
          {"dtype", name_of(volume.type)},
          {"channels", volume.channels},
          {"slope", volume.slope},
          {"intercept", volume.intercept},
          {"inverted", series.inverted},
          {"valueUnit", volume.unit},
          {"valueRange", json::array{statistics.least, statistics.greatest}},
          {"histogram", {{"counts", counts}}},
          {"window", {{"center", first.center}, {"width", first.width}}},
          {"windows", windows},
          {"levels", level_list},
          {"timePoints", 1},
          {"provenance", {{"how", series.volumes.front().how}}}};
}

/// The middle slice as it was acquired, in the plane that its own axes are nearest to.
Picture draw_thumbnail(const Series& series, const Volume& volume, const DisplayWindow& window) {
  const Shape shape = volume.geometry.shape;
  const auto middle = static_cast<std::size_t>(shape.z / 2);
  const std::size_t slice_bytes = static_cast<std::size_t>(shape.y * shape.x) * volume.bytes_per_voxel();
  const SliceVoxels slice{
      {1, shape.y, shape.x}, volume.type,
      volume.channels,       volume.slope,
      volume.intercept,      ByteView(volume.voxels).subspan(middle * slice_bytes, slice_bytes),
      series.inverted};
  for (const Plane plane : {Plane::axial, Plane::coronal, Plane::sagittal}) {
    const PlaneAxes axes = plane_axes(volume.geometry.ijk_to_lps, plane);
    if (axes.through == 2)
      return draw_slice(slice, axes, volume.geometry.spacing_mm(), window, kThumbnailPixels);
  }
  std::abort();  // One of the three planes runs along each axis.
}

/// The volume small enough to be ray-cast in a moment.
Volume shrunk(const Volume& volume) {
  Volume small = volume;
  std::array<int, 3> factor{1, 1, 1};
  for (const PyramidLevel& level : plan_pyramid(volume.geometry)) {
    if (level.factor != factor) {
      std::array<int, 3> step{};
      for (std::size_t axis = 0; axis < 3; ++axis) step[axis] = level.factor[axis] / factor[axis];
      small = halve(small, step);
      factor = level.factor;
    }
    if (level.shape.count() <= kPreviewVoxels) break;
  }
  return small;
}

/// What the preview shows as solid: bone for CT; else what stands well out of the background.
DisplayWindow solid_window(const Volume& volume, const DisplayWindow& first) {
  if (volume.unit == "HU") return {"", 200, 600};
  return {"", first.center - first.width * 0.1, first.width};
}

Result<void> write_picture(const Picture& picture, const fs::path& path) {
  const Bytes file = TRY(encode_png(picture));
  const FileHandle handle = TRY(create_file(path));
  return write_all(handle, file);
}

}  // namespace

Result<PackageFacts> write_package(const Series& series, const fs::path& folder, Progress& progress) {
  TRY(make_directories(folder / "volumes" / "original"));
  const SeriesVolume& shown = series.volumes.front();
  const Volume volume = TRY(read_volume(shown.form, *shown.voxels));
  const auto levels =
      TRY(write_ome_zarr(volume, series.name, folder / "volumes" / "original" / "zarr", progress));

  progress.report("storing", 0);
  const Statistics statistics = statistics_of(volume);
  const DisplayWindow first = first_window(volume, series.windows, statistics);
  TRY(write_picture(draw_thumbnail(series, volume, first), folder / "thumbnail.png"));
  progress.report("storing", 0.5);
  TRY(write_picture(
      ray_cast(shrunk(volume), solid_window(volume, first), kPreviewWidth, kPreviewHeight, kPreviewTurn),
      folder / "preview.png"));

  json::array warnings;
  for (const Warning& warning : series.warnings)
    warnings.push_back({{"code", warning.code}, {"message", warning.message}});
  return PackageFacts{
      json::serialize(json::array{describe_volume(series, volume, statistics, first, levels)}),
      json::serialize(warnings)};
}

}  // namespace scanetrix
