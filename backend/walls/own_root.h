// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace scanetrix {

/// By which right a process makes a folder the root of its file system (chroot(2)).
enum class OwnRoot {
  none,            ///< It may not.
  privilege,       ///< CAP_SYS_CHROOT, as a service that runs as root has it, in most containers too.
  user_namespace,  ///< The same capability in a user namespace of its own (user_namespaces(7)).
};

[[nodiscard]] std::string_view name_of(OwnRoot how);

/// Which right there is. Tries it in a short-lived process. From any thread. \error unavailable  No process.
Result<OwnRoot> available_root();

/// Makes `folder` the root and the working directory, by a right that available_root() found, and gives up
/// every capability, without which nobody leads out again. Call it with one thread and no folder open.
/// \error unavailable  The process is between two worlds then, and must end.
Result<void> enter_root(const std::filesystem::path& folder, OwnRoot how);

/// Gives up every capability, for good. \error unavailable
Result<void> drop_capabilities();

}  // namespace scanetrix
