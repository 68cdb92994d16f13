// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "serve/services.h"

namespace scanetrix {

/// Who sends this request, by its Authorization header (RFC 6750). \error unauthorized
Result<Identity> authenticate(const Request& request, const TokenSigner& tokens);

inline constexpr auto kRefreshCookie = "scanetrix_refresh";
inline constexpr std::int64_t kAccessLifetimeS = 900;         // 15 minutes
inline constexpr std::int64_t kRefreshLifetimeS = 2'592'000;  // 30 days

/// {user, accessToken, expiresIn} and the refresh cookie, in a new family. \error unavailable
Result<Response> begin_session(int status, const UserRow& user, const Request& request,
                               const Services& services);

/// Exchanges the cookie for a new session. \error unauthorized  "session_expired"
Result<Response> continue_session(const Request& request, const Services& services);

/// The Set-Cookie value that removes the cookie.
[[nodiscard]] std::string expired_cookie();

}  // namespace scanetrix
