// SPDX-License-Identifier: Apache-2.0
#include "pipeline/decisions_json.h"

#include <array>
#include <boost/json.hpp>

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr std::array kOrders{std::pair{TileOrder::row_major, std::string_view("row_major")},
                             std::pair{TileOrder::column_major, std::string_view("column_major")}};

std::string_view name_of(SpacingOrigin origin) {
  switch (origin) {
    case SpacingOrigin::scanner:
      return "scanner";
    case SpacingOrigin::file:
      return "file";
    case SpacingOrigin::entered:
      return "entered";
    case SpacingOrigin::none:
      return "none";
  }
  std::abort();  // Not a value of the enum: memory is damaged.
}

LightBoxGrid grid_from(const json::value& value) {
  const auto order = tile_order_named(json::value_to<std::string>(value.at("order")));
  if (!order) throw std::invalid_argument("order");
  return {value.at("rows").to_number<int>(), value.at("columns").to_number<int>(), *order};
}

EnteredSpacing spacing_from(const json::value& value) {
  EnteredSpacing spacing{
      value.at("pixelMm").at(0).to_number<double>(), value.at("pixelMm").at(1).to_number<double>(), {}};
  if (const json::value& slice = value.at("sliceMm"); !slice.is_null())
    spacing.slice_mm = slice.to_number<double>();
  return spacing;
}

}  // namespace

std::string_view name_of(TileOrder order) {
  for (const auto& [known, name] : kOrders)
    if (known == order) return name;
  std::abort();  // Not a value of the enum: memory is damaged.
}

std::optional<TileOrder> tile_order_named(std::string_view wanted) {
  for (const auto& [order, name] : kOrders)
    if (name == wanted) return order;
  return std::nullopt;
}

json::object to_json(const LightBoxGrid& grid) {
  return {{"rows", grid.rows}, {"columns", grid.columns}, {"order", name_of(grid.order)}};
}

json::object to_json(const EnteredSpacing& spacing) {
  return {{"pixelMm", json::array{spacing.row_mm, spacing.column_mm}},
          {"sliceMm", spacing.slice_mm ? json::value(*spacing.slice_mm) : json::value(nullptr)}};
}

json::object to_json(const ScanDecisions& decisions) {
  json::object out;
  if (decisions.light_box) out["lightBox"] = to_json(*decisions.light_box);
  if (decisions.spacing) out["spacing"] = to_json(*decisions.spacing);
  return out;
}

Result<ScanDecisions> decisions_from(const std::string& text) {
  try {
    const json::value value = json::parse(text);
    ScanDecisions decisions;
    if (const json::value* grid = value.as_object().if_contains("lightBox"))
      decisions.light_box = grid_from(*grid);
    if (const json::value* spacing = value.as_object().if_contains("spacing"))
      decisions.spacing = spacing_from(*spacing);
    return decisions;
  } catch (const std::exception&) {
    return fail(ErrorCode::internal, "the decisions about a scan cannot be read");
  }
}

ScanDecisions changed(ScanDecisions decisions, const DecisionChange& change) {
  if (change.light_box) decisions.light_box = *change.light_box;
  if (change.spacing) decisions.spacing = *change.spacing;
  return decisions;
}

json::value light_box_of(const Series& series) {
  if (!series.is_lone_picture) return nullptr;
  const auto described = [](std::string_view state, const LightBoxGrid& grid, json::value confidence,
                            int blank_at_end) {
    json::object box{{"state", state}};
    for (const auto& member : to_json(grid)) box[member.key()] = member.value();
    box["confidence"] = std::move(confidence);
    box["blankAtEnd"] = blank_at_end;
    return box;
  };
  if (series.sheet && !series.sheet->grid.is_one_picture())
    return described("applied", series.sheet->grid, nullptr, series.sheet->blank_at_end);
  const std::string_view state = series.sheet ? "declined" : series.light_box ? "proposed" : "none";
  if (!series.light_box) return described(state, {}, nullptr, 0);
  const LightBoxProposal& proposal = *series.light_box;
  return described(state, {proposal.rows, proposal.columns, proposal.order}, proposal.confidence,
                   proposal.blank_at_end);
}

json::object spacing_of(const Series& series) {
  const SpacingFacts& facts = series.spacing;
  return {{"origin", name_of(facts.origin)},
          {"editable", facts.is_open},
          {"entered", facts.entered ? json::value(to_json(*facts.entered)) : json::value(nullptr)}};
}

json::object parameters_of(const Series& series) {
  ScanDecisions decisions;
  if (series.sheet) decisions.light_box = series.sheet->grid;
  decisions.spacing = series.spacing.entered;
  return to_json(decisions);
}

}  // namespace scanetrix
