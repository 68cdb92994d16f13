// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "volume/decisions.h"
#include "volume/series.h"

namespace scanetrix {

// What a person decided about a scan, as the wire and the database have it: `{lightBox?: {rows, columns,
// order}, spacing?: {pixelMm: [y, x], sliceMm: number | null}}`.

[[nodiscard]] std::string_view name_of(TileOrder order);
[[nodiscard]] std::optional<TileOrder> tile_order_named(std::string_view name);

[[nodiscard]] boost::json::object to_json(const LightBoxGrid& grid);
[[nodiscard]] boost::json::object to_json(const EnteredSpacing& spacing);
[[nodiscard]] boost::json::object to_json(const ScanDecisions& decisions);

/// Of what to_json() made. \error internal  It is something else.
Result<ScanDecisions> decisions_from(const std::string& text);

/// A change of decisions: left out keeps what was decided, nothing inside takes it back.
struct DecisionChange {
  std::optional<std::optional<LightBoxGrid>> light_box;
  std::optional<std::optional<EnteredSpacing>> spacing;
};
[[nodiscard]] ScanDecisions changed(ScanDecisions decisions, const DecisionChange& change);

/// `scan.lightBox` and `scan.spacing` of the wire.
[[nodiscard]] boost::json::value light_box_of(const Series& series);
[[nodiscard]] boost::json::object spacing_of(const Series& series);

/// What stands in `provenance.parameters`: the decisions that made the series what it is; may be empty.
[[nodiscard]] boost::json::object parameters_of(const Series& series);

}  // namespace scanetrix
