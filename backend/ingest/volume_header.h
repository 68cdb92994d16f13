// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ingest/voxel_element.h"
#include "volume/geometry.h"
#include "volume/series.h"
#include "volume/warning.h"

namespace scanetrix {

/// One more axis of a volume file: time, echoes, components, …
struct TimeAxis {
  std::int64_t size = 1;
  std::int64_t step = 0;  ///< From one to the next, in samples.
};

/// How far apart neighbours lie in the stored stream, in samples. Each may be the fastest.
struct StoredSteps {
  std::int64_t channel = 1;
  std::int64_t i = 1;
  std::int64_t j = 1;
  std::int64_t k = 1;
  std::vector<TimeAxis> times;  ///< First counts fastest. None: one time point.
};

/// How the bytes of the stream are packed into the file or files.
enum class DataEncoding {
  raw,
  deflate,  ///< gzip or zlib, told apart by its first bytes.
  bzip2,
  text,  ///< Numbers between spaces.
  hex,   ///< Two digits a byte.
};

/// Where the stored stream lies.
struct DataPlace {
  enum class Where {
    same_file,
    named_files,  ///< `names`, beside the header; the stream is these one after the other, all as long.
    same_stem,    ///< NIfTI's and Analyze's pair: the one file beside the header that is called alike.
  };
  Where where = Where::same_file;
  std::vector<std::string> names;  ///< Without folders.
  DataEncoding encoding = DataEncoding::raw;
  std::uint64_t skip_bytes = 0;   ///< Of each file, before anything else.
  std::uint64_t skip_lines = 0;   ///< Then so many line ends.
  std::uint64_t skip_inside = 0;  ///< Then so many bytes of what it unpacks to.
  std::optional<std::uint64_t>
      skip_at_end;  ///< Instead: raw, and that many bytes before the end of the file it ends.
};

/// A file that holds a volume, or describes one beside it, in whatever format: what its header says, checked.
struct VolumeHeader {
  Geometry geometry;
  StoredElement element;
  StoredSteps steps;
  double slope = 1;  ///< Of the real values; only with plain numbers.
  double intercept = 0;
  DataPlace data;
  std::string time_axis;                 ///< As SeriesVolume has it.
  std::vector<std::string> time_labels;  ///< As SeriesVolume has it.
  std::string unit;                      ///< Of the values.
  std::optional<DisplayWindow> window;
  std::string remark;  ///< A sentence more about what this is; for SeriesVolume::how.
  std::vector<Warning> warnings;

  [[nodiscard]] std::int64_t time_points() const {
    std::int64_t points = 1;
    for (const TimeAxis& axis : steps.times) points *= axis.size;
    return points;
  }
};

/// How many samples the stored stream has. Fits 64 bits once check_volume_header() has passed.
[[nodiscard]] std::uint64_t stored_samples(const VolumeHeader& header);

/// The stored stream's length.
[[nodiscard]] std::uint64_t stored_bytes(const VolumeHeader& header);

/// The last thing that each reader does: sizes are multiplied in 64 bits and held against the limits.
/// \error bad_input "damaged": a size that is none.
/// \error too_large "too_large"
[[nodiscard]] Result<void> check_volume_header(const VolumeHeader& header);

/// "sheared", where the axes are not at right angles by more than 0.6°.
void warn_of_shear(const Affine& affine, std::vector<Warning>& warnings);

/// Finite, and no axis without length or in the plane of the others.
[[nodiscard]] bool is_usable(const Affine& affine);

}  // namespace scanetrix
