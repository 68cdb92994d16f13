// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "volume/series.h"

namespace scanetrix {

/// How a person says that a sheet of slices is laid out.
struct LightBoxGrid {
  int rows = 1;
  int columns = 1;
  TileOrder order = TileOrder::row_major;
};

/// What a person has decided about the files given to ingest().
struct IngestOptions {
  /// Pictures that are sheets of slices, by SourceFile::name: each becomes a stack of its tiles.
  std::map<std::string, LightBoxGrid, std::less<>> light_boxes;
};

}  // namespace scanetrix
