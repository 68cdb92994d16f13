// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace scanetrix {

/// As many bytes as any of the headers has, with the four that say whether extensions follow.
inline constexpr std::size_t kLongestNiftiHeader = 544;

enum class NiftiKind {
  nifti1,
  nifti2,
  analyze,  ///< Analyze 7.5: the layout of NIfTI-1 without a magic number; many fields mean something else.
};

/// A header's fields as they stand, in this machine's byte order and the widest types. Names are the
/// standard's (nifti1.h, nifti2.h: nifti.nimh.nih.gov).
struct NiftiFields {
  NiftiKind kind = NiftiKind::nifti1;
  bool single_file = true;  ///< "n+1", "n+2"; false for the .hdr of a pair.
  bool swapped = false;     ///< Big endian.
  std::size_t header_bytes = 0;
  std::array<std::int64_t, 8> dim{};
  int datatype = 0;
  std::array<double, 8> pixdim{};
  double vox_offset = 0;
  double scl_slope = 0;
  double scl_inter = 0;
  double cal_max = 0;
  double cal_min = 0;
  double toffset = 0;
  int intent_code = 0;
  int xyzt_units = 0;
  int qform_code = 0;
  int sform_code = 0;
  std::array<double, 3> quatern{};
  std::array<double, 3> qoffset{};
  std::array<double, 12> srow{};  ///< Rows x, y, z of four.
  std::array<std::int16_t, 3>
      originator{};  ///< Analyze as SPM writes it: the origin's voxel, counted from 1.
};

/// None when these bytes begin with no header of these kinds. Analyze has no magic number: its length, the
/// number of its dimensions and a known type have to do.
[[nodiscard]] std::optional<NiftiFields> read_nifti_fields(ByteView start);

}  // namespace scanetrix
