// SPDX-License-Identifier: Apache-2.0
#include "walls/allowed_calls.h"

#include <gtest/gtest.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <csignal>
#include <cstdlib>
#include <functional>
#include <thread>
#include <vector>

#include "walls/forked.h"

namespace scanetrix {
namespace {

class AllowedCalls : public testing::Test {
 protected:
  void SetUp() override {
    if (!can_filter_calls()) GTEST_SKIP() << "this kernel filters no system calls";
  }
  /// What becomes of a process that does this behind the filter; 42 where the filter did not go up.
  static std::string behind(const std::function<int()>& body, Work work = Work::decoding) {
    return in_fork([&] { return allow_only_calls_of(work) ? body() : 42; });
  }
};

const std::string kKilled = "signal " + std::to_string(SIGSYS);

TEST_F(AllowedCalls, WhatDecodingNeedsGoesOn) {
  EXPECT_EQ(behind([] {
              std::vector<int> sums(8);
              std::vector<std::jthread> threads;
              for (int& sum : sums)
                threads.emplace_back([&sum] {
                  const std::vector<int> numbers(1 << 20, 1);
                  for (const int number : numbers) sum += number;
                });
              threads.clear();
              try {
                throw std::runtime_error("caught");
              } catch (const std::runtime_error&) {
                return sums[7] == 1 << 20 ? 7 : 8;
              }
            }),
            "exit 7");
}

TEST_F(AllowedCalls, AbortIsStillAbort) {
  EXPECT_EQ(behind([]() -> int { std::abort(); }), "signal " + std::to_string(SIGABRT));
}

TEST_F(AllowedCalls, NoSockets) {
  EXPECT_EQ(behind([] { return ::socket(AF_INET, SOCK_STREAM, 0); }), kKilled);
  EXPECT_EQ(behind([] { return ::socket(AF_UNIX, SOCK_STREAM, 0); }), kKilled);
}

TEST_F(AllowedCalls, NoPrograms) {
  EXPECT_EQ(behind([] { return ::execl("/bin/true", "true", nullptr); }), kKilled);
}

TEST_F(AllowedCalls, NoProcesses) {
  EXPECT_EQ(behind([] { return ::fork() < 0 ? 1 : 0; }), kKilled);
  EXPECT_EQ(behind([] { return ::vfork() < 0 ? 1 : 0; }), kKilled);
}

TEST_F(AllowedCalls, NoNamespaces) {
  EXPECT_EQ(behind([] { return ::unshare(CLONE_NEWUSER); }), kKilled);
  EXPECT_EQ(
      behind([] { return static_cast<int>(::syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0)); }),
      kKilled);
  EXPECT_EQ(behind([] { return ::syscall(SYS_clone3, nullptr, 0) < 0 && errno == ENOSYS ? 7 : 8; }),
            "exit 7");
}

TEST_F(AllowedCalls, NothingThatReachesOtherProcessesOrTheKernel) {
  EXPECT_EQ(behind([] { return static_cast<int>(::ptrace(PTRACE_TRACEME, 0, 0, 0)); }), kKilled);
  EXPECT_EQ(behind([] { return ::kill(::getpid(), 0); }), kKilled);
  EXPECT_EQ(behind([] { return static_cast<int>(::syscall(SYS_tgkill, 1, 1, 0)); }), kKilled);
  EXPECT_EQ(behind([] { return ::mount("none", "/", "tmpfs", 0, nullptr); }), kKilled);
  EXPECT_EQ(behind([] { return ::chroot("/"); }), kKilled);
  for (const long call :
       {long{SYS_keyctl}, long{SYS_bpf}, long{SYS_perf_event_open}, long{SYS_io_uring_setup},
        long{SYS_userfaultfd}, long{SYS_process_vm_readv}, long{SYS_memfd_create}})
    EXPECT_EQ(behind([&] { return static_cast<int>(::syscall(call, 0, 0, 0, 0, 0)); }), kKilled) << call;
}

TEST_F(AllowedCalls, NoLinksNodesOrModes) {
  EXPECT_EQ(behind([] { return ::symlink("/etc/passwd", "link"); }), kKilled);
  EXPECT_EQ(behind([] { return ::link("/etc/passwd", "link"); }), kKilled);
  EXPECT_EQ(behind([] { return ::mkfifo("fifo", 0600); }), kKilled);
  EXPECT_EQ(behind([] { return ::chmod(".", 0777); }), kKilled);
}

TEST_F(AllowedCalls, NoMemoryThatRuns) {
  EXPECT_EQ(behind([] {
              void* page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              if (page != MAP_FAILED) return 8;
              page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              return page != MAP_FAILED && ::mprotect(page, 4096, PROT_READ | PROT_EXEC) != 0 ? 7 : 9;
            }),
            "exit 7");
}

TEST_F(AllowedCalls, InferenceMayMakeMemoryRunAndMapsNoneThatDoes) {
  EXPECT_EQ(behind(
                [] {
                  void* page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                  if (page != MAP_FAILED) return 8;
                  page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                  const int all = PROT_READ | PROT_WRITE | PROT_EXEC;
                  return page != MAP_FAILED && ::mprotect(page, 4096, all) == 0 ? 7 : 9;
                },
                Work::inference),
            "exit 7");
}

TEST_F(AllowedCalls, InferenceHasNoSocketsProgramsOrProcessesEither) {
  EXPECT_EQ(behind([] { return ::socket(AF_INET, SOCK_STREAM, 0); }, Work::inference), kKilled);
  EXPECT_EQ(behind([] { return ::execl("/bin/true", "true", nullptr); }, Work::inference), kKilled);
  EXPECT_EQ(behind([] { return ::fork() < 0 ? 1 : 0; }, Work::inference), kKilled);
  EXPECT_EQ(behind([] { return static_cast<int>(::ptrace(PTRACE_TRACEME, 0, 0, 0)); }, Work::inference),
            kKilled);
}

TEST_F(AllowedCalls, LimitsAreAskedForAndNotChanged) {
  EXPECT_EQ(behind([] {
              rlimit limit{};
              return ::getrlimit(RLIMIT_STACK, &limit) == 0 ? 7 : 8;
            }),
            "exit 7");
  EXPECT_EQ(behind([] {
              const rlimit limit{1024, 1024};
              return ::setrlimit(RLIMIT_NOFILE, &limit);
            }),
            kKilled);
}

#ifdef __x86_64__
/// getpid of i386, through its own gate.
int call_as_i386() {
  int result = 20;
  __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
  return result > 0 ? 0 : 1;
}

TEST_F(AllowedCalls, NoOtherArchitecturesCalls) {
  // A kernel without IA32 emulation has no such gate at all.
  const std::string no_gate = "signal " + std::to_string(SIGSEGV);
  const std::string free = in_fork(call_as_i386);
  ASSERT_TRUE(free == "exit 0" || free == no_gate) << free;
  EXPECT_EQ(behind(call_as_i386), free == no_gate ? no_gate : kKilled);
  // Of x32.
  EXPECT_EQ(behind([] { return static_cast<int>(::syscall(0x40000000 | 39)); }), kKilled);
}
#endif

}  // namespace
}  // namespace scanetrix
