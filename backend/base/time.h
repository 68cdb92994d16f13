// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace scanetrix {

/// Milliseconds since 1970-01-01T00:00:00Z.
using UnixMs = std::int64_t;

[[nodiscard]] UnixMs now_ms();

/// RFC 3339 in UTC with milliseconds: "2026-03-12T09:41:07.250Z".
[[nodiscard]] std::string rfc3339(UnixMs time);

}  // namespace scanetrix
