// SPDX-License-Identifier: Apache-2.0
#include "store/export_nifti.h"

#include <algorithm>
#include <cmath>

namespace scanetrix {
namespace {

/// DT_ codes of nifti1.h.
std::int16_t datatype_of(const Volume& volume) {
  if (volume.channels == 3) return 128;
  switch (volume.type) {
    case VoxelType::uint8:
      return 2;
    case VoxelType::int16:
      return 4;
    case VoxelType::int32:
      return 8;
    case VoxelType::float32:
      return 16;
    case VoxelType::float64:
      return 64;
    case VoxelType::int8:
      return 256;
    case VoxelType::uint16:
      return 512;
    case VoxelType::uint32:
      return 768;
  }
  std::abort();
}

/// LPS → RAS: x and y change their sign.
Affine to_ras(const Affine& lps) {
  const auto turn = [](Vec3 v) { return Vec3{-v.x, -v.y, v.z}; };
  return {turn(lps.step_i), turn(lps.step_j), turn(lps.step_k), turn(lps.origin)};
}

struct Quaternion {
  double b, c, d;
  double qfac;
};

/// The rotation of the unit axes (nifti1_io: nifti_mat44_to_quatern), which must be orthogonal.
Quaternion quaternion_of(Vec3 x, Vec3 y, Vec3 z) {
  const double qfac = dot(cross(x, y), z) < 0 ? -1 : 1;
  z = z * qfac;
  const double a2 = 1 + x.x + y.y + z.z;
  if (a2 > 0.5) {
    const double a = 0.5 * std::sqrt(a2);
    return {0.25 * (y.z - z.y) / a, 0.25 * (z.x - x.z) / a, 0.25 * (x.y - y.x) / a, qfac};
  }
  const double xd = 1 + x.x - (y.y + z.z);
  const double yd = 1 + y.y - (x.x + z.z);
  const double zd = 1 + z.z - (x.x + y.y);
  double a = 0;
  double b = 0;
  double c = 0;
  double d = 0;
  if (xd > 1) {
    b = 0.5 * std::sqrt(xd);
    c = 0.25 * (y.x + x.y) / b;
    d = 0.25 * (z.x + x.z) / b;
    a = 0.25 * (y.z - z.y) / b;
  } else if (yd > 1) {
    c = 0.5 * std::sqrt(yd);
    b = 0.25 * (y.x + x.y) / c;
    d = 0.25 * (z.y + y.z) / c;
    a = 0.25 * (z.x - x.z) / c;
  } else {
    d = 0.5 * std::sqrt(zd);
    b = 0.25 * (z.x + x.z) / d;
    c = 0.25 * (z.y + y.z) / d;
    a = 0.25 * (x.y - y.x) / d;
  }
  const double sign = a < 0 ? -1 : 1;
  return {b * sign, c * sign, d * sign, qfac};
}

}  // namespace

Result<Bytes> nifti_header(const Volume& volume) {
  const Shape& shape = volume.geometry.shape;
  if (std::max({shape.x, shape.y, shape.z}) > 32767)
    return fail(ErrorCode::unsupported,
                "NIfTI-1 holds at most 32767 voxels along an axis. Use the OME-Zarr volume.");
  Bytes header(352);
  const auto put = [&](std::size_t at, auto value) { std::memcpy(header.data() + at, &value, sizeof value); };
  const auto put_float = [&](std::size_t at, double value) { put(at, static_cast<float>(value)); };
  put(0, std::int32_t{348});
  put(40, std::int16_t{3});
  put(42, static_cast<std::int16_t>(shape.x));
  put(44, static_cast<std::int16_t>(shape.y));
  put(46, static_cast<std::int16_t>(shape.z));
  for (std::size_t at = 48; at < 56; at += 2) put(at, std::int16_t{1});
  put(70, datatype_of(volume));
  put(72, static_cast<std::int16_t>(volume.bytes_per_voxel() * 8));

  const Affine ras = to_ras(volume.geometry.ijk_to_lps);
  const auto spacing = volume.geometry.spacing_mm();
  const auto unit = [](Vec3 v, double size) { return v * (1 / size); };
  const Vec3 x = unit(ras.step_i, spacing[2]);
  const Vec3 y = unit(ras.step_j, spacing[1]);
  const Vec3 z = unit(ras.step_k, spacing[0]);
  const Quaternion q = quaternion_of(x, y, z);
  put_float(76, q.qfac);
  for (std::size_t axis = 0; axis < 3; ++axis) put_float(80 + axis * 4, spacing[2 - axis]);
  put_float(108, 352);
  put_float(112, volume.slope);
  put_float(116, volume.intercept);
  put(123, static_cast<std::uint8_t>(volume.geometry.calibrated ? 2 : 0));  // NIFTI_UNITS_MM
  // A sheared volume has no quaternion; then the sform alone says where it lies.
  const bool orthogonal = std::abs(dot(x, y)) + std::abs(dot(y, z)) + std::abs(dot(x, z)) < 1e-4;
  put(252, static_cast<std::int16_t>(orthogonal ? 1 : 0));  // NIFTI_XFORM_SCANNER_ANAT
  put(254, std::int16_t{1});
  put_float(256, q.b);
  put_float(260, q.c);
  put_float(264, q.d);
  put_float(268, ras.origin.x);
  put_float(272, ras.origin.y);
  put_float(276, ras.origin.z);
  const auto matrix = ras.row_major();
  for (std::size_t n = 0; n < 12; ++n) put_float(280 + n * 4, matrix[n]);
  std::memcpy(header.data() + 344, "n+1", 4);
  return header;
}

}  // namespace scanetrix
