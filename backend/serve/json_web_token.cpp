// SPDX-License-Identifier: Apache-2.0
#include "serve/json_web_token.h"

#include <sodium.h>
#include <sys/stat.h>

#include <boost/json.hpp>
#include <cstring>

#include "base/file.h"
#include "base/id.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::size_t kLongestToken = 2048;

std::string base64url(const void* bytes, std::size_t size) {
  std::string out(sodium_base64_encoded_len(size, kVariant), '\0');
  sodium_bin2base64(out.data(), out.size(), static_cast<const unsigned char*>(bytes), size, kVariant);
  out.pop_back();  // The terminating zero.
  return out;
}

std::string base64url(std::string_view text) {
  return base64url(text.data(), text.size());
}

/// Empty when it is not base64url.
std::string from_base64url(std::string_view text) {
  std::string out(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(),
                        nullptr, &size, nullptr, kVariant) != 0)
    return "";
  out.resize(size);
  return out;
}

const std::string& fixed_header() {
  static const std::string header = base64url(R"({"alg":"HS256","typ":"JWT"})");
  return header;
}

/// HMAC-SHA-256 (RFC 2104) over the signing input.
std::array<unsigned char, crypto_auth_hmacsha256_BYTES> signature(const TokenKey& key,
                                                                  std::string_view input) {
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256(mac.data(), reinterpret_cast<const unsigned char*>(input.data()), input.size(),
                         key.data());
  return mac;
}

}  // namespace

Result<TokenKey> load_token_key(const fs::path& file) {
  TokenKey key{};
  if (const auto kept = read_file(file, 4096)) {
    if (kept->size() != key.size())
      return fail(ErrorCode::internal, "the token key's file is not 32 bytes long");
    std::memcpy(key.data(), kept->data(), key.size());
    return key;
  }
  if (sodium_init() < 0) return fail(ErrorCode::internal, "no source of randomness");
  randombytes_buf(key.data(), key.size());
  TRY(write_durably(file, std::as_bytes(std::span(key))));
  if (::chmod(file.c_str(), S_IRUSR | S_IWUSR) != 0)
    return fail(ErrorCode::unavailable, "cannot keep the token key to ourselves");
  return key;
}

std::string TokenSigner::sign(const Identity& identity, UnixMs now, std::int64_t lifetime_s) const {
  const json::object claims{{"sub", identity.user_id},
                            {"adm", identity.administrator},
                            {"iat", now / 1000},
                            {"exp", now / 1000 + lifetime_s},
                            {"jti", new_id()}};
  const std::string input = fixed_header() + "." + base64url(json::serialize(claims));
  const auto mac = signature(key_, input);
  return input + "." + base64url(mac.data(), mac.size());
}

Result<Identity> TokenSigner::check(std::string_view token, UnixMs now) const {
  const auto refused = [] { return fail(ErrorCode::unauthorized, "Sign in to go on."); };
  const std::size_t dot = token.rfind('.');
  if (token.size() > kLongestToken || dot == token.npos) return refused();
  const std::string_view input = token.substr(0, dot);
  const std::string given = from_base64url(token.substr(dot + 1));
  const auto expected = signature(key_, input);
  if (given.size() != expected.size() || sodium_memcmp(given.data(), expected.data(), expected.size()) != 0)
    return refused();
  const std::size_t first_dot = input.find('.');
  if (input.substr(0, first_dot) != fixed_header()) return refused();
  try {
    const json::value claims = json::parse(from_base64url(input.substr(first_dot + 1)));
    const auto expires = claims.at("exp").to_number<std::int64_t>();
    if (expires <= now / 1000) return refused();
    return Identity{json::value_to<std::string>(claims.at("sub")), claims.at("adm").as_bool(),
                    expires * 1000};
  } catch (const std::exception&) {
    return refused();  // Signed by us and yet not ours: a claim is missing.
  }
}

}  // namespace scanetrix
