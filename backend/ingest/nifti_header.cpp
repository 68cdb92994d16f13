// SPDX-License-Identifier: Apache-2.0
#include "ingest/nifti_header.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "ingest/limits.h"

namespace scanetrix {
namespace {

/// Where the fields stand in the file. Do not change.
namespace field {
constexpr std::size_t sizeof_hdr = 0, dim = 40, datatype = 70, pixdim = 76, vox_offset = 108, scl_slope = 112,
                      scl_inter = 116, xyzt_units = 123, qform_code = 252, sform_code = 254, quatern = 256,
                      qoffset = 268, srow = 280, magic = 344;
}

struct DataType {
  int code;
  std::size_t sample_bytes;  ///< 0: not read.
  int channels;
  std::string_view name;
};

constexpr std::array kDataTypes{
    DataType{2, 1, 1, "uint8"},         DataType{4, 2, 1, "int16"},       DataType{8, 4, 1, "int32"},
    DataType{16, 4, 1, "float32"},      DataType{64, 8, 1, "float64"},    DataType{128, 1, 3, "RGB24"},
    DataType{256, 1, 1, "int8"},        DataType{512, 2, 1, "uint16"},    DataType{768, 4, 1, "uint32"},
    DataType{1024, 8, 1, "int64"},      DataType{1280, 8, 1, "uint64"},   DataType{1, 0, 1, "1-bit"},
    DataType{32, 0, 1, "complex64"},    DataType{1536, 0, 1, "float128"}, DataType{1792, 0, 1, "complex128"},
    DataType{2048, 0, 1, "complex256"}, DataType{2304, 0, 1, "RGBA32"},
};

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

/// Reads fields in the file's byte order.
class Fields {
 public:
  Fields(ByteView bytes, bool swapped) : bytes_(bytes), swapped_(swapped) {}

  template <typename T>
  [[nodiscard]] T get(std::size_t offset, std::size_t index = 0) const {
    const T value = load<T>(bytes_, offset + index * sizeof(T));
    return swapped_ ? byte_swapped(value) : value;
  }
  [[nodiscard]] double real(std::size_t offset, std::size_t index = 0) const {
    return get<float>(offset, index);
  }

 private:
  ByteView bytes_;
  bool swapped_;
};

bool is_finite(const Affine& affine) {
  const auto numbers = affine.row_major();
  return std::all_of(numbers.begin(), numbers.end(),
                     [](double n) { return std::isfinite(n) && std::abs(n) < 1e9; });
}

/// Finite, and no axis without length or in the plane of the others.
bool is_usable(const Affine& affine) {
  const double size = length(affine.step_i) * length(affine.step_j) * length(affine.step_k);
  return is_finite(affine) && size > 0 && std::abs(affine.determinant()) > 1e-4 * size;
}

Affine lps_from_ras(const Affine& ras, double unit_mm) {
  const auto turn = [&](Vec3 v) { return Vec3{-v.x * unit_mm, -v.y * unit_mm, v.z * unit_mm}; };
  return {turn(ras.step_i), turn(ras.step_j), turn(ras.step_k), turn(ras.origin)};
}

/// "METHOD 3": the rows of srow_x, srow_y, srow_z.
Affine read_sform(const Fields& fields) {
  const auto at = [&](std::size_t row, std::size_t column) {
    return fields.real(field::srow, 4 * row + column);
  };
  const auto column = [&](std::size_t c) { return Vec3{at(0, c), at(1, c), at(2, c)}; };
  return {column(0), column(1), column(2), column(3)};
}

/// "METHOD 2": the quaternion (b, c, d), pixdim and qfac = pixdim[0].
Affine read_qform(const Fields& fields, const std::array<double, 3>& size) {
  double b = fields.real(field::quatern, 0);
  double c = fields.real(field::quatern, 1);
  double d = fields.real(field::quatern, 2);
  double a = 1 - (b * b + c * c + d * d);
  if (a < 1e-7) {  // A half turn; rounding may make it longer than 1.
    const double norm = 1 / std::sqrt(b * b + c * c + d * d);
    b *= norm, c *= norm, d *= norm, a = 0;
  } else {
    a = std::sqrt(a);
  }
  const double qfac = fields.real(field::pixdim, 0) < 0 ? -1 : 1;
  const Vec3 i{a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)};
  const Vec3 j{2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)};
  const Vec3 k{2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - c * c - b * b};
  const Vec3 origin{fields.real(field::qoffset, 0), fields.real(field::qoffset, 1),
                    fields.real(field::qoffset, 2)};
  return {i * size[0], j * size[1], k * (size[2] * qfac), origin};
}

