// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace scanetrix {

/// Of a connection that is to take or give bytes: without a single one.
constexpr auto kTransferTimeout = std::chrono::seconds(30);

}  // namespace scanetrix
