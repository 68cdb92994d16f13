// SPDX-License-Identifier: Apache-2.0
#include "store/ome_zarr.h"

#include <boost/json.hpp>

#include "base/parallel.h"
#include "store/provenance_json.h"
#include "store/zarr_level_writer.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

/// What the values of a label image stand for (OME-NGFF 0.5, "labels" metadata). Its image is the group of
/// the volume on whose voxels it lies, two folders up.
json::object label_metadata(const SeriesVolume& volume) {
  json::array colors;
  json::array properties;
  for (const LabelValue& label : volume.labels) {
    colors.push_back({{"label-value", label.value},
                      {"rgba", json::array{label.color[0], label.color[1], label.color[2], 255}}});
    properties.push_back({{"label-value", label.value},
                          {"name", label.name},
                          {"category", label.category.meaning},
                          {"type", label.type.meaning}});
  }
  json::object metadata{{"colors", colors}, {"properties", properties}};
  if (!volume.labels_of.empty()) metadata["source"] = {{"image", "../../" + volume.labels_of + "/zarr"}};
  return metadata;
}

/// zarr.json of the group. OME-Zarr 0.5 has no rotation: where the volume lies in the patient, and what its
/// numbers mean, stands under a name of our own.
std::string group_metadata(const SeriesVolume& described, const std::string& name,
                           const std::vector<ZarrLevel>& levels, Reduction reduction) {
  const VolumeForm& volume = described.form;
  const bool colour = volume.channels == 3;
  json::array axes;
  if (volume.time_points > 1) axes.push_back({{"name", "t"}, {"type", "time"}});
  if (colour) axes.push_back({{"name", "c"}, {"type", "channel"}});
  for (const char* axis : {"z", "y", "x"}) {
    json::object entry{{"name", axis}, {"type", "space"}};
    if (volume.geometry.calibrated) entry["unit"] = "millimeter";
    axes.push_back(entry);
  }

  const auto spacing = volume.geometry.spacing_mm();
  json::array datasets;
  for (const ZarrLevel& level : levels) {
    json::array scale;
    json::array translation;
    for (int n = (volume.time_points > 1 ? 1 : 0) + (colour ? 1 : 0); n > 0; --n) {
      scale.push_back(1.0);
      translation.push_back(0.0);
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
      scale.push_back(spacing[axis] * level.factor[axis]);
      translation.push_back(spacing[axis] * (level.factor[axis] - 1) / 2.0);
    }
    datasets.push_back({{"path", level.path},
                        {"coordinateTransformations",
                         json::array{json::object{{"type", "scale"}, {"scale", scale}},
                                     json::object{{"type", "translation"}, {"translation", translation}}}}});
  }

  json::array matrix;
  for (const double number : volume.geometry.ijk_to_lps.row_major()) matrix.push_back(number);
  const json::object multiscale{{"name", name},
                                {"axes", axes},
                                {"datasets", datasets},
                                {"type", reduction == Reduction::mode ? "mode" : "mean"}};
  json::object ome{{"version", "0.5"}, {"multiscales", json::array{multiscale}}};
  if (volume.kind == VolumeKind::labels) ome["image-label"] = label_metadata(described);
  json::object own{{"kind", name_of(volume.kind)},
                   {"ijkToLps", matrix},
                   {"slope", volume.slope},
                   {"intercept", volume.intercept},
                   {"valueUnit", volume.unit},
                   {"calibrated", volume.geometry.calibrated},
                   {"provenance", provenance_of(described)}};
  if (described.slice_thickness_mm) own["sliceThicknessMm"] = *described.slice_thickness_mm;
  if (!described.reconstructed_from.empty()) own["reconstructedFrom"] = described.reconstructed_from;
  if (!described.uncertainty_of.empty()) own["uncertaintyOf"] = described.uncertainty_of;
  return json::serialize(json::object{
      {"zarr_format", 3},
      {"node_type", "group"},
      {"attributes", {{"ome", std::move(ome)}, {"scanetrix", std::move(own)}}},
  });
}

