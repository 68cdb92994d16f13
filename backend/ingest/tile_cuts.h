// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "ingest/detect_light_box.h"

namespace scanetrix {

/// A run of lines of one colour.
struct FlatRun {
  std::int64_t first;
  std::int64_t end;
  int gray;
  bool stands_out = false;  ///< The lines beside it are mostly of another gray.
};

/// Lines across one side that are of one colour all along but for one pixel in fifty; neighbours of the same
/// gray make a run.
[[nodiscard]] std::vector<FlatRun> flat_runs(const GrayView& picture, bool columns);

using Content = std::pair<std::int64_t, std::int64_t>;

/// What lies between margins of one colour: first and end. All of it where there is nothing else.
[[nodiscard]] Content content_of(std::int64_t size, const std::vector<FlatRun>& runs);

/// Ways to cut one side of `size` pixels into `count` tiles: between gutters, evenly, or evenly between
/// margins of one colour.
[[nodiscard]] std::vector<TileRow> ways_to_cut(std::int64_t size, int count,
                                               const std::vector<FlatRun>& runs);

}  // namespace scanetrix
