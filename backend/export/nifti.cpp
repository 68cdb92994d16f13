// SPDX-License-Identifier: Apache-2.0
#include "export/nifti.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace scanetrix {
namespace {

/// DT_ codes of nifti1.h.
std::int16_t datatype_of(const VolumeForm& form) {
  if (form.channels == 3) return 128;
  switch (form.type) {
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

/// What both kinds of header say, in the words of nifti1.h.
struct Facts {
  std::array<std::int64_t, 8> dim{};
  std::int16_t datatype = 0;
  std::int16_t bitpix = 0;
  std::array<double, 8> pixdim{};
  std::uint8_t xyzt_units = 0;
  std::int16_t qform_code = 0;
  Quaternion quaternion{};
  Vec3 qoffset;
  std::array<double, 16> srow{};
};

Facts facts_of(const VolumeForm& form) {
  const Shape& shape = form.geometry.shape;
  const bool over_time = form.time_points > 1;
  Facts facts;
  facts.dim = {over_time ? 4 : 3, shape.x, shape.y, shape.z, form.time_points, 1, 1, 1};
  facts.datatype = datatype_of(form);
  facts.bitpix = static_cast<std::int16_t>(form.bytes_per_voxel() * 8);

  const Affine ras = to_ras(form.geometry.ijk_to_lps);
  const auto spacing = form.geometry.spacing_mm();
  const Vec3 x = ras.step_i * (1 / spacing[2]);
  const Vec3 y = ras.step_j * (1 / spacing[1]);
  const Vec3 z = ras.step_k * (1 / spacing[0]);
  facts.quaternion = quaternion_of(x, y, z);
  // The fourth step counts time points: what lies between them is not always time, so it has no unit.
  facts.pixdim = {facts.quaternion.qfac, spacing[2], spacing[1], spacing[0], over_time ? 1.0 : 0.0};
  facts.xyzt_units = form.geometry.calibrated ? 2 : 0;  // NIFTI_UNITS_MM
  // A sheared volume has no quaternion; then the sform alone says where it lies.
  const bool orthogonal = std::abs(dot(x, y)) + std::abs(dot(y, z)) + std::abs(dot(x, z)) < 1e-4;
  facts.qform_code = orthogonal ? 1 : 0;  // NIFTI_XFORM_SCANNER_ANAT
  facts.qoffset = ras.origin;
  facts.srow = ras.row_major();
  return facts;
}

constexpr std::int64_t kLongestAxis = 32767;  // NIfTI-1 counts in 16 bits.

Bytes nifti1_header(const VolumeForm& form, const Facts& facts) {
  Bytes header(352);
  const auto put = [&](std::size_t at, auto value) { std::memcpy(header.data() + at, &value, sizeof value); };
  const auto put_float = [&](std::size_t at, double value) { put(at, static_cast<float>(value)); };
  put(0, std::int32_t{348});
  for (std::size_t n = 0; n < 8; ++n) put(40 + n * 2, static_cast<std::int16_t>(facts.dim[n]));
  put(70, facts.datatype);
  put(72, facts.bitpix);
  for (std::size_t n = 0; n < 8; ++n) put_float(76 + n * 4, facts.pixdim[n]);
  put_float(108, 352);
  put_float(112, form.slope);
  put_float(116, form.intercept);
  put(123, facts.xyzt_units);
  put(252, facts.qform_code);
  put(254, std::int16_t{1});
  put_float(256, facts.quaternion.b);
  put_float(260, facts.quaternion.c);
  put_float(264, facts.quaternion.d);
  put_float(268, facts.qoffset.x);
  put_float(272, facts.qoffset.y);
  put_float(276, facts.qoffset.z);
  for (std::size_t n = 0; n < 12; ++n) put_float(280 + n * 4, facts.srow[n]);
  std::memcpy(header.data() + 344, "n+1", 4);
  return header;
}

Bytes nifti2_header(const VolumeForm& form, const Facts& facts) {
  Bytes header(544);
  const auto put = [&](std::size_t at, auto value) { std::memcpy(header.data() + at, &value, sizeof value); };
  put(0, std::int32_t{540});
  std::memcpy(header.data() + 4, "n+2\0\r\n\032\n", 8);
  put(12, facts.datatype);
  put(14, facts.bitpix);
  for (std::size_t n = 0; n < 8; ++n) put(16 + n * 8, facts.dim[n]);
  for (std::size_t n = 0; n < 8; ++n) put(104 + n * 8, facts.pixdim[n]);
  put(168, std::int64_t{544});
  put(176, form.slope);
  put(184, form.intercept);
  put(344, std::int32_t{facts.qform_code});
  put(348, std::int32_t{1});
  put(352, facts.quaternion.b);
  put(360, facts.quaternion.c);
  put(368, facts.quaternion.d);
  put(376, facts.qoffset.x);
  put(384, facts.qoffset.y);
  put(392, facts.qoffset.z);
  for (std::size_t n = 0; n < 12; ++n) put(400 + n * 8, facts.srow[n]);
  put(500, std::int32_t{facts.xyzt_units});
  return header;
}

/// An extension: its length (whole sixteens) and code as int32, then its text, filled up with zeros.
void add_note(const ExportNote& note, bool is_nifti2, Bytes& header) {
  const auto put = [&](std::size_t at, auto value) { std::memcpy(header.data() + at, &value, sizeof value); };
  std::memcpy(header.data() + (is_nifti2 ? 240 : 148), note.title.data(), note.title.size());
  header[header.size() - 4] = std::byte{1};  // There are extensions.
  std::string text;
  for (const auto& [name, value] : note.facts) text += fmt::format("{}: {}\n", name, value);
  const std::size_t begin = header.size();
  const std::size_t length = (8 + text.size() + 15) / 16 * 16;
  header.resize(begin + length);
  put(begin, static_cast<std::int32_t>(length));
  put(begin + 4, std::int32_t{6});  // NIFTI_ECODE_COMMENT
  std::memcpy(header.data() + begin + 8, text.data(), text.size());
  if (is_nifti2)
    put(168, static_cast<std::int64_t>(header.size()));
  else
    put(108, static_cast<float>(header.size()));
}

}  // namespace

Bytes nifti_header(const VolumeForm& form, const std::optional<ExportNote>& note) {
  const Facts facts = facts_of(form);
  const bool is_long = *std::max_element(facts.dim.begin(), facts.dim.end()) > kLongestAxis;
  Bytes header = is_long ? nifti2_header(form, facts) : nifti1_header(form, facts);
  if (note) add_note(*note, is_long, header);
  return header;
}

}  // namespace scanetrix
