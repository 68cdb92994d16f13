// SPDX-License-Identifier: Apache-2.0
#include "ingest/nifti_fields.h"

#include <algorithm>

namespace scanetrix {
namespace {

using namespace std::string_view_literals;

/// Reads fields in the file's byte order.
class Reader {
 public:
  Reader(ByteView bytes, bool swapped) : bytes_(bytes), swapped_(swapped) {}

  template <typename T>
  [[nodiscard]] T get(std::size_t offset, std::size_t index = 0) const {
    const T value = load<T>(bytes_, offset + index * sizeof(T));
    return swapped_ ? byte_swapped(value) : value;
  }
  template <typename T, typename Out, std::size_t n>
  void fill(std::array<Out, n>& out, std::size_t offset) const {
    for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<Out>(get<T>(offset, i));
  }

 private:
  ByteView bytes_;
  bool swapped_;
};

/// Offsets of nifti1.h. Do not change.
NiftiFields read_first(ByteView start, bool swapped) {
  const Reader read(start, swapped);
  NiftiFields fields;
  fields.swapped = swapped;
  fields.header_bytes = 348;
  read.fill<std::int16_t>(fields.dim, 40);
  fields.intent_code = read.get<std::int16_t>(68);
  fields.datatype = read.get<std::int16_t>(70);
  read.fill<float>(fields.pixdim, 76);
  fields.vox_offset = read.get<float>(108);
  fields.scl_slope = read.get<float>(112);
  fields.scl_inter = read.get<float>(116);
  fields.xyzt_units = read.get<std::uint8_t>(123);
  fields.cal_max = read.get<float>(124);
  fields.cal_min = read.get<float>(128);
  fields.toffset = read.get<float>(136);
  fields.qform_code = read.get<std::int16_t>(252);
  fields.sform_code = read.get<std::int16_t>(254);
  read.fill<float>(fields.quatern, 256);
  read.fill<float>(fields.qoffset, 268);
  read.fill<float>(fields.srow, 280);
  return fields;
}

/// Offsets of nifti2.h. Do not change.
NiftiFields read_second(ByteView start, bool swapped) {
  const Reader read(start, swapped);
  NiftiFields fields;
  fields.kind = NiftiKind::nifti2;
  fields.swapped = swapped;
  fields.header_bytes = 540;
  fields.datatype = read.get<std::int16_t>(12);
  read.fill<std::int64_t>(fields.dim, 16);
  read.fill<double>(fields.pixdim, 104);
  fields.vox_offset = static_cast<double>(read.get<std::int64_t>(168));
  fields.scl_slope = read.get<double>(176);
  fields.scl_inter = read.get<double>(184);
  fields.cal_max = read.get<double>(192);
  fields.cal_min = read.get<double>(200);
  fields.toffset = read.get<double>(216);
  fields.qform_code = read.get<std::int32_t>(344);
  fields.sform_code = read.get<std::int32_t>(348);
  read.fill<double>(fields.quatern, 352);
  read.fill<double>(fields.qoffset, 376);
  read.fill<double>(fields.srow, 400);
  fields.xyzt_units = read.get<std::int32_t>(500);
  fields.intent_code = read.get<std::int32_t>(504);
  return fields;
}

/// Offsets of Analyze 7.5's dbh.h: what NIfTI put its transforms and units into means something else there.
std::optional<NiftiFields> read_analyze(ByteView start, bool swapped) {
  constexpr std::array kTypes{1, 2, 4, 8, 16, 32, 64, 128, 130, 132, 136};  // From 130 on: SPM's.
  NiftiFields fields = read_first(start, swapped);
  if (fields.dim[0] < 1 || fields.dim[0] > 7 || fields.dim[1] < 1 ||
      std::find(kTypes.begin(), kTypes.end(), fields.datatype) == kTypes.end())
    return std::nullopt;
  fields.kind = NiftiKind::analyze;
  fields.single_file = false;
  Reader(start, swapped).fill<std::int16_t>(fields.originator, 253);
  fields.intent_code = fields.xyzt_units = fields.qform_code = fields.sform_code = 0;
  fields.cal_max = fields.cal_min = fields.toffset = 0;
  return fields;
}

}  // namespace

std::optional<NiftiFields> read_nifti_fields(ByteView start) {
  if (start.size() < 348) return std::nullopt;
  const auto size = load<std::int32_t>(start, 0);
  const bool swapped = size != 348 && size != 540;
  const auto real_size = swapped ? byte_swapped(size) : size;
  if (real_size == 540 && start.size() >= 540) {
    const auto magic = as_text(start.subspan(4, 3));
    if (magic != "n+2" && magic != "ni2") return std::nullopt;
    NiftiFields fields = read_second(start, swapped);
    fields.single_file = magic == "n+2";
    return fields;
  }
  if (real_size != 348) return std::nullopt;
  const auto magic = as_text(start.subspan(344, 4));
  if (magic != "n+1\0"sv && magic != "ni1\0"sv) return read_analyze(start, swapped);
  NiftiFields fields = read_first(start, swapped);
  fields.single_file = magic[1] == '+';
  return fields;
}

}  // namespace scanetrix
