// SPDX-License-Identifier: Apache-2.0
#include "ingest/text_numbers.h"

#include <charconv>
#include <cmath>

namespace scanetrix {
namespace {

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

template <typename T>
std::optional<T> parsed(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  T value{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return value;
}

template <typename T>
Result<void> append_numbers(std::string_view text, Bytes& out, std::uint64_t bytes) {
  const auto is_between = [](char c) { return is_blank(c) || c == ','; };
  while (out.size() < bytes) {
    while (!text.empty() && is_between(text.front())) text.remove_prefix(1);
    if (text.empty())
      return damaged(fmt::format("The text has {} numbers; {} were expected.", out.size() / sizeof(T),
                                 bytes / sizeof(T)));
    std::size_t length = 0;
    while (length < text.size() && !is_between(text[length])) ++length;
    const auto value = parsed<T>(text.substr(0, length));
    if (!value)
      return damaged(
          fmt::format("Number {} of the text is none that its type holds.", out.size() / sizeof(T) + 1));
    append(out, *value);
    text.remove_prefix(length);
  }
  return {};
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    if (text.empty()) return words;
    std::size_t length = 0;
    while (length < text.size() && !is_blank(text[length])) ++length;
    words.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
}

std::optional<std::int64_t> whole_number(std::string_view word) {
  return parsed<std::int64_t>(word);
}

std::optional<double> real_number(std::string_view word) {
  return parsed<double>(word);
}

Result<std::vector<std::string>> names_from_pattern(std::string_view pattern, std::int64_t min,
                                                    std::int64_t max, std::int64_t step) {
  constexpr std::int64_t kLargest = 1000000000;
  if (std::abs(min) > kLargest || std::abs(max) > kLargest || std::abs(step) > kLargest || step == 0 ||
      (max - min) / step < 0 || (max - min) / step >= static_cast<std::int64_t>(kMostDataFiles))
    return damaged(fmt::format("The data files would be numbered from {} to {} by {}.", min, max, step));
  const std::size_t percent = pattern.find('%');
  std::size_t end = percent == std::string_view::npos ? percent : percent + 1;
  while (end < pattern.size() && pattern[end] >= '0' && pattern[end] <= '9') ++end;
  const bool known = end < pattern.size() && end - percent <= 3 &&
                     (pattern[end] == 'd' || pattern[end] == 'i' || pattern[end] == 'u') &&
                     pattern.find('%', end) == std::string_view::npos;
  if (!known) return damaged("The pattern for the names of the data files is none with one %d.");
  const std::string_view digits = pattern.substr(percent + 1, end - percent - 1);
  const auto width = static_cast<std::size_t>(whole_number(digits).value_or(0));
  const char fill = digits.starts_with('0') ? '0' : ' ';
  std::vector<std::string> names;
  for (std::int64_t number = min; step > 0 ? number <= max : number >= max; number += step) {
    std::string text = std::to_string(number);
    if (text.size() < width) text.insert(number < 0 && fill == '0' ? 1 : 0, width - text.size(), fill);
    names.push_back(fmt::format("{}{}{}", pattern.substr(0, percent), text, pattern.substr(end + 1)));
  }
  return names;
}

std::string_view without_folders(std::string_view name) {
  const std::size_t slash = name.find_last_of("/\\");
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

Result<Bytes> numbers_from_text(ByteView text, SampleKind kind, std::uint64_t bytes) {
  Bytes out;
  const auto as = [&](auto value) -> Result<void> {
    return append_numbers<decltype(value)>(as_text(text), out, bytes);
  };
  switch (kind) {
    case SampleKind::int8:
      TRY(as(std::int8_t{}));
      break;
    case SampleKind::uint8:
      TRY(as(std::uint8_t{}));
      break;
    case SampleKind::int16:
      TRY(as(std::int16_t{}));
      break;
    case SampleKind::uint16:
      TRY(as(std::uint16_t{}));
      break;
    case SampleKind::int32:
      TRY(as(std::int32_t{}));
      break;
    case SampleKind::uint32:
      TRY(as(std::uint32_t{}));
      break;
    case SampleKind::int64:
      TRY(as(std::int64_t{}));
      break;
    case SampleKind::uint64:
      TRY(as(std::uint64_t{}));
      break;
    case SampleKind::float32:
      TRY(as(float{}));
      break;
    case SampleKind::float64:
      TRY(as(double{}));
      break;
    case SampleKind::bit:
    case SampleKind::float128:
      return fail(ErrorCode::unsupported, "unsupported_pixel_format",
                  "Single bits and 128-bit numbers are not read from text.");
  }
  return out;
}

Result<Bytes> bytes_from_hex(ByteView text, std::uint64_t bytes) {
  Bytes out;
  int high = -1;
  for (const char c : as_text(text)) {
    if (out.size() == bytes) break;
    if (is_blank(c)) continue;
    const int digit = hex_digit(c);
    if (digit < 0) return damaged("The text holds what is no hexadecimal digit.");
    if (high < 0) {
      high = digit;
    } else {
      out.push_back(static_cast<std::byte>(16 * high + digit));
      high = -1;
    }
  }
  if (out.size() < bytes)
    return damaged(fmt::format("The text has {} bytes; {} were expected.", out.size(), bytes));
  return out;
}

}  // namespace scanetrix
