// SPDX-License-Identifier: Apache-2.0
#include "serve/json_web_token.h"

#include <gtest/gtest.h>
#include <sodium.h>
#include <sys/stat.h>

#include <filesystem>

namespace scanetrix {
namespace {

constexpr UnixMs kNow = 1'700'000'000'000;

TokenSigner signer() {
  return TokenSigner(TokenKey{1, 2, 3});
}

std::string base64url(std::string_view text) {
  std::string out(sodium_base64_encoded_len(text.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  out.pop_back();
  return out;
}

/// A token with any header and claims, rightly signed.
std::string forge(std::string_view header, std::string_view claims) {
  const TokenKey key{1, 2, 3};
  const std::string input = base64url(header) + "." + base64url(claims);
  unsigned char mac[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256(mac, reinterpret_cast<const unsigned char*>(input.data()), input.size(), key.data());
  return input + "." + base64url({reinterpret_cast<const char*>(mac), sizeof mac});
}

TEST(TokenSigner, ATokenTellsWhoItIs) {
  const std::string token = signer().sign({"user-1", true}, kNow, 900);
  const auto identity = signer().check(token, kNow + 899'000);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->user_id, "user-1");
  EXPECT_TRUE(identity->administrator);
}

TEST(TokenSigner, ItExpires) {
  const std::string token = signer().sign({"user-1", false}, kNow, 900);
  EXPECT_EQ(signer().check(token, kNow + 900'000).error().code, ErrorCode::unauthorized);
}

TEST(TokenSigner, EveryChangedCharacterSpoilsIt) {
  const std::string token = signer().sign({"user-1", false}, kNow, 900);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    // The last character of 43 carries two bits that are not part of the signature; libsodium refuses them
    // when set.
    EXPECT_FALSE(signer().check(changed, kNow)) << i;
  }
}

TEST(TokenSigner, AnotherKeysTokenIsNotOurs) {
  EXPECT_FALSE(TokenSigner(TokenKey{9}).check(signer().sign({"u", false}, kNow, 900), kNow));
}

TEST(TokenSigner, NoOtherAlgorithmAndNoMissingClaimPasses) {
  const std::string claims = R"({"sub":"u","adm":true,"iat":1,"exp":99999999999,"jti":"x"})";
  EXPECT_TRUE(signer().check(forge(R"({"alg":"HS256","typ":"JWT"})", claims), kNow));
  EXPECT_FALSE(signer().check(forge(R"({"alg":"none","typ":"JWT"})", claims), kNow));
  EXPECT_FALSE(signer().check(forge(R"({"alg":"HS512","typ":"JWT"})", claims), kNow));
  EXPECT_FALSE(signer().check(forge(R"({"alg":"HS256","typ":"JWT"})", R"({"sub":"u","adm":true})"), kNow));
  EXPECT_FALSE(signer().check(forge(R"({"alg":"HS256","typ":"JWT"})", "not json"), kNow));
}

TEST(TokenSigner, JunkIsRefused) {
  for (const std::string& junk :
       {std::string(), std::string("."), std::string(".."), std::string(100'000, 'a')})
    EXPECT_FALSE(signer().check(junk, kNow));
}

TEST(TokenKeyFile, IsMadeOnceAndKeptToOurselves) {
  const std::filesystem::path file = testing::TempDir() + "scanetrix-token-key-test";
  std::filesystem::remove(file);
  const auto first = load_token_key(file);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(*load_token_key(file), *first);
  EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms(0600));
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace scanetrix
