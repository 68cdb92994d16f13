// SPDX-License-Identifier: Apache-2.0
#include "ingest/nrrd_fields.h"

#include <algorithm>

#include "ingest/plain_text.h"
#include "ingest/text_numbers.h"

namespace scanetrix {
namespace {

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name)
    if (c != ' ' && c != '\t') plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (plain == "centerings") return "centers";
  return plain;
}

/// Takes lines off a text.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return position_ >= text_.size(); }
  [[nodiscard]] std::size_t position() const { return position_; }

  std::string_view next() {
    const std::size_t end = std::min(text_.find('\n', position_), text_.size());
    std::string_view line = text_.substr(position_, end - position_);
    position_ = std::min(end + 1, text_.size());
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace

std::string_view NrrdFields::get(std::string_view name) const {
  const auto found = values.find(name);
  return found == values.end() ? std::string_view{} : found->second;
}

Result<NrrdFields> read_nrrd_fields(ByteView file) {
  constexpr std::size_t kLongest = 8 << 20;
  Lines lines(as_text(file.first(std::min(file.size(), kLongest))));
  lines.next();  // The magic number.
  NrrdFields fields;
  bool lists_files = false;
  for (std::size_t number = 2; !lines.at_end(); ++number) {
    const std::string_view line = lines.next();
    if (lists_files) {
      if (!trimmed(line).empty()) fields.listed_files.push_back(trimmed(line));
      continue;
    }
    if (line.empty()) {
      fields.has_end = true;
      fields.end = lines.position();
      return fields;
    }
    if (line.starts_with('#')) continue;
    const std::size_t field = line.find(": ");
    const std::size_t pair = line.find(":=");
    if (pair != std::string_view::npos && pair < field) continue;
    const std::size_t colon = field != std::string_view::npos ? field : line.find(':');
    if (colon == std::string_view::npos)
      return damaged(fmt::format("Line {} of the NRRD header is neither a field nor a comment.", number));
    const std::string name = plain_name(line.substr(0, colon));
    const std::string value = trimmed(line.substr(colon + 1));
    if ((name == "datafile") && value.starts_with("LIST")) lists_files = true;
    fields.values[name] = value;
  }
  fields.end = lines.position();
  return fields;
}

std::vector<std::string> nrrd_words(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return words;
    text.remove_prefix(first);
    if (text.front() == '"') {
      std::string word;
      std::size_t i = 1;
      for (; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        word += text[i];
      }
      words.push_back(std::move(word));
      text.remove_prefix(std::min(i + 1, text.size()));
      continue;
    }
    std::size_t length = text.front() == '(' ? text.find(')') : text.find_first_of(" \t");
    if (length == std::string_view::npos)
      length = text.size();
    else if (text.front() == '(')
      ++length;
    words.emplace_back(text.substr(0, length));
    text.remove_prefix(length);
  }
}

std::vector<double> nrrd_vector(std::string_view word) {
  if (word.size() < 3 || word.front() != '(' || word.back() != ')') return {};
  word = word.substr(1, word.size() - 2);
  std::vector<double> numbers;
  while (true) {
    const std::size_t comma = std::min(word.find(','), word.size());
    const auto number = real_number(trimmed(word.substr(0, comma)));
    if (!number) return {};
    numbers.push_back(*number);
    if (comma == word.size()) return numbers;
    word.remove_prefix(comma + 1);
  }
}

}  // namespace scanetrix
