// SPDX-License-Identifier: Apache-2.0
#include "walls/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

#include "base/file.h"

namespace scanetrix {
namespace {

// Debian 12's header ends at ABI 2.
constexpr std::uint64_t kRefer = std::uint64_t{1} << 13;        // ABI 2.
constexpr std::uint64_t kTruncate = std::uint64_t{1} << 14;     // ABI 3.
constexpr std::uint64_t kDeviceIoctl = std::uint64_t{1} << 15;  // ABI 5.
constexpr std::uint64_t kEverythingOfAbi1 = (std::uint64_t{1} << 13) - 1;

constexpr std::uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kWrite = kRead | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                 LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                 LANDLOCK_ACCESS_FS_MAKE_REG | kRefer | kTruncate;

auto no_landlock(std::string_view doing) {
  const int error = errno;
  return fail(ErrorCode::unavailable,
              fmt::format("Landlock did not go up, {}: {}", doing, std::generic_category().message(error)));
}

std::uint64_t everything_of(int abi) {
  return kEverythingOfAbi1 | (abi >= 2 ? kRefer : 0) | (abi >= 3 ? kTruncate : 0) |
         (abi >= 5 ? kDeviceIoctl : 0);
}

}  // namespace

int landlock_abi() {
  const auto abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return abi > 0 ? static_cast<int>(abi) : 0;
}

Result<void> restrict_files(const fs::path& read, const fs::path& write) {
  const std::uint64_t handled = everything_of(landlock_abi());
  landlock_ruleset_attr rules{};
  rules.handled_access_fs = handled;
  const FileHandle ruleset(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0)));
  if (!ruleset) return no_landlock("making the rules");
  const auto allow = [&](const fs::path& folder, std::uint64_t access) -> Result<void> {
    const FileHandle beneath(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!beneath) return no_landlock("opening a folder");
    landlock_path_beneath_attr rule{};
    rule.allowed_access = access & handled;
    rule.parent_fd = beneath.get();
    if (::syscall(SYS_landlock_add_rule, ruleset.get(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
      return no_landlock("adding a rule");
    return {};
  };
  TRY(allow(read, kRead));
  TRY(allow(write, kWrite));
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return no_landlock("giving up privileges");
  if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) return no_landlock("closing");
  return {};
}

}  // namespace scanetrix
