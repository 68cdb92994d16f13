// SPDX-License-Identifier: Apache-2.0
#include "base/id.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <new>

namespace scanetrix {
namespace {
constexpr std::string_view kAlphabet =
    "0123456789abcdefghjkmnpqrstvwxyz";  // Crockford's base 32, lower case.
constexpr std::size_t kLength = 26;
}  // namespace

std::string new_id() {
  if (sodium_init() < 0) throw std::bad_alloc();  // No source of randomness: nothing can go on.
  std::array<unsigned char, kLength> random{};
  randombytes_buf(random.data(), random.size());
  std::string id;
  for (const unsigned char byte : random) id += kAlphabet[byte % kAlphabet.size()];
  return id;
}

std::array<std::uint8_t, 16> random_bits() {
  if (sodium_init() < 0) throw std::bad_alloc();
  std::array<std::uint8_t, 16> bits{};
  randombytes_buf(bits.data(), bits.size());
  return bits;
}

bool is_id(std::string_view text) {
  return text.size() == kLength &&
         std::all_of(text.begin(), text.end(), [](char c) { return kAlphabet.find(c) != kAlphabet.npos; });
}

}  // namespace scanetrix
