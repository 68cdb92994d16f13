// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "serve/http_message.h"

namespace scanetrix {

/// The secret that access tokens are signed with.
using TokenKey = std::array<unsigned char, 32>;

/// Reads the key, or makes one the first time (mode 0600).
Result<TokenKey> load_token_key(const std::filesystem::path& file);

/// Signs and checks access tokens: a JWS in compact form (RFC 7515) with HS256 and a fixed header, claims
/// `sub`, `adm`, `iat`, `exp`, `jti` (RFC 7519). There is no second algorithm, so none can be mistaken for
/// another. Any thread.
class TokenSigner {
 public:
  explicit TokenSigner(const TokenKey& key) : key_(key) {}

  [[nodiscard]] std::string sign(const Identity& identity, UnixMs now, std::int64_t lifetime_s) const;

  /// \error unauthorized  Not ours, changed, or expired at `now`.
  [[nodiscard]] Result<Identity> check(std::string_view token, UnixMs now) const;

 private:
  TokenKey key_;
};

}  // namespace scanetrix
