// SPDX-License-Identifier: Apache-2.0
#include "ingest/jpeg_frame.h"

#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using namespace std::string_view_literals;

TEST(FindJpegFrame, ReadsTheFrameHeaderBehindOtherSegments) {
  const auto frame = find_jpeg_frame(
      as_bytes("\xff\xd8\xff\xe0\x00\x04xx\xff\xff\xc3\x00\x0b\x10\x01\x02\x03\x04\x01\x00\x11\x00"sv));
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->marker, 0xc3);
  EXPECT_EQ(frame->bits, 16);
  EXPECT_EQ(frame->rows, 0x102u);
  EXPECT_EQ(frame->columns, 0x304u);
  EXPECT_EQ(frame->components, 1);
}

TEST(FindJpegFrame, EndsWhereTheStreamEnds) {
  EXPECT_FALSE(find_jpeg_frame(as_bytes(""sv)));
  EXPECT_FALSE(find_jpeg_frame(as_bytes("\xff\xd8\xff\xe0\xff\xff"sv)));
  EXPECT_FALSE(find_jpeg_frame(as_bytes("\xff\xd8\xff\xc0\x00\x0b\x08"sv)));
  EXPECT_FALSE(find_jpeg_frame(as_bytes("\xff\xd8\xff\xda\x00\x04xx"sv)));
}

}  // namespace
}  // namespace scanetrix
