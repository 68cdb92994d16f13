// SPDX-License-Identifier: Apache-2.0
#include "store/zarr_array.h"

#include <gtest/gtest.h>

namespace scanetrix {
namespace {

TEST(ZarrArray, SaysInItsMetadataWhatItIs) {
  for (const std::int64_t time_points : {1, 5})
    for (const int channels : {1, 3}) {
      const ZarrArray array{{70, 65, 20}, {32, 32, 20}, VoxelType::uint8, channels, time_points};
      const ZarrArray back = *ZarrArray::parse(array.metadata());
      EXPECT_EQ(back.shape, array.shape);
      EXPECT_EQ(back.brick, array.brick);
      EXPECT_EQ(back.type, array.type);
      EXPECT_EQ(back.channels, channels);
      EXPECT_EQ(back.time_points, time_points);
    }
}

TEST(ZarrArray, CountsTheBricksThatStandOverTheEdge) {
  const ZarrArray array{{70, 64, 20}, {32, 32, 20}};
  EXPECT_EQ(array.bricks(), (Shape{3, 2, 1}));
  EXPECT_EQ(array.index_bytes(), 6u * 16 + 4);
}

TEST(ZarrArray, BricksAreThinnerWhereSlicesAreLarge) {
  EXPECT_EQ(brick_of({350, 512, 512}), (Shape{32, 32, 32}));
  EXPECT_EQ(brick_of({350, 4096, 4096}), (Shape{16, 32, 32}));
  EXPECT_EQ(brick_of({3, 20, 512}), (Shape{3, 20, 32}));
}

TEST(ZarrArray, OtherMetadataAreOurFaultNotACrash) {
  const std::string good = ZarrArray{{70, 64, 20}, {32, 32, 20}}.metadata();
  for (const std::string& text :
       {std::string("{"), std::string("[]"), std::string("{}"), good.substr(0, good.size() / 2)})
    EXPECT_EQ(ZarrArray::parse(text).error().code, ErrorCode::internal) << text;
  std::string negative = good;
  negative.replace(negative.find("70"), 2, "-1");
  EXPECT_EQ(ZarrArray::parse(negative).error().code, ErrorCode::internal);
}

}  // namespace
}  // namespace scanetrix
