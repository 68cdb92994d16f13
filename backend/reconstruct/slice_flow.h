// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "reconstruct/simulate.h"
#include "reconstruct/tile.h"
#include "volume/series.h"

namespace scanetrix {

/// How the picture moves from one slice to the next: at each place a shift F for which the lower slice half a
/// shift back looks like the upper one half a shift on. For thin slices with gaps between them, where
/// mixing neighbours would show both outlines at once.
///
/// Dense, iterative and coarse to fine (Lucas and Kanade 1981; windows of 15 pixels as by Le Besnerais and
/// Champagnat 2005). Nothing is invented: all that is drawn are values of both slices, moved.
class SliceFlow {
 public:
  /// Both of one size, not empty. What is not finite does not count for the shifts.
  /// Cost: some 500 operations a pixel. Memory: six floats a pixel.
  SliceFlow(Tile lower, Tile upper);

  /// The slice at `t` of the way up, 0 … 1: (1 − t) · lower(x − t F) + t · upper(x + (1 − t) F), bilinear.
  void between(double t, std::span<float> out) const;

  /// In pixels, along the rows and along the columns.
  [[nodiscard]] const Tile& along_rows() const { return x_; }
  [[nodiscard]] const Tile& along_columns() const { return y_; }

 private:
  Tile lower_, upper_;
  Tile x_, y_;
};

/// All slices of the fine lattice; acquired ones as they are. On all cores.
[[nodiscard]] RealVolume flow_slices(const RealVolume& slices, int factor);

/// As interpolated() in interpolate.h, with this; acquired slices stay bit for bit. One channel.
[[nodiscard]] SeriesVolume flow_interpolated(const SeriesVolume& volume, int factor);

/// `volume` with `part` of 0 … 1 of `flow`, which lies on its voxels, in each slice that was not acquired.
[[nodiscard]] SeriesVolume mixed_with_flow(const SeriesVolume& volume, const SeriesVolume& flow, int factor,
                                           double part);
/// `doubt` of such a volume, at least half of how far it and `flow` lie apart.
[[nodiscard]] SeriesVolume doubted_by_flow(const SeriesVolume& doubt, const SeriesVolume& volume,
                                           const SeriesVolume& flow, int factor);

/// What flow is better by than a straight line on acquired slices themselves, dB: at most `most` of them are
/// made out of their neighbours and compared. None for less than three slices or even ones.
/// \error As VoxelSource::read_slice().
[[nodiscard]] Result<std::optional<double>> flow_gain_db(const SeriesVolume& volume, std::int64_t most);

inline constexpr std::string_view kFlow = "flow";

}  // namespace scanetrix
