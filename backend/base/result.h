// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace scanetrix {

/// What went wrong, in terms that a caller can act on.
enum class ErrorCode {
  bad_input,    ///< Malformed. The same bytes will fail again.
  unsupported,  ///< Well formed, but a kind that is not read.
  not_found,
  conflict,      ///< Against what is there already.
  too_large,     ///< Over a limit that somebody set.
  unauthorized,  ///< Nobody is signed in, or the secret is wrong.
  forbidden,     ///< Somebody is, and may not.
  throttled,     ///< Too often. Later is fine.
  cancelled,
  unavailable,  ///< Disk, database or device does not answer. May work later.
  internal,     ///< Our own mistake.
};

struct Error {
  ErrorCode code;
  std::string
      message;  ///< One sentence: place, value, what was expected. No patient data, no path of the server.
  std::string_view
      slug;  ///< Stable name for the wire ("duplicate_slice"); static storage. Empty: the code's own.
};

template <typename T>
using Result = tl::expected<T, Error>;

inline auto fail(ErrorCode code, std::string message) {
  return tl::make_unexpected(Error{code, std::move(message), {}});
}

/// As above, with the stable name that the wire gives this error.
inline auto fail(ErrorCode code, std::string_view slug, std::string message) {
  return tl::make_unexpected(Error{code, std::move(message), slug});
}

namespace detail {
template <typename T>
T take(Result<T>&& result) {
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}
}  // namespace detail

}  // namespace scanetrix

/// The value of `expression`, or an early return of its error. (A GNU statement expression.)
#define TRY(expression) SCANETRIX_TRY_AS(expression, __COUNTER__)
#define SCANETRIX_TRY_AS(expression, number) SCANETRIX_TRY_JOIN(expression, number)
#define SCANETRIX_TRY_JOIN(expression, number) SCANETRIX_TRY_NAMED(expression, try_result_##number)
#define SCANETRIX_TRY_NAMED(expression, name)                       \
  __extension__({                                                   \
    auto name = (expression);                                       \
    if (!name) return tl::make_unexpected(std::move(name.error())); \
    ::scanetrix::detail::take(std::move(name));                     \
  })
