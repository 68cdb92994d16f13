// SPDX-License-Identifier: Apache-2.0
#include "commands/entered_options.h"

#include <charconv>
#include <optional>

namespace scanetrix {
namespace {

/// All of `text` as a number, or nothing.
template <typename Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// What is before and after the first `mark`; the second is empty without one.
std::pair<std::string_view, std::string_view> split(std::string_view text, char mark) {
  const std::size_t at = text.find(mark);
  if (at == text.npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

Result<LightBoxGrid> parse_grid(std::string_view text) {
  const auto [size, order] = split(text, ',');
  const auto [rows, columns] = split(size, 'x');
  const auto r = number_in<int>(rows);
  const auto c = number_in<int>(columns);
  const bool in_range = r && c && *r >= 1 && *r <= kMostGridLines && *c >= 1 && *c <= kMostGridLines;
  const bool by_column = order == "column-major";
  if (!in_range || (!order.empty() && !by_column && order != "row-major") || text.ends_with(','))
    return fail(ErrorCode::bad_input,
                fmt::format("--light-box takes ROWSxCOLUMNS or ROWSxCOLUMNS,column-major, from 1 to {} each, "
                            "not \"{}\"",
                            kMostGridLines, text));
  return LightBoxGrid{*r, *c, by_column ? TileOrder::column_major : TileOrder::row_major};
}

std::optional<double> distance_in(std::string_view text) {
  const auto mm = number_in<double>(text);
  return mm && *mm >= kLeastSpacingMm && *mm <= kMostSpacingMm ? mm : std::nullopt;
}

Result<EnteredSpacing> parse_spacing(std::string_view pixel, std::string_view slice) {
  const auto [y, x] = split(pixel, ',');
  const auto row = distance_in(y);
  const auto column = distance_in(x);
  if (!row || !column)
    return fail(ErrorCode::bad_input,
                fmt::format("--pixel-mm takes Y,X: the distance between rows, then between columns, in mm, "
                            "more than 0 and at most {:g}, not \"{}\"",
                            kMostSpacingMm, pixel));
  if (slice.empty()) return EnteredSpacing{*row, *column, {}};
  const auto step = distance_in(slice);
  if (!step)
    return fail(ErrorCode::bad_input,
                fmt::format("--slice-mm takes the distance between slices in mm, more than 0 and at most "
                            "{:g}, not \"{}\"",
                            kMostSpacingMm, slice));
  return EnteredSpacing{*row, *column, step};
}

}  // namespace

Result<IngestOptions> parse_entered(const EnteredOptions& options) {
  IngestOptions parsed;
  if (!options.light_box.empty()) parsed.light_box_of_all = TRY(parse_grid(options.light_box));
  if (options.pixel_mm.empty() && !options.slice_mm.empty())
    return fail(ErrorCode::bad_input, "--slice-mm needs --pixel-mm beside it");
  if (!options.pixel_mm.empty()) parsed.spacing = TRY(parse_spacing(options.pixel_mm, options.slice_mm));
  return parsed;
}

}  // namespace scanetrix
