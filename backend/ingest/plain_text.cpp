// SPDX-License-Identifier: Apache-2.0
#include "ingest/plain_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace scanetrix {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\0' || (c >= '\t' && c <= '\r');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// How many bytes the UTF-8 sequence that starts `text` has (RFC 3629); 0 when it is not one.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  if ((first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f))
    return 0;  // Overlong; surrogates.
  if ((first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) > 0x8f)) return 0;
  return length;
}

}  // namespace

std::string trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return std::string(text);
}

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::string one_line(std::string_view text) {
  constexpr std::size_t kLongest = 200;
  std::string line;
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    const auto first = static_cast<unsigned char>(text.front());
    const bool control = first < 0x20 || first == 0x7f || (first == 0xc2 && length == 2 && text[1] < '\xa0');
    const std::string_view next = control ? " " : length == 0 ? "?" : text.substr(0, length);
    if (line.size() + next.size() > kLongest) break;
    if (next != " " || (!line.empty() && line.back() != ' ')) line += next;
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return trimmed(line);
}

std::optional<double> parse_number(std::string_view text) {
  const std::string clean = trimmed(text);
  std::string_view digits = clean;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::string iso_date(std::string_view text) {
  std::string digits;
  for (const char c : trimmed(text)) {
    if (is_digit(c))
      digits += c;
    else if (c != '.')
      return {};
  }
  if (digits.size() != 8) return {};
  const std::string month = digits.substr(4, 2);
  const std::string day = digits.substr(6, 2);
  if (month < "01" || month > "12" || day < "01" || day > "31") return {};
  return digits.substr(0, 4) + "-" + month + "-" + day;
}

std::string stem_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  for (const std::string_view suffix : {".gz", ".nii", ".hdr", ".img", ".nrrd", ".nhdr", ".mha", ".mhd",
                                        ".dcm", ".dicom", ".png", ".jpg", ".jpeg"})
    if (name.size() > suffix.size() &&
        std::equal(suffix.rbegin(), suffix.rend(), name.rbegin(),
                   [](char a, char b) { return a == b || (b >= 'A' && b <= 'Z' && a == b - 'A' + 'a'); }))
      name.remove_suffix(suffix.size());
  return one_line(name);
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

}  // namespace scanetrix
