// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "ingest/ingest.h"

namespace scanetrix {

/// For tests: a series with its first volume read.
struct ReadSeries : Series {
  Volume volume;               ///< All of volumes.front()'s first time point.
  std::vector<Volume> others;  ///< Its other time points, then all of the other volumes.
  std::string how;
};

/// A sink that reads everything it is given into `out`.
inline SeriesSink read_into(std::vector<ReadSeries>& out) {
  return [&out](Series&& series) -> Result<void> {
    ReadSeries read;
    read.volume = TRY(read_volume(series.volumes.front().form, *series.volumes.front().voxels));
    for (const SeriesVolume& volume : series.volumes)
      for (std::int64_t time = &volume == &series.volumes.front() ? 1 : 0; time < volume.form.time_points;
           ++time)
        read.others.push_back(TRY(read_volume(volume.form, *volume.voxels, time)));
    read.how = series.volumes.front().how;
    static_cast<Series&>(read) = std::move(series);
    out.push_back(std::move(read));
    return {};
  };
}

}  // namespace scanetrix
