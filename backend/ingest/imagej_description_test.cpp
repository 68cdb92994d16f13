// SPDX-License-Identifier: Apache-2.0
#include "ingest/imagej_description.h"

#include <gtest/gtest.h>

#include <string>

namespace scanetrix {
namespace {

TEST(ImageJDescription, ReadsStacksAndTheirScale) {
  const auto stack = parse_imagej_description(
      "ImageJ=1.53t\nimages=40\nslices=20\nframes=2\nhyperstack=true\nunit=mm\nspacing=2.5\nloop=false\n");
  ASSERT_TRUE(stack);
  EXPECT_EQ(stack->images, 40);
  EXPECT_EQ(stack->slices, 20);
  EXPECT_EQ(stack->frames, 2);
  EXPECT_EQ(stack->channels, 1);
  EXPECT_EQ(stack->spacing, 2.5);
  EXPECT_EQ(stack->unit_mm, 1);
  EXPECT_FALSE(stack->has_scale);
}

TEST(ImageJDescription, KnowsMicrometresHoweverTheyAreWritten) {
  for (const char* unit : {"um", "micron", "\\u00B5m", "\xc2\xb5m", "\xb5m"})
    EXPECT_EQ(parse_imagej_description(std::string("ImageJ=1\nunit=") + unit)->unit_mm, 1e-3) << unit;
}

TEST(ImageJDescription, AnInchIsPrintResolutionAndNoLengthHere) {
  EXPECT_EQ(parse_imagej_description("ImageJ=1\nunit=inch")->unit_mm, 0);
}

TEST(ImageJDescription, NonsenseIsLeftOut) {
  const auto odd = parse_imagej_description("ImageJ=\nslices=-4\nframes=x\nspacing=nan\n=\n\n");
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->slices, 1);
  EXPECT_EQ(odd->frames, 1);
  EXPECT_EQ(odd->spacing, 0);
  EXPECT_FALSE(parse_imagej_description("A scan"));
}

}  // namespace
}  // namespace scanetrix
