// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include <fmt/chrono.h>

#include <chrono>

namespace scanetrix {

UnixMs now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string rfc3339(UnixMs time) {
  UnixMs seconds = time / 1000;
  UnixMs rest = time % 1000;
  if (rest < 0) {
    rest += 1000;
    --seconds;
  }
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(seconds)), rest);
}

}  // namespace scanetrix
