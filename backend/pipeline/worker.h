// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>

#include "pipeline/library.h"

namespace scanetrix {

/// Takes jobs from the queue until `stop` is set; then ends the one in hand if that takes less than
/// `grace_ms`, else gives it back. Also takes over jobs whose worker has died. Cost at rest: one small query
/// ten times a second.
void run_worker(const Library& library, const std::atomic<bool>& stop, UnixMs grace_ms);

/// One job if there is one. \return Whether there was.
bool work_once(const Library& library, const std::string& worker, const std::function<bool()>& keep_going);

/// A name that no other worker has.
[[nodiscard]] std::string worker_name();

}  // namespace scanetrix
