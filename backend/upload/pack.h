// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace scanetrix {

struct PackEntry {
  std::string name;  ///< In the archive, '/' between parts, UTF-8.
  fs::path path;     ///< Where its bytes are.
};

/// Writes a ZIP that holds these files as they are (stored, not compressed: scans hardly shrink, and every
/// byte can be read where it lies). `target` must not exist. \error unavailable, unavailable "disk_full"
Result<void> pack_zip(const std::vector<PackEntry>& entries, const fs::path& target);

}  // namespace scanetrix
