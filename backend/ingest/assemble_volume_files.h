// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "ingest/assembly.h"
#include "ingest/volume_header.h"

namespace scanetrix {

/// A volume file among the files given to ingest.
struct VolumeFile {
  std::size_t file = 0;     ///< The one with the header.
  std::string_view format;  ///< As Series::format.
  VolumeHeader header;
  std::vector<std::size_t>
      data_files;  ///< Found by find_data_files(), in the order of the stream; none: `file` itself.
};

/// Finds the data files of those headers that have none in themselves.
///
/// They are looked up by name among the given files of the header's own folder: nothing else can be named,
/// whatever a header says. Exact names go before those that differ in case. A pair's data is the file that is
/// called like the header but for its suffix, .img before others. A file belongs to one header.
///
/// \param names  Of all files given to ingest.
/// \param free   Per file: whether it may be somebody's data (it is of no format that is read). Becomes false
/// where
///               it was taken.
/// \return Headers that miss a file, which have been taken out of `volumes`: "missing_data_file", naming it.
[[nodiscard]] std::vector<RefusedFile> find_data_files(std::vector<VolumeFile>& volumes,
                                                       std::span<const std::string_view> names,
                                                       std::vector<bool>& free);

/// Opens one volume file. Voxels are read later, slice by slice, from the files that stay open.
/// \error As open_stored_voxels().
[[nodiscard]] Result<Series> assemble_volume_file(VolumeFile volume, std::span<const std::string_view> names,
                                                  const OpenFile& open);

}  // namespace scanetrix
