// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "serve/http_message.h"

namespace scanetrix {

/// An opaque place in a list: some texts, packed so that they fit into an address.
[[nodiscard]] std::string make_cursor(const std::vector<std::string>& parts);

/// \error bad_input  "validation_failed": not one that make_cursor() gave, or not of `count` parts.
Result<std::vector<std::string>> read_cursor(const std::string& cursor, std::size_t count);

/// The query's `limit`, or `usual` when it is not there. \error bad_input  "validation_failed": not 1 …
/// `most`.
Result<int> parse_limit(const Request& request, int usual, int most);

}  // namespace scanetrix
