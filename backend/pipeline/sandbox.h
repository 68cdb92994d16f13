// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace scanetrix {

/// What to run.
struct SandboxProgram {
  std::filesystem::path path;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;  ///< "NAME=value"; nothing else is handed on.
};

struct SandboxLimits {
  std::int64_t memory_bytes = std::int64_t{16} << 30;  ///< RLIMIT_AS; 0 is none.
  std::int64_t file_bytes = std::int64_t{64} << 30;    ///< RLIMIT_FSIZE: the longest file it may write.
  std::chrono::seconds wall_clock{1800};               ///< Then it is killed.
};

/// How a child ended.
enum class SandboxEnd {
  finished,  ///< Exit status 0.
  failed,    ///< Another exit status.
  crashed,   ///< A signal that we did not send.
  timed_out,
  stopped,  ///< `keep_going` said no.
};

/// Runs a program of ours as a child that cannot gain privileges, dump core, outlive us or
/// take more than its limits; its standard error goes nowhere (a library's
/// complaint may quote a patient), its standard output is read line by line. The walls around what it may
/// open and call it puts up itself, once it has loaded what it needs (lock_down.h).
///
/// No RLIMIT_NPROC: it counts everything that the user runs, so one upload would fail for another's threads.
/// The child cannot start processes, and its threads' stacks count against its memory.
///
/// \param on_line     Each line of standard output.
/// \param keep_going  Asked about five times a second; false kills the child.
/// \error unavailable  It could not be started.
Result<SandboxEnd> run_program_in_sandbox(const SandboxProgram& program, const SandboxLimits& limits,
                                          const std::function<void(const std::string&)>& on_line,
                                          const std::function<bool()>& keep_going);

/// The same for this very program, with an empty environment.
Result<SandboxEnd> run_in_sandbox(const std::vector<std::string>& arguments, const SandboxLimits& limits,
                                  const std::function<void(const std::string&)>& on_line,
                                  const std::function<bool()>& keep_going);

}  // namespace scanetrix
