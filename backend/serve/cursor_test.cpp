// SPDX-License-Identifier: Apache-2.0
#include "serve/cursor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

TEST(Cursor, ComesBackAsItWas) {
  const std::vector<std::string> parts{"17", "ä/b?"};
  EXPECT_EQ(*read_cursor(make_cursor(parts), 2), parts);
}

TEST(Cursor, AnythingElseIsRefused) {
  for (const char* text : {"", "x", "!!", "////"}) EXPECT_FALSE(read_cursor(text, 1)) << text;
  EXPECT_FALSE(read_cursor(make_cursor({"1"}), 2));
}

}  // namespace
}  // namespace scanetrix
