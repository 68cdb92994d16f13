// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_nifti.h"

#include <algorithm>
#include <cmath>

#include "ingest/inflate.h"
#include "ingest/limits.h"
#include "volume/rescale.h"

namespace scanetrix {
namespace {

template <typename Word>
void swap_words(Bytes& bytes) {
  for (std::size_t i = 0; i + sizeof(Word) <= bytes.size(); i += sizeof(Word)) {
    const Word value = byte_swapped(load<Word>(bytes, i));
    std::memcpy(bytes.data() + i, &value, sizeof(Word));
  }
}

VoxelType type_of(int datatype) {
  switch (datatype) {
    case 4:
      return VoxelType::int16;
    case 8:
      return VoxelType::int32;
    case 16:
      return VoxelType::float32;
    case 64:
      return VoxelType::float64;
    case 256:
      return VoxelType::int8;
    case 512:
      return VoxelType::uint16;
    case 768:
      return VoxelType::uint32;
    default:
      return VoxelType::uint8;  // 2, and 128: red, green, blue.
  }
}

template <typename To, typename From>
Bytes converted(const Bytes& stored) {
  Bytes bytes(stored.size() / sizeof(From) * sizeof(To));
  auto* out = reinterpret_cast<To*>(bytes.data());
  for (std::size_t i = 0; i < stored.size(); i += sizeof(From))
    *out++ = static_cast<To>(load<From>(stored, i));
  return bytes;
}

/// Brings 64-bit integers down to what a volume can hold.
template <typename Wide>
void narrow(Volume& volume, NiftiHeader& header) {
  Wide least = load<Wide>(volume.voxels, 0);
  Wide greatest = least;
  for (std::size_t i = 0; i < volume.voxels.size(); i += sizeof(Wide)) {
    const auto value = load<Wide>(volume.voxels, i);
    least = std::min(least, value);
    greatest = std::max(greatest, value);
  }
  std::optional<VoxelType> type;
  if (std::in_range<std::int64_t>(greatest))
    type = integer_type_for(static_cast<std::int64_t>(least), static_cast<std::int64_t>(greatest));
  if (!type)
    header.warnings.push_back(
        {"precision_lost",
         "The file's 64-bit numbers are kept as floating point: beyond 9 · 10¹⁵ they are rounded."});
  volume.type = type.value_or(VoxelType::float64);
  with_type(volume.type, [&](auto to) { volume.voxels = converted<decltype(to), Wide>(volume.voxels); });
}

/// Floating-point voxels become the real values at once.
template <typename Real>
void rescale_real(Volume& volume) {
  if (volume.slope == 1 && volume.intercept == 0) return;
  for (Real& value : volume.samples<Real>())
    value = static_cast<Real>(static_cast<double>(value) * volume.slope + volume.intercept);
  volume.slope = 1;
  volume.intercept = 0;
}

Result<Bytes> read_voxels(ByteView file, const NiftiHeader& header) {
  if (is_gzip(file)) {
    TRY(check_ratio(header.voxel_bytes, 1032, file.size()));  // The most that deflate packs.
    Bytes voxels(header.voxel_bytes);
    TRY(inflate_range(file, DeflateKind::gzip, header.voxel_offset, voxels));
    return voxels;
  }
  if (header.voxel_offset > file.size() || header.voxel_bytes > file.size() - header.voxel_offset)
    return fail(ErrorCode::bad_input, "damaged",
                fmt::format("The file ends early: {} bytes, {} were expected.", file.size(),
                            header.voxel_offset + header.voxel_bytes));
  const auto voxels = file.subspan(header.voxel_offset, header.voxel_bytes);
  return Bytes(voxels.begin(), voxels.end());
}

}  // namespace

bool sniff_nifti(ByteView file) {
  return is_gzip(file) ? is_nifti1(inflate_start(file, DeflateKind::gzip, kNiftiHeaderBytes))
                       : is_nifti1(file);
}

Result<NiftiHeader> inspect_nifti(ByteView file) {
  if (!is_gzip(file)) return read_nifti_header(file);
  return read_nifti_header(inflate_start(file, DeflateKind::gzip, kNiftiHeaderBytes));
}

Result<Volume> decode_nifti(ByteView file, NiftiHeader& header) {
  Volume volume;
  volume.geometry = header.geometry;
  volume.type = type_of(header.datatype);
  volume.channels = header.channels;
  volume.slope = header.slope;
  volume.intercept = header.intercept;
  volume.voxels = TRY(read_voxels(file, header));
  if (header.swapped) {
    if (header.sample_bytes == 2) swap_words<std::uint16_t>(volume.voxels);
    if (header.sample_bytes == 4) swap_words<std::uint32_t>(volume.voxels);
    if (header.sample_bytes == 8) swap_words<std::uint64_t>(volume.voxels);
  }
  if (header.datatype == 1024) narrow<std::int64_t>(volume, header);
  if (header.datatype == 1280) narrow<std::uint64_t>(volume, header);
  if (volume.type == VoxelType::float32) rescale_real<float>(volume);
  if (volume.type == VoxelType::float64) rescale_real<double>(volume);
  apply_exact_rescale(volume);
  return volume;
}

}  // namespace scanetrix
