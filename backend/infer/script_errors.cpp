// SPDX-License-Identifier: Apache-2.0
#include "infer/script_errors.h"

#include <algorithm>
#include <cctype>
#include <regex>
#include <string>

namespace scanetrix {
namespace {

constexpr std::size_t kLooked = 20'000;
constexpr std::size_t kShown = 200;

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

/// What stands in `text` behind `marker`, up to a space or its end; without a closing full stop.
std::string word_behind(std::string_view text, std::string_view marker) {
  const std::size_t at = text.find(marker);
  if (at == text.npos) return {};
  text.remove_prefix(at + marker.size());
  std::string word(text.substr(0, std::min(text.find_first_of(" \n\t"), std::size_t{80})));
  while (!word.empty() && (word.back() == '.' || word.back() == ',' || word.back() == '\'')) word.pop_back();
  return word;
}

/// The complaint itself, of "Traceback …: RuntimeError: complaint"; no line with a path.
std::string last_words(std::string_view text) {
  std::string line;
  if (const std::size_t at = text.rfind("Error: "); at != text.npos) text.remove_prefix(at + 7);
  for (const char c : text.substr(0, text.find('\n')))
    line += std::isprint(static_cast<unsigned char>(c)) ? c : ' ';
  if (line.size() > kShown) line.resize(kShown);
  return has(line, "/") ? std::string("no reason that can be shown") : line;
}

}  // namespace

Error reason_of_torch(std::string_view complaint, std::string_view otherwise) {
  const std::string text(complaint.substr(0, kLooked));
  if (has(text, "Unknown builtin op"))
    return {ErrorCode::unsupported,
            fmt::format("The model uses the operator \"{}\", which this server's libtorch does not know.",
                        word_behind(text, "Unknown builtin op: ")),
            "unknown_operator"};
  if (has(text, "Unknown type name"))
    return {ErrorCode::unsupported,
            fmt::format("The model uses the type {}, which this server's libtorch does not know.",
                        word_behind(text, "Unknown type name ")),
            "unknown_operator"};
  if (has(text, "maximum supported version"))
    return {ErrorCode::unsupported,
            "The model was saved by a newer PyTorch than this server reads; save it with an older one.",
            "model_too_new"};
  if (has(text, "PytorchStreamReader") || has(text, "zip archive"))
    return {ErrorCode::bad_input, "The file is not a TorchScript model (as torch.jit.save writes it).",
            "not_a_model"};
  if (has(text, "can't allocate memory") || has(text, "out of memory") || has(text, "not enough memory"))
    return {ErrorCode::too_large, "The model needs more memory than it is given here.", "too_much_memory"};
  static const std::regex kChannels(R"(to have (\d+) channels, but got (\d+))");
  if (std::smatch found; std::regex_search(text, found, kChannels))
    return {ErrorCode::unsupported,
            fmt::format("The model wants {} channels, and a scan's volume has {}.", found[1].str(),
                        found[2].str()),
            "wants_channels"};
  return {ErrorCode::unsupported, fmt::format("The model does not run: {}.", last_words(text)), otherwise};
}

}  // namespace scanetrix
