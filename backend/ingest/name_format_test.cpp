// SPDX-License-Identifier: Apache-2.0
#include "ingest/name_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::HasSubstr;
using namespace std::string_view_literals;

TEST(NameFormat, NamesPicturesThatAreNotRead) {
  EXPECT_EQ(name_format(as_bytes("II*\0rest of it"sv)).message, "TIFF files are not read yet.");
  EXPECT_EQ(name_format(as_bytes("GIF89a"sv)).slug, "unsupported_format");
  EXPECT_THAT(name_format(as_bytes("\x89HDF\r\n\x1a\n"sv)).message, HasSubstr("MINC 2"));
}

TEST(NameFormat, TellsTextsAndDocumentsFromPictures) {
  EXPECT_EQ(name_format(as_bytes("Dear colleague,\n"sv)).slug, "not_an_image");
  EXPECT_EQ(name_format(as_bytes("%PDF-1.7\n\0\0"sv)).message, "A PDF document, not a picture.");
  EXPECT_EQ(name_format(as_bytes("\x01\x02\x03"sv)).slug, "not_an_image");
}

}  // namespace
}  // namespace scanetrix
