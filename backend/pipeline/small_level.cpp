// SPDX-License-Identifier: Apache-2.0
#include "pipeline/small_level.h"

#include <algorithm>

#include "store/ome_zarr.h"

namespace scanetrix {
namespace {

constexpr std::int64_t kMostVoxels = 4'000'000;  // About 160 along each axis.

/// Whatever the label, it is there or not.
void make_solid(Volume& labels) {
  with_type(labels.type, [&](auto type) {
    for (auto& label : labels.samples<decltype(type)>()) label = label == 0 ? 0 : 1;
  });
}

}  // namespace

Result<SmallLevel> small_level(const VolumeForm& form, const std::filesystem::path& zarr, std::int64_t time) {
  const auto levels = levels_of(form);
  auto wanted = std::find_if(levels.begin(), levels.end(),
                             [](const ZarrLevel& level) { return level.shape.count() <= kMostVoxels; });
  if (wanted == levels.end()) --wanted;
  SmallLevel small{.volume = {}, .level = static_cast<int>(wanted - levels.begin())};
  static_cast<VolumeForm&>(small.volume) = form;
  small.volume.time_points = 1;
  small.volume.geometry = geometry_at(form.geometry, wanted->factor);
  small.volume.voxels = TRY(TRY(ZarrReader::open(zarr / wanted->path)).read({0, 0, 0}, wanted->shape, time));
  if (small.volume.kind == VolumeKind::labels) make_solid(small.volume);
  return small;
}

DisplayWindow solid_window(const VolumeForm& form, const DisplayWindow& first) {
  if (form.kind == VolumeKind::labels) return {"", 0.5, 1};
  if (form.unit == "HU") return {"", 200, 600};
  return {"", first.center - first.width * 0.1, first.width};
}

}  // namespace scanetrix
