// SPDX-License-Identifier: Apache-2.0
#include "ingest/imagej_description.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

using namespace std::string_view_literals;

/// As ImageJ writes them: µ in Latin-1, in UTF-8 or escaped. Inches are print resolution.
constexpr std::array kUnits{
    std::pair{"mm"sv, 1.0},         std::pair{"millimeter"sv, 1.0},  std::pair{"cm"sv, 10.0},
    std::pair{"m"sv, 1000.0},       std::pair{"um"sv, 1e-3},         std::pair{"micron"sv, 1e-3},
    std::pair{"microns"sv, 1e-3},   std::pair{"micrometer"sv, 1e-3}, std::pair{"\\u00B5m"sv, 1e-3},
    std::pair{"\xc2\xb5m"sv, 1e-3}, std::pair{"\xb5m"sv, 1e-3},      std::pair{"nm"sv, 1e-6},
};

void read_count(std::string_view value, std::int64_t& count) {
  const auto number = parse_number(value);
  if (number && *number >= 1 && *number <= 1e9) count = static_cast<std::int64_t>(*number);
}

}  // namespace

std::optional<ImageJDescription> parse_imagej_description(std::string_view text) {
  if (!text.starts_with("ImageJ=")) return {};
  ImageJDescription description;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = line.substr(0, equals);
    const std::string value = trimmed(line.substr(equals + 1));
    if (key == "images") read_count(value, description.images);
    if (key == "channels") read_count(value, description.channels);
    if (key == "slices") read_count(value, description.slices);
    if (key == "frames") read_count(value, description.frames);
    if (key == "cf") description.has_scale = true;
    if (key == "spacing") {
      const auto number = parse_number(value);
      if (number && std::abs(*number) > 0) description.spacing = std::abs(*number);
    }
    if (key == "unit")
      for (const auto& [name, length_mm] : kUnits)
        if (value == name) description.unit_mm = length_mm;
  }
  return description;
}

}  // namespace scanetrix
