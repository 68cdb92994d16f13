// SPDX-License-Identifier: Apache-2.0
#include "serve/cursor.h"

#include <sodium.h>

#include <charconv>

namespace scanetrix {
namespace {
constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr char kSeparator = '\n';
}  // namespace

std::string make_cursor(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += part + kSeparator;
  std::string encoded(sodium_base64_encoded_len(text.size(), kVariant), '\0');
  sodium_bin2base64(encoded.data(), encoded.size(), reinterpret_cast<const unsigned char*>(text.data()),
                    text.size(), kVariant);
  encoded.pop_back();  // The terminating zero.
  return encoded;
}

Result<std::vector<std::string>> read_cursor(const std::string& cursor, std::size_t count) {
  std::string text(cursor.size(), '\0');
  std::size_t size = 0;
  std::vector<std::string> parts;
  if (cursor.size() < 4096 &&
      sodium_base642bin(reinterpret_cast<unsigned char*>(text.data()), text.size(), cursor.data(),
                        cursor.size(), nullptr, &size, nullptr, kVariant) == 0) {
    text.resize(size);
    for (std::size_t begin = 0, end; (end = text.find(kSeparator, begin)) != text.npos; begin = end + 1)
      parts.push_back(text.substr(begin, end - begin));
  }
  if (parts.size() != count)
    return fail(ErrorCode::bad_input, "validation_failed",
                "The cursor is not one of this list's. Start from the first page.");
  return parts;
}

Result<int> parse_limit(const Request& request, int usual, int most) {
  const auto text = request.query_value("limit");
  if (!text || text->empty()) return usual;
  int limit = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), limit);
  if (error != std::errc{} || end != text->data() + text->size() || limit < 1 || limit > most)
    return fail(ErrorCode::bad_input, "validation_failed",
                fmt::format("\"limit\" must be a whole number from 1 to {}.", most));
  return limit;
}

}  // namespace scanetrix
