// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "base/file.h"

namespace scanetrix {

/// Gives every file below `from` a further name below `to`, which is made: a hard link, or a copy where the
/// file system has none. Neither may be written to from then on. \error unavailable
Result<void> link_tree(const fs::path& from, const fs::path& to);

/// A package that has what `package` has, but of its volumes those that `keeps`; its files are shared. More
/// may be put into `to`, which is made. \error unavailable
Result<void> derive_package(const fs::path& package, const fs::path& to,
                            const std::function<bool(const std::string& volume_id)>& keeps);

}  // namespace scanetrix
