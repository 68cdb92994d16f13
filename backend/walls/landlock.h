// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/result.h"

namespace scanetrix {

/// The version of Landlock's interface that this kernel has (1 and up); 0 where it has none, or it is off.
[[nodiscard]] int landlock_abi();

/// From now on this thread, and what it starts, opens files for reading below `read` and `write` only, and
/// writes, makes, renames and removes below `write` only; it runs none. What is open stays open. Sizes and
/// names of files elsewhere can still be asked for (landlock(7)), which is what own_root.h is there against.
/// Cutting a file short by its path is covered since ABI 3, devices' ioctl since ABI 5.
/// Requires landlock_abi() > 0. \error unavailable
Result<void> restrict_files(const std::filesystem::path& read, const std::filesystem::path& write);

}  // namespace scanetrix
