// SPDX-License-Identifier: Apache-2.0
#include "pipeline/package.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <functional>

#include "base/file.h"
#include "pipeline/decisions_json.h"
#include "pipeline/small_level.h"
#include "render/draw_slice.h"
#include "render/ray_cast.h"
#include "store/ome_zarr.h"
#include "store/provenance_json.h"
#include "volume/statistics.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr int kThumbnailPixels = 512;
constexpr int kPreviewWidth = 400;
constexpr int kPreviewHeight = 300;
constexpr double kPreviewTurn = 25;
constexpr std::int64_t kSlab = 32;  // As deep as a brick.

json::array triple(double z, double y, double x) {
  return {z, y, x};
}
json::array triple(std::int64_t z, std::int64_t y, std::int64_t x) {
  return {z, y, x};
}

json::object describe_code(const Code& code) {
  return {{"value", code.value}, {"scheme", code.scheme}, {"meaning", code.meaning}};
}

json::array describe_labels(const std::vector<LabelValue>& labels) {
  json::array described;
  for (const LabelValue& label : labels)
    described.push_back(
        {{"value", label.value},
         {"name", label.name},
         {"color", fmt::format("#{:02x}{:02x}{:02x}", label.color[0], label.color[1], label.color[2])},
         {"category", describe_code(label.category)},
         {"type", describe_code(label.type)},
         {"algorithm", label.algorithm}});
  return described;
}

json::object describe_volume(const Series& series, const SeriesVolume& described,
                             const Statistics& statistics, const DisplayWindow& first,
                             const std::vector<ZarrLevel>& levels) {
  const VolumeForm& volume = described.form;
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

  json::object provenance = provenance_of(described);
  json::object parameters = parameters_of(series);
  if (const json::value* own = provenance.if_contains("parameters"))
    for (const auto& member : own->as_object()) parameters[member.key()] = member.value();
  if (!parameters.empty()) provenance["parameters"] = std::move(parameters);
  const bool is_labels = volume.kind == VolumeKind::labels;
  json::object facts{{"id", described.id},
                     {"kind", name_of(volume.kind)},
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
                     {"timePoints", volume.time_points},
                     {"provenance", std::move(provenance)}};
  if (volume.time_points > 1)
    facts["time"] = {{"axis", described.time_axis}, {"labels", json::value_from(described.time_labels)}};
  if (const auto& cine = described.cine)
    facts["cine"] = {{"frameMs", cine->frame_ms ? json::value(*cine->frame_ms) : json::value(nullptr)},
                     {"pixelsCalibrated", cine->pixels_calibrated}};
  if (described.slice_thickness_mm) facts["sliceThicknessMm"] = *described.slice_thickness_mm;
  if (!described.reconstructed_from.empty()) facts["reconstructedFrom"] = described.reconstructed_from;
  if (!described.uncertainty_of.empty()) facts["uncertaintyOf"] = described.uncertainty_of;
  if (is_labels) {
    facts["name"] = described.name;
    facts["labels"] = describe_labels(described.labels);
    facts["labelsOf"] = described.labels_of.empty() ? json::value() : json::value(described.labels_of);
  }
  return facts;
}

/// The middle slice as it was acquired, in the plane that its own axes are nearest to.
Result<Picture> draw_thumbnail(const Series& series, const DisplayWindow& window) {
  const SeriesVolume& volume = series.volumes.front();
  const Shape shape = volume.form.geometry.shape;
  Bytes samples(volume.form.slice_bytes());
  TRY(volume.voxels->read_slice(0, shape.z / 2, samples));
  const SliceVoxels slice{{1, shape.y, shape.x}, volume.form.type, volume.form.channels, volume.form.slope,
                          volume.form.intercept, samples,          series.inverted,      volume.labels};
  for (const Plane plane : {Plane::axial, Plane::coronal, Plane::sagittal}) {
    const PlaneAxes axes = plane_axes(volume.form.geometry.ijk_to_lps, plane);
    if (axes.through == 2)
      return on_black(draw_slice(slice, axes, volume.form.geometry.spacing_mm(), window, kThumbnailPixels));
  }
  std::abort();  // One of the three planes runs along each axis.
}

Result<void> write_picture(const Picture& picture, const fs::path& path) {
  const Bytes file = TRY(encode_png(picture));
  const FileHandle handle = TRY(create_file(path));
  return write_all(handle, file);
}

