// SPDX-License-Identifier: Apache-2.0
#include "commands/signals.h"

#include <pthread.h>

#include <cerrno>
#include <csignal>
#include <ctime>

namespace scanetrix {
namespace {

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

void block_stop_signals() {
  const sigset_t signals = stop_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void wait_for_stop_signal() {
  const sigset_t signals = stop_signals();
  int received = 0;
  while (::sigwait(&signals, &received) != 0) {
  }
}

bool wait_for_stop_signal(int timeout_ms) {
  const sigset_t signals = stop_signals();
  const timespec timeout{timeout_ms / 1000, (timeout_ms % 1000) * 1'000'000L};
  return ::sigtimedwait(&signals, nullptr, &timeout) > 0;
}

}  // namespace scanetrix
