// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "serve/http_message.h"

namespace scanetrix {

/// The request's Origin when `allowed` (comma-separated origins) lists it, else empty: closed by default.
[[nodiscard]] std::string allowed_origin(const Request& request, std::string_view allowed);

/// The answer to OPTIONS (Fetch standard, CORS preflight): which methods and headers a listed origin may
/// send.
[[nodiscard]] Response preflight(const Request& request, std::string_view allowed);

/// What every answer carries: no sniffing, no framing, and for a listed origin the leave to read it.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> common_headers(const Request& request,
                                                                              std::string_view allowed);

}  // namespace scanetrix
