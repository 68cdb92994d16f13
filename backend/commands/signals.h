// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace scanetrix {

/// Blocks SIGTERM and SIGINT in this thread and all that it starts, so that wait_for_stop_signal() gets them;
/// ignores SIGPIPE. Call first, before any thread.
void block_stop_signals();

/// Sleeps until SIGTERM or SIGINT comes.
void wait_for_stop_signal();

/// As above, but at most `timeout_ms`. \return Whether one came.
bool wait_for_stop_signal(int timeout_ms);

}  // namespace scanetrix
