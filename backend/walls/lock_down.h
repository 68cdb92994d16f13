// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/result.h"
#include "walls/allowed_calls.h"
#include "walls/own_root.h"

namespace scanetrix {

/// Which walls the kernel lets us build around a process.
struct Walls {
  bool call_filter = false;          ///< seccomp-bpf; see allowed_calls.h.
  int landlock = 0;                  ///< Its ABI; 0 is none. See landlock.h.
  OwnRoot own_root = OwnRoot::none;  ///< See own_root.h.

  /// Nothing outside the folder can be opened, and no call made that its work does not need.
  [[nodiscard]] bool are_whole() const { return call_filter && (landlock > 0 || own_root != OwnRoot::none); }
};

/// What lock_down() will find here. From any thread. Cost: two processes that end at once.
/// \error unavailable
Result<Walls> available_walls();

/// Closes this process in, for good: no privileges; reading below in/ and out/ of `folder`, writing below
/// out/, nothing elsewhere; no new process, program, socket, device or link; executable memory for inference
/// alone.
///
/// A call that is not on the list kills the process (SIGSYS). Opening a file outside fails with EACCES or
/// ENOENT, because libraries try some in good faith.
///
/// Call it before the first thread, with nothing open but the standard streams, once everything is loaded
/// that comes from elsewhere (prepare_ingest(), prepare_unpack(), prepare_inference()). From then on `folder`
/// is the working directory, and only relative paths lead anywhere.
///
/// \return The walls that stand. One that the kernel does not have is left out: decision 8.
/// \error unavailable  One that it has did not go up. The process must end without decoding anything.
Result<Walls> lock_down(const std::filesystem::path& folder, Work work);

}  // namespace scanetrix