double unit_mm_of(int xyzt_units) {
  switch (xyzt_units & 7) {
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

void warn_of_shear(const Affine& affine, std::vector<Warning>& warnings) {
  const auto cosine = [](Vec3 a, Vec3 b) { return std::abs(dot(a, b)) / (length(a) * length(b)); };
  const double worst = std::max({cosine(affine.step_i, affine.step_j), cosine(affine.step_j, affine.step_k),
                                 cosine(affine.step_i, affine.step_k)});
  if (worst > 0.01)
    warnings.push_back({"sheared", fmt::format("The volume's axes are not at right angles: {:.1f}° off.",
                                               std::asin(std::min(worst, 1.0)) * 180 / 3.14159265358979)});
}

void read_geometry(const Fields& fields, NiftiHeader& header) {
  std::array<double, 3> size{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double value = std::abs(fields.real(field::pixdim, axis + 1));
    size[axis] = std::isfinite(value) && value > 0 && value < 1e6 ? value : 0;
    if (size[axis] == 0) {
      size[axis] = 1;
      const bool missing_matters = axis == 0   ? header.geometry.shape.x > 1
                                   : axis == 1 ? header.geometry.shape.y > 1
                                               : header.geometry.shape.z > 1;
      header.geometry.calibrated &= !missing_matters;
    }
  }
  const double unit_mm = unit_mm_of(fields.get<std::uint8_t>(field::xyzt_units));
  const int sform_code = fields.get<std::int16_t>(field::sform_code);
  const int qform_code = fields.get<std::int16_t>(field::qform_code);
  std::optional<Affine> sform;
  std::optional<Affine> qform;
  if (sform_code > 0) sform = lps_from_ras(read_sform(fields), unit_mm);
  if (qform_code > 0) qform = lps_from_ras(read_qform(fields, size), unit_mm);
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
    if (!header.geometry.calibrated)
      header.warnings.push_back(
          {"uncalibrated", "The file does not say how large a voxel is. Sizes are shown in voxels."});
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

Result<void> read_shape(const Fields& fields, NiftiHeader& header) {
  const int dimensions = fields.get<std::int16_t>(field::dim);
  if (dimensions < 1 || dimensions > 7)
    return damaged(fmt::format("The volume would have {} dimensions.", dimensions));
  std::array<std::int64_t, 8> dim{0, 1, 1, 1, 1, 1, 1, 1};
  for (std::size_t i = 1; i <= static_cast<std::size_t>(dimensions); ++i) {
    dim[i] = fields.get<std::int16_t>(field::dim, i);
    if (dim[i] < 1) return damaged(fmt::format("The volume's dimension {} would be {}.", i, dim[i]));
  }
  header.geometry.shape = {dim[3], dim[2], dim[1]};
  std::uint64_t volumes = 1;
  for (std::size_t i = 4; i < 8; ++i)
    if (!multiply_checked(volumes, static_cast<std::uint64_t>(dim[i]), volumes)) volumes = ~0ull;
  if (volumes > 1)
    return fail(ErrorCode::unsupported, "multi_volume",
                fmt::format("The file holds {} volumes. Only one volume a file is read yet.", volumes));
  return {};
}

Result<void> read_type(const Fields& fields, NiftiHeader& header) {
  header.datatype = fields.get<std::int16_t>(field::datatype);
  const auto known = std::find_if(kDataTypes.begin(), kDataTypes.end(),
                                  [&](const DataType& type) { return type.code == header.datatype; });
  if (known == kDataTypes.end())
    return fail(ErrorCode::unsupported, "unsupported_pixel_format",
                fmt::format("Voxels of NIfTI type {} are not read.", header.datatype));
  if (known->sample_bytes == 0)
    return fail(ErrorCode::unsupported, "unsupported_pixel_format",
                fmt::format("Voxels of type {} are not read yet.", known->name));
  header.sample_bytes = known->sample_bytes;
  header.channels = known->channels;

  const double slope = fields.real(field::scl_slope);
  const double intercept = fields.real(field::scl_inter);
  if (slope != 0 && std::isfinite(slope) && header.channels == 1) {
    header.slope = slope;
    header.intercept = std::isfinite(intercept) ? intercept : 0;
  }
  return {};
}

bool is_swapped(ByteView start) {
  return load<std::int32_t>(start, field::sizeof_hdr) != 348;
}

}  // namespace

bool is_nifti1(ByteView start) {
  if (start.size() < 348) return false;
  const auto size = load<std::int32_t>(start, field::sizeof_hdr);
  return (size == 348 || byte_swapped(size) == 348) && as_text(start.subspan(field::magic, 3)) == "n+1";
}

Result<NiftiHeader> read_nifti_header(ByteView start) {
  if (start.size() < kNiftiHeaderBytes) return damaged("The file ends inside its header.");
  NiftiHeader header;
  header.swapped = is_swapped(start);
  const Fields fields(start, header.swapped);
  TRY(read_shape(fields, header));
  TRY(read_type(fields, header));

  // Up to 2^45 voxels of at most 8 bytes: fits 64 bits.
  header.voxel_bytes = static_cast<std::uint64_t>(header.geometry.shape.count()) * header.sample_bytes *
                       static_cast<std::uint64_t>(header.channels);
  TRY(check_volume_size(header.voxel_bytes));
  const double offset = fields.real(field::vox_offset);
  if (!std::isfinite(offset) || offset < 0 || offset > 1e12)
    return damaged(fmt::format("The voxels would begin at byte {}.", offset));
  // Some writers leave 0, or the header's own 348, in a single file.
  header.voxel_offset = std::max<std::uint64_t>(kNiftiHeaderBytes, static_cast<std::uint64_t>(offset));
  read_geometry(fields, header);
  return header;
}

}  // namespace scanetrix
