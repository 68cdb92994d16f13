// SPDX-License-Identifier: Apache-2.0
#include "walls/own_root.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "base/file.h"

namespace scanetrix {
namespace {

auto no_root(std::string_view doing) {
  const int error = errno;
  return fail(ErrorCode::unavailable, fmt::format("the decoding process got no root of its own, {}: {}",
                                                  doing, std::generic_category().message(error)));
}

/// What a new user namespace is told: the same user and group inside as outside, and nobody else.
struct Identity {
  std::string users = fmt::format("{0} {0} 1", ::geteuid());
  std::string groups = fmt::format("{0} {0} 1", ::getegid());
};

bool write_to(const char* file, std::string_view text) {
  const FileHandle handle(::open(file, O_WRONLY | O_CLOEXEC));
  return handle && ::write(handle.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// Only calls that are safe after a fork.
bool enter_user_namespace(const Identity& identity) {
  return ::unshare(CLONE_NEWUSER) == 0 && write_to("/proc/self/setgroups", "deny") &&
         write_to("/proc/self/uid_map", identity.users) && write_to("/proc/self/gid_map", identity.groups);
}

/// Whether a process that does `attempt` can then change its root. \error unavailable
template <typename Attempt>
Result<bool> succeeds(Attempt attempt) {
  const pid_t child = ::fork();
  if (child < 0) return no_root("starting a process");
  if (child == 0) ::_exit(attempt() && ::chroot("/") == 0 ? 0 : 1);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return no_root("waiting for a process");
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

std::string_view name_of(OwnRoot how) {
  switch (how) {
    case OwnRoot::none:
      return "none";
    case OwnRoot::privilege:
      return "privilege";
    case OwnRoot::user_namespace:
      return "user_namespace";
  }
  std::abort();
}

Result<OwnRoot> available_root() {
  if (TRY(succeeds([] { return true; }))) return OwnRoot::privilege;
  const Identity identity;
  if (TRY(succeeds([&] { return enter_user_namespace(identity); }))) return OwnRoot::user_namespace;
  return OwnRoot::none;
}

Result<void> enter_root(const fs::path& folder, OwnRoot how) {
  if (how == OwnRoot::user_namespace && !enter_user_namespace(Identity()))
    return no_root("entering a user namespace");
  if (::chdir(folder.c_str()) != 0) return no_root("entering the folder");
  if (::chroot(".") != 0) return no_root("changing it");
  return drop_capabilities();
}

Result<void> drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const __user_cap_data_struct nothing[_LINUX_CAPABILITY_U32S_3]{};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::syscall(SYS_capset, &header, nothing) != 0)
    return no_root("giving up capabilities");
  return {};
}

}  // namespace scanetrix
