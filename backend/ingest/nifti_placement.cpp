// SPDX-License-Identifier: Apache-2.0
#include "ingest/nifti_placement.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace scanetrix {
namespace {

Affine lps_from_ras(const Affine& ras, double unit_mm) {
  const auto turn = [&](Vec3 v) { return Vec3{-v.x * unit_mm, -v.y * unit_mm, v.z * unit_mm}; };
  return {turn(ras.step_i), turn(ras.step_j), turn(ras.step_k), turn(ras.origin)};
}

/// "METHOD 3": the rows of srow_x, srow_y, srow_z.
Affine read_sform(const NiftiFields& fields) {
  const auto at = [&](std::size_t row, std::size_t column) { return fields.srow[4 * row + column]; };
  const auto column = [&](std::size_t c) { return Vec3{at(0, c), at(1, c), at(2, c)}; };
  return {column(0), column(1), column(2), column(3)};
}

/// "METHOD 2": the quaternion (b, c, d), pixdim and qfac = pixdim[0].
Affine read_qform(const NiftiFields& fields, const std::array<double, 3>& size) {
  double b = fields.quatern[0];
  double c = fields.quatern[1];
  double d = fields.quatern[2];
  double a = 1 - (b * b + c * c + d * d);
  if (a < 1e-7) {  // A half turn; rounding may make it longer than 1.
    const double norm = 1 / std::sqrt(b * b + c * c + d * d);
    b *= norm, c *= norm, d *= norm, a = 0;
  } else {
    a = std::sqrt(a);
  }
  const double qfac = fields.pixdim[0] < 0 ? -1 : 1;
  const Vec3 i{a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)};
  const Vec3 j{2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)};
  const Vec3 k{2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - c * c - b * b};
  const Vec3 origin{fields.qoffset[0], fields.qoffset[1], fields.qoffset[2]};
  return {i * size[0], j * size[1], k * (size[2] * qfac), origin};
}

double unit_mm_of(const NiftiFields& fields) {
  switch (fields.xyzt_units & 7) {
    case 1:
      return 1000;  // NIFTI_UNITS_METER
    case 3:
      return 0.001;  // NIFTI_UNITS_MICRON
    default:
      return 1;  // Millimetres, or not told: then everybody's files mean millimetres.
  }
}

/// How far apart two transforms put the same corner of the volume, in mm, at most.
double greatest_distance(const Affine& a, const Affine& b, const Shape& shape) {
  double greatest = 0;
  for (const double i : {0.0, static_cast<double>(shape.x - 1)})
    for (const double j : {0.0, static_cast<double>(shape.y - 1)})
      for (const double k : {0.0, static_cast<double>(shape.z - 1)})
        greatest = std::max(greatest, length(a.at(i, j, k) - b.at(i, j, k)));
  return greatest;
}

/// The voxel's edges in the file's unit. What is missing counts as 1, and matters where there is more than
/// one voxel.
std::array<double, 3> read_sizes(const NiftiFields& fields, Geometry& geometry) {
  const std::array<std::int64_t, 3> counts{geometry.shape.x, geometry.shape.y, geometry.shape.z};
  std::array<double, 3> size{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double value = std::abs(fields.pixdim[axis + 1]);
    size[axis] = std::isfinite(value) && value > 0 && value < 1e6 ? value : 1;
    if (size[axis] != value && counts[axis] > 1) geometry.calibrated = false;
  }
  return size;
}

void warn_of_missing_sizes(VolumeHeader& header) {
  if (!header.geometry.calibrated)
    header.warnings.push_back(
        {"uncalibrated", "The file does not say how large a voxel is. Sizes are shown in voxels."});
}

/// The origin as SPM wrote it, or the middle of the volume; nibabel takes either by the same rule.
Vec3 analyze_origin(const NiftiFields& fields, const Shape& shape) {
  const std::array<double, 3> counts{static_cast<double>(shape.x), static_cast<double>(shape.y),
                                     static_cast<double>(shape.z)};
  bool given = false;
  bool plausible = true;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    given |= fields.originator[axis] != 0;
    plausible &= fields.originator[axis] > -counts[axis] && fields.originator[axis] < 2 * counts[axis];
  }
  const auto voxel = [&](std::size_t axis) {
    return given && plausible ? fields.originator[axis] - 1.0 : (counts[axis] - 1) / 2;
  };
  return {voxel(0), voxel(1), voxel(2)};
}

void place_analyze(const std::array<double, 3>& size, const NiftiFields& fields, VolumeHeader& header) {
  Affine& affine = header.geometry.ijk_to_lps;
  affine = {{size[0], 0, 0}, {0, -size[1], 0}, {0, 0, size[2]}, {}};
  const Vec3 origin = analyze_origin(fields, header.geometry.shape);
  affine.origin = affine.at(origin.x, origin.y, origin.z) * -1;
  header.warnings.push_back({"orientation_unknown",
                             "Analyze files do not say reliably how the volume lies in the body. Its axes "
                             "are taken as left, front and "
                             "up, as SPM and FSL do; left and right may be exchanged."});
  warn_of_missing_sizes(header);
}

void place_by_transforms(const std::array<double, 3>& size, const NiftiFields& fields, VolumeHeader& header) {
  const double unit_mm = unit_mm_of(fields);
  std::optional<Affine> sform;
  std::optional<Affine> qform;
  if (fields.sform_code > 0) sform = lps_from_ras(read_sform(fields), unit_mm);
  if (fields.qform_code > 0) qform = lps_from_ras(read_qform(fields, size), unit_mm);
  const auto drop_unusable = [&](std::optional<Affine>& transform, std::string_view name) {
    if (!transform || is_usable(*transform)) return;
    transform.reset();
    header.warnings.push_back(
        {"transform_unusable", fmt::format("The file's {} cannot be used and was left out.", name)});
  };
  drop_unusable(sform, "sform");
  drop_unusable(qform, "qform");

  Affine& affine = header.geometry.ijk_to_lps;
  if (sform || qform) {
    affine = sform ? *sform : *qform;
    header.geometry.calibrated = true;
  } else {  // "METHOD 1": sizes only.
    affine = lps_from_ras({{size[0], 0, 0}, {0, size[1], 0}, {0, 0, size[2]}, {}}, unit_mm);
    header.warnings.push_back({"orientation_unknown",
                               "The file does not say how the volume lies in the body. Its axes are taken as "
                               "right, front and up."});
    warn_of_missing_sizes(header);
  }
  if (sform && qform) {
    const double apart = greatest_distance(*sform, *qform, header.geometry.shape);
    const auto spacing = header.geometry.spacing_mm();
    if (apart > 0.5 * *std::min_element(spacing.begin(), spacing.end()))
      header.warnings.push_back(
          {"transforms_disagree",
           fmt::format(
               "The file places the volume in two ways that are up to {:.4g} mm apart. The sform is used.",
               apart)});
  }
  warn_of_shear(affine, header.warnings);
}

}  // namespace

void place_nifti(const NiftiFields& fields, VolumeHeader& header) {
  const std::array<double, 3> size = read_sizes(fields, header.geometry);
  if (fields.kind == NiftiKind::analyze)
    place_analyze(size, fields, header);
  else
    place_by_transforms(size, fields, header);
}

}  // namespace scanetrix
