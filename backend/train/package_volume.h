// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/file.h"
#include "volume/volume.h"

namespace scanetrix {

/// Where Debian's packages are unpacked: "/" when they are installed.
struct PackageRoot {
  fs::path path = "/";
};

/// The first volume of a file or of a folder of them. \error bad_input  Nothing there is one.
[[nodiscard]] Result<Volume> read_any_volume(const fs::path& path);

/// The same of a package's file. \error not_found  It is not there: names the package that brings it.
[[nodiscard]] Result<Volume> read_package_volume(const fs::path& path, std::string_view package);

}  // namespace scanetrix
