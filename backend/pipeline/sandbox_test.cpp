// SPDX-License-Identifier: Apache-2.0
#include "pipeline/sandbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <vector>

namespace scanetrix {
namespace {

using testing::ElementsAre;

// The sandbox starts this very program again; with these arguments it is a child that misbehaves.
int misbehave(const char* how) {
  if (std::strcmp(how, "speak") == 0) std::puts("one\ntwo");
  if (std::strcmp(how, "fail") == 0) return 3;
  if (std::strcmp(how, "crash") == 0) {
    ::signal(SIGSEGV, SIG_DFL);  // Not AddressSanitizer's.
    ::raise(SIGSEGV);
  }
  if (std::strcmp(how, "hang") == 0) ::pause();
  if (std::strcmp(how, "eat") == 0) {
    // Touched, so that no compiler leaves it out.
    auto* memory = static_cast<volatile char*>(std::malloc(std::size_t{1} << 32));
    if (memory == nullptr) return 4;
    memory[0] = 1;
    return 0;
  }
  if (std::strcmp(how, "fill") == 0) {
    std::FILE* file = std::tmpfile();
    const std::vector<char> bytes(1 << 20);
    for (int i = 0; i < 4; ++i)
      if (std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size()) return 5;
    return 0;
  }
  if (std::strcmp(how, "environment") == 0) std::puts(std::getenv("PATH") == nullptr ? "empty" : "leaked");
  return 0;
}

#ifdef __SANITIZE_ADDRESS__
constexpr bool kAddressSanitizer = true;  // Reserves terabytes of address space.
#else
constexpr bool kAddressSanitizer = false;
#endif

struct Run {
  SandboxEnd end;
  std::vector<std::string> lines;
};

Run run(const std::string& how, SandboxLimits limits = {}, bool keep_going = true) {
  if (kAddressSanitizer) limits.memory_bytes = 0;
  Run result;
  const auto end = run_in_sandbox(
      {"--misbehave", how}, limits, [&](const auto& line) { result.lines.push_back(line); },
      [&] { return keep_going; });
  EXPECT_TRUE(end) << end.error().message;
  result.end = end.value_or(SandboxEnd::failed);
  return result;
}

TEST(Sandbox, HandsOverWhatTheChildSays) {
  const auto result = run("speak");
  EXPECT_EQ(result.end, SandboxEnd::finished);
  EXPECT_THAT(result.lines, ElementsAre("one", "two"));
}

TEST(Sandbox, TellsFailureFromCrash) {
  EXPECT_EQ(run("fail").end, SandboxEnd::failed);
  EXPECT_EQ(run("crash").end, SandboxEnd::crashed);
}

TEST(Sandbox, AChildThatHangsIsEnded) {
  EXPECT_EQ(run("hang", {.wall_clock = std::chrono::seconds(0)}).end, SandboxEnd::timed_out);
  EXPECT_EQ(run("hang", {}, false).end, SandboxEnd::stopped);
}

TEST(Sandbox, MemoryIsLimited) {
  if (kAddressSanitizer) GTEST_SKIP() << "AddressSanitizer needs all address space";
  EXPECT_EQ(run("eat", {.memory_bytes = std::int64_t{2} << 30}).end, SandboxEnd::failed);
}

TEST(Sandbox, FilesAreLimited) {
  EXPECT_EQ(run("fill").end, SandboxEnd::finished);
  EXPECT_EQ(run("fill", {.file_bytes = 1 << 20}).end, SandboxEnd::crashed);
}

TEST(Sandbox, TheEnvironmentStaysOutside) {
  EXPECT_THAT(run("environment").lines, ElementsAre("empty"));
}

}  // namespace
}  // namespace scanetrix

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], "--misbehave") == 0) return scanetrix::misbehave(argv[2]);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
