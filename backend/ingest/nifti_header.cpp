// SPDX-License-Identifier: Apache-2.0
#include "ingest/nifti_header.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "ingest/nifti_placement.h"

namespace scanetrix {
namespace {

struct DataType {
  int code;
  SampleKind kind;
  SampleMeaning meaning = SampleMeaning::value;
};

constexpr std::array kDataTypes{
    DataType{1, SampleKind::bit},
    DataType{2, SampleKind::uint8},
    DataType{4, SampleKind::int16},
    DataType{8, SampleKind::int32},
    DataType{16, SampleKind::float32},
    DataType{32, SampleKind::float32, SampleMeaning::complex},
    DataType{64, SampleKind::float64},
    DataType{128, SampleKind::uint8, SampleMeaning::rgb},
    DataType{256, SampleKind::int8},
    DataType{512, SampleKind::uint16},
    DataType{768, SampleKind::uint32},
    DataType{1024, SampleKind::int64},
    DataType{1280, SampleKind::uint64},
    DataType{1536, SampleKind::float128},
    DataType{1792, SampleKind::float64, SampleMeaning::complex},
    DataType{2048, SampleKind::float128, SampleMeaning::complex},
    DataType{2304, SampleKind::uint8, SampleMeaning::rgba},
};

/// SPM's additions to Analyze: an unsigned or signed twin 128 above.
constexpr std::array kSpmTypes{
    DataType{130, SampleKind::int8},
    DataType{132, SampleKind::uint16},
    DataType{136, SampleKind::uint32},
};

enum Intent {  // NIFTI_INTENT_…
  label = 1002,
  neuroname = 1003,
  genmatrix = 1004,
  symmatrix = 1005,
  dispvect = 1006,
  vector = 1007,
  pointset = 1008,
  triangle = 1009,
  quaternion = 1010,
  rgb_vector = 2003,
  rgba_vector = 2004,
  first_cifti = 3000,
  last_cifti = 3099,
};

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

auto unsupported(std::string message) {
  return fail(ErrorCode::unsupported, "unsupported_pixel_format", std::move(message));
}

/// All of dim[1] … dim[7]; those that are not there are 1.
Result<std::array<std::int64_t, 8>> read_dimensions(const NiftiFields& fields) {
  const std::int64_t dimensions = fields.dim[0];
  if (dimensions < 1 || dimensions > 7)
    return damaged(fmt::format("The volume would have {} dimensions.", dimensions));
  std::array<std::int64_t, 8> dim{dimensions, 1, 1, 1, 1, 1, 1, 1};
  for (std::size_t i = 1; i <= static_cast<std::size_t>(dimensions); ++i) {
    dim[i] = fields.dim[i];
    if (dim[i] == 0 && i > 1) dim[i] = 1;  // Some writers count an axis that they leave out.
    if (dim[i] < 1) return damaged(fmt::format("The volume's dimension {} would be {}.", i, dim[i]));
  }
  return dim;
}

Result<void> check_intent(const NiftiFields& fields, const std::array<std::int64_t, 8>& dim) {
  const int intent = fields.intent_code;
  if (intent >= first_cifti && intent <= last_cifti)
    return unsupported("A CIFTI file: values on a brain's surface and structures, not a volume.");
  const auto refused = [](std::string_view what) {
    return unsupported(fmt::format("The voxels are {}, not values that make a picture.", what));
  };
  if (intent == pointset || intent == triangle) return refused("points or triangles of a surface");
  if (dim[5] == 1) return {};
  if (intent == dispvect) return refused("displacement vectors");
  if (intent == vector && dim[5] <= 3) return refused("vectors");
  if (intent == genmatrix || intent == symmatrix) return refused("matrices");
  if (intent == quaternion) return refused("quaternions");
  return {};
}

std::optional<DataType> known_type(const NiftiFields& fields) {
  const bool from_spm = fields.kind == NiftiKind::analyze && fields.datatype > 128;
  const std::span<const DataType> types = from_spm ? std::span<const DataType>(kSpmTypes) : kDataTypes;
  const auto known = std::find_if(types.begin(), types.end(),
                                  [&](const DataType& type) { return type.code == fields.datatype; });
  return known == types.end() ? std::nullopt : std::optional(*known);
}

Result<void> read_type(const NiftiFields& fields, VolumeHeader& header) {
  const auto type = known_type(fields);
  if (!type) return unsupported(fmt::format("Voxels of NIfTI type {} are not read.", fields.datatype));
  if (fields.kind == NiftiKind::analyze && type->meaning == SampleMeaning::rgb)
    return unsupported("Colour in Analyze files is not read: writers do not agree how it is stored.");
  header.element = {type->kind, type->meaning, fields.swapped};
  return {};
}

void read_scale(const NiftiFields& fields, VolumeHeader& header) {
  const double slope = fields.scl_slope;
  if (slope == 0 || std::isnan(slope)) return;  // Not set.
  if (std::isfinite(slope)) {
    header.slope = slope;
    if (std::isfinite(fields.scl_inter)) header.intercept = fields.scl_inter;
  }
  if (!std::isfinite(slope) || !std::isfinite(fields.scl_inter))
    header.warnings.push_back(
        {"rescale_ignored",
         fmt::format("The file's scale (slope {}, intercept {}) is not a number; {} left out.", slope,
                     fields.scl_inter, std::isfinite(slope) ? "the intercept is" : "both are")});
}

struct TimeUnit {
  std::string_view axis = "volume";
  std::string_view symbol;
};

TimeUnit time_unit_of(int xyzt_units) {
  switch (xyzt_units & 0x38) {
    case 8:
      return {"time", "s"};
    case 16:
      return {"time", "ms"};
    case 24:
      return {"time", "µs"};
    case 32:
      return {"frequency", "Hz"};
    case 40:
      return {"chemical shift", "ppm"};
    case 48:
      return {"angular frequency", "rad/s"};
    default:
      return {};
  }
}

void name_times(const NiftiFields& fields, const std::array<std::int64_t, 8>& dim, VolumeHeader& header) {
  const std::int64_t points = header.time_points();
  if (points == 1) return;
  const bool components = dim[4] != points;
  const TimeUnit unit = time_unit_of(fields.xyzt_units);
  const double step = fields.pixdim[4];
  const bool measured = !unit.symbol.empty() && std::isfinite(step) && step > 0;
  header.time_axis = dim[4] == 1 ? "component" : unit.axis;
  if (!measured && !components) return;  // Counted, no more.
  const double first = std::isfinite(fields.toffset) ? fields.toffset : 0;
  for (std::int64_t t = 0; t < points; ++t) {
    const std::int64_t time = t % dim[4];
    const std::string label =
        dim[4] == 1 ? ""
        : measured  ? fmt::format("{:g} {}", first + static_cast<double>(time) * step, unit.symbol)
                    : fmt::format("{} {}", unit.axis, time + 1);
    const std::string component = components ? fmt::format("component {}", t / dim[4] + 1) : "";
    header.time_labels.push_back(label + (label.empty() || component.empty() ? "" : ", ") + component);
  }
}

/// Shape, steps and time points. Axis 5 of an RGB vector is the colour, between the times of axes 4 and 6.
Result<void> read_layout(const NiftiFields& fields, const std::array<std::int64_t, 8>& dim,
                         VolumeHeader& header) {
  const bool colour =
      header.element.meaning == SampleMeaning::value && ((fields.intent_code == rgb_vector && dim[5] == 3) ||
                                                         (fields.intent_code == rgba_vector && dim[5] == 4));
  StoredSteps& steps = header.steps;
  steps.i = static_cast<std::int64_t>(header.element.samples());
  if (colour) header.element.meaning = dim[5] == 3 ? SampleMeaning::rgb : SampleMeaning::rgba;
  TRY(check_element(header.element));

  header.geometry.shape = {dim[3], dim[2], dim[1]};
  const auto is_time = [&](std::size_t axis) { return dim[axis] > 1 && !(colour && axis == 5); };
  for (std::size_t axis = 4; axis < 8; ++axis)
    if (is_time(axis)) steps.times.push_back({dim[axis], 0});
  TRY(check_volume_header(header));  // So that the products below fit.
  steps.j = steps.i * dim[1];
  steps.k = steps.j * dim[2];
  std::int64_t step = steps.k * dim[3];
  auto time = steps.times.begin();
  for (std::size_t axis = 4; axis < 8; ++axis) {
    if (is_time(axis)) (time++)->step = step;
    if (colour && axis == 5) steps.channel = step;
    step *= dim[axis];
  }
  name_times(fields, dim, header);
  return {};
}

Result<void> read_place(const NiftiFields& fields, VolumeHeader& header) {
  const double offset = fields.vox_offset;
  if (!std::isfinite(offset) || offset < 0 || offset > 1e15)
    return damaged(fmt::format("The voxels would begin at byte {}.", offset));
  header.data.skip_inside = static_cast<std::uint64_t>(offset);
  if (!fields.single_file) {
    header.data.where = DataPlace::Where::same_stem;
    return {};
  }
  // Some writers leave 0, or the header's own length, in a single file.
  header.data.skip_inside = std::max<std::uint64_t>(header.data.skip_inside, fields.header_bytes + 4);
  return {};
}

}  // namespace

Result<VolumeHeader> read_nifti_header(const NiftiFields& fields) {
  VolumeHeader header;
  const auto dim = TRY(read_dimensions(fields));
  TRY(check_intent(fields, dim));
  TRY(read_type(fields, header));
  TRY(read_layout(fields, dim, header));
  TRY(read_place(fields, header));
  if (header.element.meaning == SampleMeaning::value || header.element.meaning == SampleMeaning::complex) {
    read_scale(fields, header);
    if (std::isfinite(fields.cal_min) && std::isfinite(fields.cal_max) && fields.cal_max > fields.cal_min)
      header.window =
          DisplayWindow{"", (fields.cal_min + fields.cal_max) / 2, fields.cal_max - fields.cal_min};
  }
  if (fields.intent_code == label || fields.intent_code == neuroname)
    header.remark = "Its values are labels, not intensities.";
  place_nifti(fields, header);
  return header;
}

}  // namespace scanetrix
