// SPDX-License-Identifier: Apache-2.0
#include "serve/http_message.h"

namespace scanetrix {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string Request::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_case_name) return value;
  return "";
}

std::optional<std::string> Request::query_value(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return std::nullopt;
}

std::string Request::cookie(std::string_view name) const {
  const std::string cookies = header("cookie");
  for (std::size_t begin = 0; begin < cookies.size();) {
    const std::size_t end = std::min(cookies.find(';', begin), cookies.size());
    std::string_view pair = std::string_view(cookies).substr(begin, end - begin);
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const std::size_t equals = pair.find('=');
    if (equals != pair.npos && pair.substr(0, equals) == name) return std::string(pair.substr(equals + 1));
    begin = end + 1;
  }
  return "";
}

Result<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size() || hex_value(text[i + 1]) < 0 || hex_value(text[i + 2]) < 0)
      return fail(ErrorCode::bad_input,
                  "The address holds a % that is not followed by two hexadecimal digits.");
    out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
    i += 2;
  }
  return out;
}

Result<Target> parse_target(std::string_view target) {
  if (!target.starts_with('/'))
    return fail(ErrorCode::bad_input, "The request's target does not begin with a slash.");
  target = target.substr(0, target.find('#'));
  const std::size_t question = target.find('?');
  Target out;
  out.path = TRY(percent_decoded(target.substr(0, question)));
  if (out.path.find('\0') != out.path.npos)
    return fail(ErrorCode::bad_input, "The address holds a zero byte.");
  for (std::size_t begin = 0; begin < out.path.size();) {
    const std::size_t end = std::min(out.path.find('/', begin), out.path.size());
    const std::string_view segment = std::string_view(out.path).substr(begin, end - begin);
    if (segment == "..") return fail(ErrorCode::bad_input, "The address holds \"..\".");
    // What follows a doubled slash would be an absolute path to whoever joins it to a folder.
    if (segment.empty() && begin > 0)
      return fail(ErrorCode::bad_input, "The address holds two slashes in a row.");
    begin = end + 1;
  }
  if (question == target.npos) return out;
  std::string_view rest = target.substr(question + 1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    std::string pair(rest.substr(0, end));
    rest = end == rest.size() ? std::string_view{} : rest.substr(end + 1);
    if (pair.empty()) continue;
    for (char& c : pair)
      if (c == '+') c = ' ';  // application/x-www-form-urlencoded
    const std::size_t equals = pair.find('=');
    out.query.emplace_back(TRY(percent_decoded(std::string_view(pair).substr(0, equals))),
                           equals == pair.npos
                               ? std::string{}
                               : TRY(percent_decoded(std::string_view(pair).substr(equals + 1))));
  }
  return out;
}

std::string attachment(std::string_view filename) {
  std::string plain;
  std::string encoded;
  for (const char c : filename) {
    const auto byte = static_cast<unsigned char>(c);
    const bool harmless = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                          (byte >= 'A' && byte <= 'Z') || byte == '.' || byte == '-' || byte == '_';
    plain += harmless || byte == ' ' ? c : '_';
    encoded += harmless ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain, encoded);
}

}  // namespace scanetrix
