// SPDX-License-Identifier: Apache-2.0
#include "surface/encode_stl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "surface/sample_mesh.h"

namespace scanetrix {
namespace {

TEST(EncodeStl, HoldsEachTriangleWithItsNormalAndSaysWhereItLies) {
  Bytes out;
  ASSERT_TRUE(encode_stl(sample_mesh(), [&](ByteView bytes) -> Result<void> {
    out.insert(out.end(), bytes.begin(), bytes.end());
    return {};
  }));
  ASSERT_EQ(out.size(), 84U + 4 * 50);
  const std::string_view header = as_text(ByteView(out).first(80));
  EXPECT_THAT(std::string(header), testing::HasSubstr("SPACE=LPS"));
  EXPECT_FALSE(header.starts_with("solid")) << "would be taken for text";
  EXPECT_EQ(load<std::uint32_t>(out, 80), 4U);
  const auto number = [&](std::size_t triangle, std::size_t n) {
    return load<float>(out, 84 + 50 * triangle + 4 * n);
  };
  EXPECT_FLOAT_EQ(number(0, 2), -1) << "the lower side looks down";
  EXPECT_FLOAT_EQ(number(3, 0), 0.57735026F) << "the slanted one outwards";
  const std::vector<float> slanted{10, 0, 0, 0, 10, 0, 0, 0, 10};
  for (std::size_t n = 0; n < slanted.size(); ++n) EXPECT_EQ(number(3, 3 + n), slanted[n]);
}

TEST(EncodeStl, WhatCannotBeWrittenIsSaid) {
  const auto written = encode_stl(sample_mesh(), [](ByteView) -> Result<void> {
    return fail(ErrorCode::unavailable, "disk_full", "full");
  });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().slug, "disk_full");
}

}  // namespace
}  // namespace scanetrix
