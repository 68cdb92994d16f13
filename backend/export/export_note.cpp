// SPDX-License-Identifier: Apache-2.0
#include "export/export_note.h"

#include <algorithm>

namespace scanetrix {
namespace {

constexpr std::size_t kTitleLimit = 79;

std::string ascii(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return text;
}

std::string in_text(double number) {
  return fmt::format("{}", number);
}
std::string in_text(const std::string& text) {
  return text;
}
std::string in_text(bool truth) {
  return truth ? "true" : "false";
}
std::string in_text(std::monostate) {
  return "unknown";
}

/// Ascending numbers, neighbours together: "1-3,5".
std::string ranges_of(const std::vector<std::int64_t>& numbers) {
  std::string text;
  for (std::size_t first = 0; first < numbers.size();) {
    std::size_t last = first;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    text += fmt::format("{}{}", text.empty() ? "" : ",", numbers[first]);
    if (last > first) text += fmt::format("-{}", numbers[last]);
    first = last + 1;
  }
  return text;
}

std::string title_of(const SeriesVolume& volume) {
  if (!volume.uncertainty_of.empty())
    return fmt::format("scanetrix: uncertainty of \"{}\", no picture", volume.uncertainty_of);
  return fmt::format("scanetrix: RECONSTRUCTED, {} of {} slices are not acquired; by {}",
                     volume.interpolated_slices.size(), volume.form.geometry.shape.z,
                     volume.model.empty() ? "interpolation" : volume.model);
}

}  // namespace

std::optional<ExportNote> export_note(const SeriesVolume& volume) {
  if (volume.reconstructed_from.empty() && volume.uncertainty_of.empty()) return std::nullopt;
  ExportNote note{.title = ascii(title_of(volume)).substr(0, kTitleLimit), .facts = {}};
  const auto add = [&](std::string name, const std::string& value) {
    if (!value.empty()) note.facts.emplace_back(ascii(std::move(name)), ascii(value));
  };
  add("reconstructed_from", volume.reconstructed_from);
  add("uncertainty_of", volume.uncertainty_of);
  add("how", volume.how);
  add("model", volume.model);
  add("version", volume.model_version);
  for (const Parameter& parameter : volume.parameters)
    add(parameter.name, std::visit([](const auto& value) { return in_text(value); }, parameter.value));
  add("interpolated_slices", ranges_of(volume.interpolated_slices));
  return note;
}

}  // namespace scanetrix
