// SPDX-License-Identifier: Apache-2.0
#include "ingest/natural_order.h"

#include <algorithm>
#include <string>

namespace scanetrix {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// '/' lowest; letters folded to lower case; the rest as it is.
int rank_of(char c) {
  if (c == '/') return -1;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 'a';
  return static_cast<unsigned char>(c);
}

/// The run of digits that starts at `text`, without leading zeros; moves `text` behind it.
std::string_view take_number(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  std::string_view digits = text.substr(0, end);
  text.remove_prefix(end);
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

}  // namespace

bool comes_before_naturally(std::string_view a, std::string_view b) {
  std::string_view left = a;
  std::string_view right = b;
  while (!left.empty() && !right.empty()) {
    if (is_digit(left.front()) && is_digit(right.front())) {
      const std::string_view x = take_number(left);
      const std::string_view y = take_number(right);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
      continue;
    }
    const int x = rank_of(left.front());
    const int y = rank_of(right.front());
    if (x != y) return x < y;
    left.remove_prefix(1);
    right.remove_prefix(1);
  }
  if (left.empty() != right.empty()) return left.empty();
  return a < b;
}

}  // namespace scanetrix