/// One volume as it was written.
struct WrittenVolume {
  std::vector<ZarrLevel> levels;
  Statistics statistics;
};

/// Slabs of the full resolution of a group that write_ome_zarr() made, one after the other.
Result<void> for_each_slab(const VolumeForm& form, const fs::path& zarr, const Progress& progress,
                           const std::function<void(const Volume&, double fraction)>& on_slab) {
  const ZarrReader reader = TRY(ZarrReader::open(zarr / "0"));
  const Shape& shape = form.geometry.shape;
  Volume slab;
  static_cast<VolumeForm&>(slab) = form;
  for (std::int64_t time = 0; time < form.time_points; ++time)
    for (std::int64_t z = 0; z < shape.z; z += kSlab) {
      if (progress.cancelled()) return fail(ErrorCode::cancelled, "The work was cancelled.");
      slab.geometry.shape.z = std::min(kSlab, shape.z - z);
      slab.voxels = TRY(reader.read({z, 0, 0}, {z + slab.geometry.shape.z, shape.y, shape.x}, time));
      on_slab(slab,
              static_cast<double>(time * shape.z + z) / static_cast<double>(form.time_points * shape.z));
    }
  return {};
}

Result<WrittenVolume> write_volume(const SeriesVolume& volume, const std::string& name, const fs::path& zarr,
                                   Progress& progress) {
  TRY(make_directories(zarr.parent_path()));
  StatisticsGatherer gatherer(volume.form);
  const auto levels = TRY(write_ome_zarr(
      volume, name, zarr, progress, [&](const Volume& slab) { gatherer.add(slab); },
      reduction_of(volume.form.kind)));
  if (gatherer.wants_second_pass())
    TRY(for_each_slab(volume.form, zarr, progress,
                      [&](const Volume& slab, double) { gatherer.count_again(slab); }));
  return WrittenVolume{levels, gatherer.finish()};
}

Result<PackageFacts> write_parts(const Series& series, const fs::path& folder, Progress& progress) {
  json::array volumes;
  for (const SeriesVolume& volume : series.volumes) {
    const fs::path zarr = folder / "volumes" / volume.id / "zarr";
    const WrittenVolume written = TRY(write_volume(volume, series.name, zarr, progress));
    const DisplayWindow first = first_window(volume.form, series.windows, written.statistics);
    volumes.push_back(describe_volume(series, volume, written.statistics, first, written.levels));
    if (&volume != &series.volumes.front()) continue;
    progress.report("storing", 0);
    TRY(write_picture(TRY(draw_thumbnail(series, first)), folder / "thumbnail.png"));
    progress.report("storing", 0.5);
    const SmallLevel small = TRY(small_level(volume.form, zarr, 0));
    TRY(write_picture(
        ray_cast(small.volume, solid_window(volume.form, first), kPreviewWidth, kPreviewHeight, kPreviewTurn),
        folder / "preview.png"));
  }
  json::array warnings;
  for (const Warning& warning : series.warnings)
    warnings.push_back({{"code", warning.code}, {"message", warning.message}});
  return PackageFacts{json::serialize(volumes), json::serialize(warnings),
                      json::serialize(light_box_of(series)), json::serialize(spacing_of(series))};
}

}  // namespace

Result<PackageFacts> write_package(const Series& series, const fs::path& folder, Progress& progress) {
  auto facts = write_parts(series, folder, progress);
  if (!facts) TRY(remove_tree(folder));  // It may be written anew, without what was damaged.
  return facts;
}

Result<std::string> describe_stored_volume(const Series& series, const SeriesVolume& volume,
                                           const fs::path& zarr, Progress& progress) {
  StatisticsGatherer gatherer(volume.form);
  const double passes = gatherer.wants_second_pass() ? 2 : 1;
  TRY(for_each_slab(volume.form, zarr, progress, [&](const Volume& slab, double fraction) {
    gatherer.add(slab);
    progress.report("storing", fraction / passes);
  }));
  if (gatherer.wants_second_pass())
    TRY(for_each_slab(volume.form, zarr, progress, [&](const Volume& slab, double fraction) {
      gatherer.count_again(slab);
      progress.report("storing", (1 + fraction) / passes);
    }));
  const Statistics statistics = gatherer.finish();
  return json::serialize(describe_volume(series, volume, statistics,
                                         first_window(volume.form, series.windows, statistics),
                                         levels_of(volume.form)));
}

}  // namespace scanetrix
