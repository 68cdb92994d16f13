// SPDX-License-Identifier: Apache-2.0
#include "ingest/settle_spacing.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace scanetrix {
namespace {

bool has_warning(const Series& series, std::string_view code) {
  return std::any_of(series.warnings.begin(), series.warnings.end(),
                     [&](const Warning& warning) { return warning.code == code; });
}

/// Of one format or several: "JPEG, PNG".
bool is_of_pictures(const Series& series) {
  const auto has = [&](std::string_view format) { return series.format.find(format) != std::string::npos; };
  return has("PNG") || has("JPEG") || has("TIFF");
}

Vec3 with_length(Vec3 step, double mm) {
  return step * (mm / length(step));
}

/// Whether the distance between slices is known without what a person says: positions tell it even where
/// nothing tells the size of a pixel.
bool knows_its_step(const Series& series) {
  return series.volumes.front().form.geometry.calibrated ||
         (series.format == "DICOM" && !has_warning(series, "orientation_unknown"));
}

void apply(const EnteredSpacing& entered, bool step_is_known, SeriesVolume& volume) {
  Geometry& geometry = volume.form.geometry;
  Affine& affine = geometry.ijk_to_lps;
  const bool is_stack = geometry.shape.z > 1;
  if (volume.cine) volume.cine->pixels_calibrated = true;
  geometry.calibrated = !volume.cine && (!is_stack || step_is_known || entered.slice_mm);
  const double unit = geometry.calibrated || volume.cine ? 1 : entered.column_mm;
  affine.step_i = with_length(affine.step_i, entered.column_mm / unit);
  affine.step_j = with_length(affine.step_j, entered.row_mm / unit);
  if (is_stack && entered.slice_mm) affine.step_k = with_length(affine.step_k, *entered.slice_mm);
}

void tell(const EnteredSpacing& entered, bool is_calibrated, Series& series) {
  std::erase_if(series.warnings, [](const Warning& warning) {
    return warning.code == "uncalibrated" || warning.code == "detector_spacing";
  });
  series.warnings.push_back(
      {"spacing_entered",
       fmt::format("A person has entered the distances: rows {:.6g} mm and columns {:.6g} mm apart{}.",
                   entered.row_mm, entered.column_mm,
                   entered.slice_mm ? fmt::format(", slices {:.6g} mm", *entered.slice_mm) : "")});
  if (!is_calibrated)
    series.warnings.push_back(
        {"slice_step_unknown",
         "How far apart the slices are is not known. Sizes are shown in pixels' widths, "
         "the depth as if slices were as far apart as pixels."});
}

}  // namespace

void settle_spacing(Series& series, const std::optional<EnteredSpacing>& entered) {
  const SeriesVolume& first = series.volumes.front();
  const bool is_known = first.form.geometry.calibrated || (first.cine && first.cine->pixels_calibrated);
  const bool is_dicom = series.format == "DICOM";
  SpacingFacts& facts = series.spacing;
  facts.origin = !is_known ? SpacingOrigin::none : is_dicom ? SpacingOrigin::scanner : SpacingOrigin::file;
  facts.is_open = !is_known || is_of_pictures(series) || has_warning(series, "detector_spacing");
  if (!entered) return;
  if (!facts.is_open) {
    series.warnings.push_back(
        {"spacing_is_measured",
         "The distances that were entered are left out: the file says how large its voxels are."});
    return;
  }
  EnteredSpacing used = *entered;
  if (first.form.geometry.shape.z == 1 || first.cine) used.slice_mm.reset();
  const bool step_is_known = knows_its_step(series);
  for (SeriesVolume& volume : series.volumes) apply(used, step_is_known, volume);
  facts.origin = SpacingOrigin::entered;
  facts.entered = used;
  tell(used, first.form.geometry.calibrated || first.cine, series);
}

}  // namespace scanetrix
