// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/stored_voxels.h"
#include "volume/voxel_source.h"

namespace scanetrix {

/// For tests: what a header and its data come to, with all time points.
struct StoredVolume {
  SeriesVolume series;
  std::vector<Volume> times;
  std::vector<std::string> codes;  ///< Of the warnings.
};

inline Result<StoredVolume> read_stored(VolumeHeader header, std::span<const ByteView> files) {
  StoredVolume stored;
  stored.series = TRY(open_stored_voxels(header, files));
  for (std::int64_t time = 0; time < stored.series.form.time_points; ++time)
    stored.times.push_back(TRY(read_volume(stored.series.form, *stored.series.voxels, time)));
  for (const Warning& warning : header.warnings) stored.codes.push_back(warning.code);
  return stored;
}

}  // namespace scanetrix
