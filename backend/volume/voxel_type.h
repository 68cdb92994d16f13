// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace scanetrix {

/// How one sample of one voxel is stored. Little endian.
enum class VoxelType { int8, uint8, int16, uint16, int32, uint32, float32, float64 };

[[nodiscard]] std::size_t size_bytes(VoxelType type);

/// As Zarr v3 names it ("int16").
[[nodiscard]] std::string_view name_of(VoxelType type);
[[nodiscard]] std::optional<VoxelType> voxel_type_named(std::string_view name);

[[nodiscard]] bool is_integer(VoxelType type);

/// The narrowest of int16, uint16, int32, uint32 that holds every whole number from `least` to `greatest`;
/// none when none does. Eight bits are left out: what is stored is also what graphics hardware is given.
[[nodiscard]] std::optional<VoxelType> integer_type_for(std::int64_t least, std::int64_t greatest);

/// Calls `function` with a value of the C++ type that `type` stands for, to be used for its type alone.
template <typename Function>
decltype(auto) with_type(VoxelType type, Function&& function) {
  switch (type) {
    case VoxelType::int8:
      return function(std::int8_t{});
    case VoxelType::uint8:
      return function(std::uint8_t{});
    case VoxelType::int16:
      return function(std::int16_t{});
    case VoxelType::uint16:
      return function(std::uint16_t{});
    case VoxelType::int32:
      return function(std::int32_t{});
    case VoxelType::uint32:
      return function(std::uint32_t{});
    case VoxelType::float32:
      return function(float{});
    case VoxelType::float64:
      return function(double{});
  }
  std::abort();  // Not a value of the enum: memory is damaged.
}

}  // namespace scanetrix
