// SPDX-License-Identifier: Apache-2.0
#include "serve/byte_range.h"

#include <algorithm>
#include <charconv>

namespace scanetrix {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

RangeVerdict parse_range(std::string_view header, std::uint64_t size, ByteRange& range) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit) || header.find(',') != header.npos) return RangeVerdict::whole;
  header.remove_prefix(kUnit.size());
  const std::size_t dash = header.find('-');
  if (dash == header.npos) return RangeVerdict::whole;
  const std::string_view first_text = header.substr(0, dash);
  const std::string_view last_text = header.substr(dash + 1);

  if (first_text.empty()) {  // The last so many bytes.
    const auto suffix = number(last_text);
    if (!suffix) return RangeVerdict::whole;
    if (*suffix == 0 || size == 0) return RangeVerdict::unsatisfiable;
    range.length = std::min(*suffix, size);
    range.offset = size - range.length;
    return RangeVerdict::partial;
  }
  const auto first = number(first_text);
  const auto last = last_text.empty() ? std::optional(~std::uint64_t{0}) : number(last_text);
  if (!first || !last || *last < *first) return RangeVerdict::whole;
  if (*first >= size) return RangeVerdict::unsatisfiable;
  range.offset = *first;
  range.length = std::min(*last, size - 1) - *first + 1;
  return RangeVerdict::partial;
}

}  // namespace scanetrix
