// SPDX-License-Identifier: Apache-2.0
#include "volume/voxel_source.h"

#include <cassert>
#include <cstring>
#include <new>

#include "base/parallel.h"

namespace scanetrix {

Result<void> MemorySource::read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const {
  const std::size_t number = static_cast<std::size_t>(time) * slices_ + static_cast<std::size_t>(k);
  assert(slice.size() == slice_bytes_ && (number + 1) * slice_bytes_ <= voxels_.size());
  std::memcpy(slice.data(), voxels_.data() + number * slice_bytes_, slice_bytes_);
  return {};
}

Result<Volume> read_volume(const VolumeForm& form, const VoxelSource& source, std::int64_t time) {
  Volume volume;
  static_cast<VolumeForm&>(volume) = form;
  volume.time_points = 1;
  const auto slices = static_cast<std::size_t>(form.geometry.shape.z);
  const std::size_t slice_bytes = form.slice_bytes();
  try {
    volume.voxels.resize(slices * slice_bytes);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::too_large, "too_large", "There is not enough memory to read this.");
  }
  TRY(parallel_for(slices, [&](std::size_t k) {
    return source.read_slice(time, static_cast<std::int64_t>(k),
                             std::span(volume.voxels).subspan(k * slice_bytes, slice_bytes));
  }));
  return volume;
}

}  // namespace scanetrix
