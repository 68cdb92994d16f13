// SPDX-License-Identifier: Apache-2.0
#include "ingest/label_lattice.h"

#include <algorithm>
#include <cmath>

namespace scanetrix {
namespace {

/// Of a pixel, and of the distance of two slices. Positions and directions are written with a few digits.
constexpr double kTolerance = 0.1;
constexpr double kSamePlaceMm = 1e-3;
constexpr std::int64_t kMostSlices = 65535;

auto refuse(std::string message) {
  return fail(ErrorCode::unsupported, "unsupported_format", std::move(message));
}

/// How far `point` lies from the lattice's first voxel, in voxels i, j, k.
Vec3 index_of(const Affine& affine, Vec3 point) {
  const Vec3 p = point - affine.origin;
  const double volume = affine.determinant();
  return {dot(cross(affine.step_j, affine.step_k), p) / volume,
          dot(cross(affine.step_k, affine.step_i), p) / volume,
          dot(cross(affine.step_i, affine.step_j), p) / volume};
}

bool is_near(double value, double tolerance) {
  return std::abs(value - std::round(value)) <= tolerance;
}

/// Whether walking over all of a frame by its own steps and by the lattice's ends in the same pixel.
bool has_same_pixels(const Affine& affine, const DicomSlice& frame) {
  const double column_mm = frame.column_spacing_mm.value_or(1);
  const double row_mm = frame.row_spacing_mm.value_or(1);
  const auto drift = [](Vec3 own, Vec3 theirs, double count) {
    return length(own - theirs) * count / length(theirs);
  };
  return drift(frame.pose->row_axis * column_mm, affine.step_i, frame.columns()) <= kTolerance &&
         drift(frame.pose->column_axis * row_mm, affine.step_j, frame.rows()) <= kTolerance;
}

/// Of steps that the file names and the smallest gap: the first of which every gap is a multiple.
std::optional<double> common_step(const std::vector<double>& offsets, const DicomSlice& first) {
  std::vector<double> candidates;
  for (const auto& named : {first.between_slices_mm, first.thickness_mm})
    if (named) candidates.push_back(*named);
  double smallest = offsets.back();
  for (std::size_t i = 1; i < offsets.size(); ++i) smallest = std::min(smallest, offsets[i] - offsets[i - 1]);
  candidates.push_back(smallest);
  for (const double step : candidates) {
    const auto fits = [&](double offset) { return is_near(offset / step, kTolerance); };
    if (step <= smallest * (1 + kTolerance) && std::all_of(offsets.begin(), offsets.end(), fits)) {
      // Named steps are rounded: what the frames themselves span is exact.
      const double steps = std::round(offsets.back() / step);
      return offsets.back() / steps;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<LabelLattice> lattice_of_source(const Geometry& source, std::span<const DicomSlice> frames) {
  LabelLattice lattice{source, {}};
  const Affine& affine = source.ijk_to_lps;
  for (const DicomSlice& frame : frames) {
    if (!frame.pose || !has_same_pixels(affine, frame)) return std::nullopt;
    const Vec3 at = index_of(affine, frame.pose->origin_mm);
    if (!is_near(at.x, kTolerance) || !is_near(at.y, kTolerance) || !is_near(at.z, kTolerance))
      return std::nullopt;
    const FramePlace place{std::llround(at.z), std::llround(at.y), std::llround(at.x)};
    const Shape& shape = source.shape;
    if (place.k < 0 || place.k >= shape.z || place.first_row < 0 || place.first_column < 0 ||
        place.first_row + frame.rows() > shape.y || place.first_column + frame.columns() > shape.x)
      return std::nullopt;
    lattice.places.push_back(place);
  }
  return lattice;
}

Result<LabelLattice> lattice_of_frames(std::span<const DicomSlice> frames) {
  const DicomSlice& first = frames.front();
  for (const DicomSlice& frame : frames) {
    if (!frame.pose) return refuse("The segmentation does not say where in the body its frames lie.");
    if (!is_parallel(*first.pose, *frame.pose))
      return refuse("The segmentation's frames lie in several directions.");
  }
  const Vec3 normal = first.pose->normal();
  const auto offset_of = [&](const DicomSlice& frame) {
    return dot(frame.pose->origin_mm - first.pose->origin_mm, normal);
  };
  const DicomSlice* lowest = &first;
  for (const DicomSlice& frame : frames)
    if (offset_of(frame) < offset_of(*lowest)) lowest = &frame;
  const double base = offset_of(*lowest);
  std::vector<double> offsets;
  for (const DicomSlice& frame : frames) offsets.push_back(offset_of(frame) - base);
  std::sort(offsets.begin(), offsets.end());
  offsets.erase(std::unique(offsets.begin(), offsets.end(),
                            [](double a, double b) { return std::abs(a - b) < kSamePlaceMm; }),
                offsets.end());

  double step = first.between_slices_mm.value_or(first.thickness_mm.value_or(1));
  if (offsets.size() > 1) {
    const auto common = common_step(offsets, first);
    if (!common) return refuse("The segmentation's frames lie at uneven distances.");
    step = *common;
  }
  const double count = std::round(offsets.back() / step) + 1;
  if (count > static_cast<double>(kMostSlices)) return refuse("The segmentation's frames lie too far apart.");
  Geometry geometry;
  geometry.shape = {static_cast<std::int64_t>(count), first.rows(), first.columns()};
  geometry.calibrated = first.row_spacing_mm.has_value();
  geometry.ijk_to_lps = {first.pose->row_axis * first.column_spacing_mm.value_or(1),
                         first.pose->column_axis * first.row_spacing_mm.value_or(1), normal * step,
                         lowest->pose->origin_mm};
  auto lattice = lattice_of_source(geometry, frames);
  if (!lattice) return refuse("The segmentation's frames are shifted against one another.");
  return *std::move(lattice);
}

}  // namespace scanetrix
