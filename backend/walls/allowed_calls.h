// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

namespace scanetrix {

/// Whether the kernel can filter system calls (seccomp-bpf, with the action that kills the process).
[[nodiscard]] bool can_filter_calls();

/// What a process behind walls is for.
enum class Work {
  decoding,
  /// Running a network: oneDNN writes the code that it runs for the processor and the shapes at hand, so
  /// memory may be made executable (mprotect), though never mapped so.
  inference,
};

/// From now on this process, all its threads, can make only the calls on the list in allowed_calls.cpp:
/// files, memory, threads, clocks. Any other kills it with SIGSYS; a few that libraries try in good faith
/// fail instead. \error unavailable  The kernel did not take the filter.
Result<void> allow_only_calls_of(Work work);

}  // namespace scanetrix
