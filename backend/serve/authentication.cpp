// SPDX-License-Identifier: Apache-2.0
#include "serve/authentication.h"

#include <sodium.h>

#include <boost/json.hpp>

#include "base/hash.h"
#include "base/id.h"
#include "serve/wire.h"

namespace scanetrix {
namespace {

constexpr UnixMs kGraceMs = 10'000;

std::string new_refresh_token() {
  return new_id() + new_id();
}

std::string cookie(const std::string& token, bool secure) {
  return fmt::format("{}={}; HttpOnly; SameSite=Strict; Path=/api/v1/auth; Max-Age={}{}", kRefreshCookie,
                     token, kRefreshLifetimeS, secure ? "; Secure" : "");
}

Response session_response(int status, const UserRow& user, const std::string& refresh_token,
                          const Request& request, const Services& services) {
  const Identity identity{user.id, user.role == Role::administrator};
  Response response =
      json_response(status, {{"user", user_to_json(user)},
                             {"accessToken", services.tokens.sign(identity, now_ms(), kAccessLifetimeS)},
                             {"expiresIn", kAccessLifetimeS}});
  response.with("Set-Cookie", cookie(refresh_token, request.secure));
  return response;
}

}  // namespace

Result<Identity> authenticate(const Request& request, const TokenSigner& tokens) {
  const std::string header = request.header("authorization");
  constexpr std::string_view kScheme = "Bearer ";
  if (header.size() <= kScheme.size() ||
      !std::equal(kScheme.begin(), kScheme.end(), header.begin(), [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
      }))
    return fail(ErrorCode::unauthorized, "Sign in to go on.");
  return tokens.check(std::string_view(header).substr(kScheme.size()), now_ms());
}

Result<Response> begin_session(int status, const UserRow& user, const Request& request,
                               const Services& services) {
  const std::string token = new_refresh_token();
  TRY(services.library.accounts.add_refresh_token(
      sha256_hex(as_bytes(token)),
      {.family = new_id(), .user_id = user.id, .expires_at = now_ms() + kRefreshLifetimeS * 1000}));
  return session_response(status, user, token, request, services);
}

Result<Response> continue_session(const Request& request, const Services& services) {
  const std::string token = request.cookie(kRefreshCookie);
  const std::string next = new_refresh_token();
  const RefreshRow row = TRY(
      services.library.accounts.rotate_refresh_token(sha256_hex(as_bytes(token)), sha256_hex(as_bytes(next)),
                                                     now_ms() + kRefreshLifetimeS * 1000, kGraceMs));
  const UserRow user = TRY(services.library.accounts.user(row.user_id));
  if (user.disabled) return fail(ErrorCode::unauthorized, "session_expired", "This account is closed.");
  return session_response(200, user, next, request, services);
}

std::string expired_cookie() {
  return fmt::format("{}=; HttpOnly; SameSite=Strict; Path=/api/v1/auth; Max-Age=0", kRefreshCookie);
}

}  // namespace scanetrix
