// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "ingest/tile_cuts.h"
#include "ingest/tile_likeness.h"

namespace scanetrix {

/// How alike a picture is to itself some pixels on along one side, for a first choice of periods. Looks at it
/// on at most 320 points a side. Cost: some ten million steps, whatever the picture.
class SelfLikeness {
 public:
  /// \param across  Along the rows; else along the columns.
  /// \param along   What counts along that side.
  /// \param beside  What counts across it.
  SelfLikeness(const Sums& sums, bool across, Content along, Content beside);

  /// Whether tiles of such a period, in pixels, are alike and stand out against half of it.
  [[nodiscard]] bool suggests(double period) const;

 private:
  [[nodiscard]] double near(double lag) const;
  [[nodiscard]] double at(std::int64_t lag) const;

  std::int64_t size_;
  std::int64_t along_;
  std::int64_t lines_;
  std::vector<float> values_;
  std::vector<double> at_lag_;
};

}  // namespace scanetrix
