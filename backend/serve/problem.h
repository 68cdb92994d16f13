// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "serve/http_message.h"

namespace scanetrix {

/// A field of a request's body that is not as it should be.
struct FieldError {
  std::string field;
  std::string message;
};

/// The status that an error has on the wire. The only place that knows.
[[nodiscard]] int http_status(const Error& error);

/// RFC 9457 problem details with a stable code. What went wrong on our side is not told to the client.
[[nodiscard]] Response problem(const Error& error);

/// 422 "validation_failed", each field named.
[[nodiscard]] Response problem(const std::vector<FieldError>& fields);

/// Any other, by hand.
[[nodiscard]] Response problem(int status, std::string_view code, std::string_view detail);

}  // namespace scanetrix