/// All levels while they are written: each hands down what it got, reduced.
class LevelChain {
 public:
  static Result<LevelChain> create(const VolumeForm& form, const fs::path& directory, Reduction reduction) {
    LevelChain chain;
    const auto plan = plan_pyramid(form.geometry);
    for (std::size_t n = 0; n < plan.size(); ++n) {
      VolumeForm level = form;
      level.geometry.shape = plan[n].shape;
      const std::string path = std::to_string(n);
      chain.writers_.push_back(TRY(ZarrLevelWriter::create(level, directory / path)));
      chain.levels_.push_back({path, plan[n].shape, plan[n].factor});
      if (n + 1 == plan.size()) break;
      std::array<int, 3> step{};
      for (std::size_t axis = 0; axis < 3; ++axis)
        step[axis] = plan[n + 1].factor[axis] / plan[n].factor[axis];
      chain.reducers_.emplace_back(level, step, reduction);
    }
    return chain;
  }

  [[nodiscard]] std::int64_t wanted_slices() const { return writers_.front().wanted_slices(); }

  Result<void> append(const Volume& slices, std::size_t level = 0) {
    TRY(writers_[level].append(slices));
    if (level + 1 == writers_.size()) return {};
    const Volume coarse = reducers_[level].take(slices);
    return coarse.geometry.shape.z == 0 ? Result<void>() : append(coarse, level + 1);
  }

  Result<std::vector<ZarrLevel>> close() {
    for (ZarrLevelWriter& writer : writers_) TRY(writer.close());
    return levels_;
  }

 private:
  std::vector<ZarrLevelWriter> writers_;
  std::vector<SliceReducer> reducers_;  ///< From level n to n + 1.
  std::vector<ZarrLevel> levels_;
};

/// `slab`'s slices, from `first` on, read on all cores.
Result<void> read_slab(const SeriesVolume& volume, std::int64_t time, std::int64_t first, Volume& slab) {
  const std::size_t slice_bytes = volume.form.slice_bytes();
  const auto depth = static_cast<std::size_t>(slab.geometry.shape.z);
  slab.voxels.resize(depth * slice_bytes);
  return parallel_for(depth, [&](std::size_t k) {
    return volume.voxels->read_slice(time, first + static_cast<std::int64_t>(k),
                                     std::span(slab.voxels).subspan(k * slice_bytes, slice_bytes));
  });
}

}  // namespace

std::vector<ZarrLevel> levels_of(const VolumeForm& form) {
  std::vector<ZarrLevel> levels;
  for (const auto& level : plan_pyramid(form.geometry))
    levels.push_back({std::to_string(levels.size()), level.shape, level.factor});
  return levels;
}

Result<void> write_group_metadata(const SeriesVolume& volume, const std::string& name,
                                  const fs::path& directory) {
  return write_durably(directory / "zarr.json", as_bytes(group_metadata(volume, name, levels_of(volume.form),
                                                                        reduction_of(volume.form.kind))));
}

Result<std::vector<ZarrLevel>> write_ome_zarr(const SeriesVolume& volume, const std::string& name,
                                              const fs::path& directory, Progress& progress,
                                              const std::function<void(const Volume& slab)>& on_slab,
                                              Reduction reduction) {
  TRY(make_directories(directory));
  LevelChain chain = TRY(LevelChain::create(volume.form, directory, reduction));
  const std::int64_t depth = volume.form.geometry.shape.z;
  const double total = static_cast<double>(depth * volume.form.time_points);
  Volume slab;
  static_cast<VolumeForm&>(slab) = volume.form;
  slab.time_points = 1;
  for (std::int64_t time = 0; time < volume.form.time_points; ++time)
    for (std::int64_t first = 0; first < depth;) {
      if (progress.cancelled()) return fail(ErrorCode::cancelled, "The work was cancelled.");
      slab.geometry.shape.z = chain.wanted_slices();
      TRY(read_slab(volume, time, first, slab));
      if (on_slab) on_slab(slab);
      TRY(chain.append(slab));
      first += slab.geometry.shape.z;
      progress.report("pyramid", static_cast<double>(time * depth + first) / total);
    }
  auto levels = TRY(chain.close());
  const FileHandle metadata = TRY(create_file(directory / "zarr.json"));
  TRY(write_all(metadata, as_bytes(group_metadata(volume, name, levels, reduction))));
  return levels;
}

}  // namespace scanetrix
