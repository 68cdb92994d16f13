// SPDX-License-Identifier: Apache-2.0
#include "walls/allowed_calls.h"

#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <memory>
#include <system_error>

namespace scanetrix {
namespace {

#ifndef PR_SET_VMA
constexpr int PR_SET_VMA = 0x53564d41;
#endif

/// Calls that this architecture does not have carry negative numbers, which libseccomp passes over.
constexpr int kAllowed[] = {
    // Files. Which ones is for Landlock and the root to say. No links, no nodes, no owners, no modes.
    SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(close), SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64),
    SCMP_SYS(preadv), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(pwrite64), SCMP_SYS(pwritev),
    SCMP_SYS(lseek), SCMP_SYS(_llseek), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(fstat),
    SCMP_SYS(newfstatat), SCMP_SYS(fstatat64), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs),
    SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd), SCMP_SYS(getdents64), SCMP_SYS(fcntl), SCMP_SYS(dup), SCMP_SYS(fsync),
    SCMP_SYS(fdatasync), SCMP_SYS(sync_file_range), SCMP_SYS(ftruncate), SCMP_SYS(fallocate),
    SCMP_SYS(fadvise64), SCMP_SYS(copy_file_range), SCMP_SYS(sendfile), SCMP_SYS(mkdir), SCMP_SYS(mkdirat),
    SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
    SCMP_SYS(rmdir),
    // Memory; mmap and mprotect are below.
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
    // Threads, waiting, the end; clone is below.
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(membarrier), SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(poll), SCMP_SYS(ppoll),
    SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep), SCMP_SYS(restart_syscall), SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    // Signals; tgkill, to ourselves alone, is below.
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
    // The time, and what a process may know about itself.
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time),
    SCMP_SYS(getrandom), SCMP_SYS(getrusage), SCMP_SYS(getrlimit), SCMP_SYS(sysinfo), SCMP_SYS(uname),
    SCMP_SYS(getcpu), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid)};

struct Failing {
  int call;
  int error;
};
/// Tried in good faith; who is told no goes on without.
constexpr Failing kFailing[] = {
    {SCMP_SYS(clone3), ENOSYS},  // Its flags lie in memory, out of a filter's sight; glibc then takes clone.
    {SCMP_SYS(openat2), ENOSYS},
    {SCMP_SYS(ioctl), ENOTTY},  // Standard input and output ask whether this is a terminal.
    {SCMP_SYS(mlock), EPERM}};

/// A new thread of this process, in no new namespace.
constexpr std::uint64_t kThread = CLONE_VM | CLONE_THREAD;
constexpr std::uint64_t kNamespaces =
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

struct FilterCloser {
  void operator()(void* filter) const { seccomp_release(filter); }
};

auto no_filter(int error) {
  return fail(ErrorCode::unavailable,
              "the filter of system calls did not go up: " + std::generic_category().message(-error));
}

}  // namespace

bool can_filter_calls() {
  const std::uint32_t action = SECCOMP_RET_KILL_PROCESS;
  return ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

Result<void> allow_only_calls_of(Work work) {
  // Calls of another architecture or of x32 are killed by default.
  const std::unique_ptr<void, FilterCloser> filter(seccomp_init(SCMP_ACT_KILL_PROCESS));
  if (filter == nullptr) return no_filter(-ENOMEM);
  int error = 0;
  const auto add = [&](std::uint32_t action, int call, auto... conditions) {
    if (error == 0)
      error = seccomp_rule_add(filter.get(), action, call, sizeof...(conditions), conditions...);
  };
  for (const int call : kAllowed) add(SCMP_ACT_ALLOW, call);
  for (const Failing& failing : kFailing)
    add(SCMP_ACT_ERRNO(static_cast<std::uint32_t>(failing.error)), failing.call);
  // No memory that can be run: what is loaded now is all the code there will be, but for what a network's
  // library writes for itself.
  if (work == Work::inference) add(SCMP_ACT_ALLOW, SCMP_SYS(mprotect));
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(mprotect)}) {
    if (work == Work::inference && call == SCMP_SYS(mprotect)) continue;
    add(SCMP_ACT_ALLOW, call, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    add(SCMP_ACT_ERRNO(EACCES), call, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
  }
  add(SCMP_ACT_ALLOW, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, kThread | kNamespaces, kThread));
  add(SCMP_ACT_ALLOW, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, static_cast<std::uint64_t>(::getpid())));
  add(SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0));  // Asks and changes nothing.
  add(SCMP_ACT_ALLOW, SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
  add(SCMP_ACT_ALLOW, SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_VMA));
  if (error == 0) error = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1);
  if (error == 0) error = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
  if (error == 0) error = seccomp_load(filter.get());  // Sets no_new_privs too.
  if (error != 0) return no_filter(error);
  return {};
}

}  // namespace scanetrix
