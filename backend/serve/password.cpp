// SPDX-License-Identifier: Apache-2.0
#include "serve/password.h"

#include <sodium.h>

#include <algorithm>
#include <semaphore>

namespace scanetrix {
namespace {

constexpr std::size_t kLeastCharacters = 10;
constexpr std::size_t kMostBytes = 256;

std::counting_semaphore<2>& slots() {
  static std::counting_semaphore<2> semaphore(2);
  return semaphore;
}

class Slot {
 public:
  Slot() { slots().acquire(); }
  ~Slot() { slots().release(); }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
};

/// The hash of nothing that anybody knows; checked in place of an unknown account's.
const std::string& decoy_hash() {
  static const std::string hash = [] {
    std::string random(32, '\0');
    randombytes_buf(random.data(), random.size());
    return hash_password(random).value_or("");
  }();
  return hash;
}

std::size_t count_characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

Result<std::string> hash_password(std::string_view password) {
  if (sodium_init() < 0) return fail(ErrorCode::internal, "no source of randomness");
  const Slot slot;
  char hash[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(hash, password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                            crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return fail(ErrorCode::unavailable, "no memory to hash a password");
  return std::string(hash);
}

bool check_password(const std::string& hash, std::string_view password) {
  const std::string& checked = hash.empty() ? decoy_hash() : hash;
  const Slot slot;
  const bool right = crypto_pwhash_str_verify(checked.c_str(), password.data(), password.size()) == 0;
  return right && !hash.empty();
}

std::string weakness_of(std::string_view password, std::string_view email) {
  if (count_characters(password) < kLeastCharacters) return "Choose a password of at least 10 characters.";
  if (password.size() > kMostBytes) return "Choose a password of at most 256 bytes.";
  if (password == email) return "Choose a password that is not your e-mail address.";
  if (std::all_of(password.begin(), password.end(), [&](char c) { return c == password.front(); }))
    return "Choose a password of more than one character.";
  return "";
}

}  // namespace scanetrix
