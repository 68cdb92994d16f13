// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "reconstruct/simulate.h"

namespace scanetrix {

/// A volume of real anatomy that no weights were made from, as fine along z as across.
struct TestVolume {
  std::string name;
  std::string source;  ///< The package, and its licence; or "a file".
  RealVolume voxels;
  std::array<double, 3> spacing_mm{1, 1, 1};  ///< [z, y, x]
  bool is_ct = false;                         ///< Values are HU.
  double range = 1;  ///< What counts as full scale: CT 3072 HU, else the 99.9th percentile.
};

struct TestVolumes {
  std::vector<TestVolume> volumes;
  std::vector<std::string> missing;  ///< A sentence for each package that is not there.
};

/// Those that Debian packages bring, below `root` ("/" when they are installed). The middle of each, at most
/// 160 voxels along each axis. \error bad_input  A file is there and cannot be read.
[[nodiscard]] Result<TestVolumes> load_test_volumes(const fs::path& root);

/// A volume of one's own: any file that ingest reads; first volume, first time point, and the finest two of
/// its axes across.
[[nodiscard]] Result<TestVolume> load_test_volume(const fs::path& file);

}  // namespace scanetrix
