// SPDX-License-Identifier: Apache-2.0
#include "commands/entered_options.h"

#include <gtest/gtest.h>

namespace scanetrix {
namespace {

TEST(EnteredOptions, NothingGivenIsNothingDecided) {
  const auto options = parse_entered({});
  ASSERT_TRUE(options);
  EXPECT_FALSE(options->light_box_of_all);
  EXPECT_FALSE(options->spacing);
}

TEST(EnteredOptions, AGridIsRowsByColumns) {
  EXPECT_EQ(parse_entered({.light_box = "4x5"})->light_box_of_all,
            (LightBoxGrid{4, 5, TileOrder::row_major}));
  EXPECT_EQ(parse_entered({.light_box = "4x5,column-major"})->light_box_of_all,
            (LightBoxGrid{4, 5, TileOrder::column_major}));
  EXPECT_EQ(parse_entered({.light_box = "4x5,row-major"})->light_box_of_all->order, TileOrder::row_major);
}

TEST(EnteredOptions, DistancesAreRowsThenColumns) {
  EXPECT_EQ(parse_entered({.pixel_mm = "0.5,0.25"})->spacing, (EnteredSpacing{0.5, 0.25, {}}));
  EXPECT_EQ(parse_entered({.pixel_mm = "0.5,0.25", .slice_mm = "3"})->spacing,
            (EnteredSpacing{0.5, 0.25, 3}));
}

TEST(EnteredOptions, WhatIsNotOfThatFormIsRefusedByName) {
  for (const char* grid :
       {"4", "x", "4x", "0x5", "-4x5", "4x5.5", "65535x1", "4x5,", "4x5,spiral", "4 x 5", "99999999999x1"})
    EXPECT_NE(parse_entered({.light_box = grid}).error().message.find("--light-box"), std::string::npos)
        << grid;
  for (const char* pixel :
       {"0.5", "0,1", "-1,1", "nan,1", "inf,1", "1e9,1", "1,1,1", "1,1mm", ",", "0x1p1,1"})
    EXPECT_NE(parse_entered({.pixel_mm = pixel}).error().message.find("--pixel-mm"), std::string::npos)
        << pixel;
  for (const char* slice : {"0", "-3", "nan", "1e9", "3mm"})
    EXPECT_NE(parse_entered({.pixel_mm = "1,1", .slice_mm = slice}).error().message.find("--slice-mm"),
              std::string::npos)
        << slice;
  EXPECT_FALSE(parse_entered({.slice_mm = "3"}));
}

}  // namespace
}  // namespace scanetrix
