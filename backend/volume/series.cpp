// SPDX-License-Identifier: Apache-2.0
#include "volume/series.h"

namespace scanetrix {

SeriesVolume held_in_memory(Volume volume, std::string how) {
  SeriesVolume held;
  held.form = volume;
  held.voxels = std::make_shared<MemorySource>(static_cast<std::size_t>(volume.geometry.shape.z),
                                               volume.slice_bytes(), std::move(volume.voxels));
  held.how = std::move(how);
  return held;
}

}  // namespace scanetrix
