// SPDX-License-Identifier: Apache-2.0
#include "volume/voxel_type.h"

#include <gtest/gtest.h>

namespace scanetrix {
namespace {

TEST(VoxelType, NameAndTypeLeadToEachOther) {
  for (const auto type : {VoxelType::int8, VoxelType::uint8, VoxelType::int16, VoxelType::uint16,
                          VoxelType::int32, VoxelType::uint32, VoxelType::float32, VoxelType::float64})
    EXPECT_EQ(voxel_type_named(name_of(type)), type);
  EXPECT_FALSE(voxel_type_named("complex64"));
}

TEST(VoxelType, IntegerTypeIsTheNarrowestThatHoldsBothEnds) {
  EXPECT_EQ(integer_type_for(-1024, 3071), VoxelType::int16);
  EXPECT_EQ(integer_type_for(0, 65535), VoxelType::uint16);
  EXPECT_EQ(integer_type_for(-1, 65535), VoxelType::int32);
  EXPECT_EQ(integer_type_for(0, 4294967295), VoxelType::uint32);
  EXPECT_FALSE(integer_type_for(-1, 4294967295));
}

}  // namespace
}  // namespace scanetrix
