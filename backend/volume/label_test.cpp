// SPDX-License-Identifier: Apache-2.0
#include "volume/label.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace scanetrix {
namespace {

using testing::ElementsAre;

TEST(SrgbOfCielab, GraysStayGray) {
  EXPECT_THAT(srgb_of_cielab(0, 0, 0), ElementsAre(0, 0, 0));
  EXPECT_THAT(srgb_of_cielab(100, 0, 0), ElementsAre(255, 255, 255));
  EXPECT_THAT(srgb_of_cielab(53.585, 0, 0), ElementsAre(128, 128, 128));
}

// sRGB's primaries in CIELab with D50 white, as ICC profiles of sRGB give them.
TEST(SrgbOfCielab, PrimariesComeBack) {
  EXPECT_THAT(srgb_of_cielab(54.29, 80.81, 69.89), ElementsAre(255, 0, 0));
  EXPECT_THAT(srgb_of_cielab(87.82, -79.29, 80.99), ElementsAre(0, 255, 0));
  EXPECT_THAT(srgb_of_cielab(29.57, 68.30, -112.03), ElementsAre(0, 0, 255));
}

TEST(ColorOfValue, TellsAHundredLabelsApart) {
  std::set<LabelColor> colors;
  for (int value = 1; value <= 100; ++value) colors.insert(color_of_value(value));
  EXPECT_EQ(colors.size(), 100u);
}

}  // namespace
}  // namespace scanetrix
