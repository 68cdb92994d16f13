// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/library.h"
#include "serve/json_web_token.h"
#include "serve/metrics.h"

namespace scanetrix {

/// What handlers work with. Lives as long as the server. Safe from any thread.
struct Services {
  const Library& library;
  TokenSigner tokens;
  Metrics& metrics;
};

}  // namespace scanetrix
