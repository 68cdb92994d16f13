// SPDX-License-Identifier: Apache-2.0
#include "volume/voxel_type.h"

#include <array>
#include <limits>
#include <utility>

namespace scanetrix {
namespace {

constexpr std::array kNames{
    std::pair{VoxelType::int8, std::string_view("int8")},
    std::pair{VoxelType::uint8, std::string_view("uint8")},
    std::pair{VoxelType::int16, std::string_view("int16")},
    std::pair{VoxelType::uint16, std::string_view("uint16")},
    std::pair{VoxelType::int32, std::string_view("int32")},
    std::pair{VoxelType::uint32, std::string_view("uint32")},
    std::pair{VoxelType::float32, std::string_view("float32")},
    std::pair{VoxelType::float64, std::string_view("float64")},
};

template <typename T>
bool holds(std::int64_t least, std::int64_t greatest) {
  return least >= std::numeric_limits<T>::min() &&
         greatest <= static_cast<std::int64_t>(std::numeric_limits<T>::max());
}

}  // namespace

std::size_t size_bytes(VoxelType type) {
  return with_type(type, [](auto value) { return sizeof(value); });
}

std::string_view name_of(VoxelType type) {
  for (const auto& [known, name] : kNames)
    if (known == type) return name;
  std::abort();
}

std::optional<VoxelType> voxel_type_named(std::string_view name) {
  for (const auto& [type, known] : kNames)
    if (known == name) return type;
  return std::nullopt;
}

bool is_integer(VoxelType type) {
  return type != VoxelType::float32 && type != VoxelType::float64;
}

std::optional<VoxelType> integer_type_for(std::int64_t least, std::int64_t greatest) {
  if (holds<std::int16_t>(least, greatest)) return VoxelType::int16;
  if (holds<std::uint16_t>(least, greatest)) return VoxelType::uint16;
  if (holds<std::int32_t>(least, greatest)) return VoxelType::int32;
  if (holds<std::uint32_t>(least, greatest)) return VoxelType::uint32;
  return std::nullopt;
}

}  // namespace scanetrix
