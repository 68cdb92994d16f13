// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <gtest/gtest.h>

namespace scanetrix {
namespace {

TEST(Log, NumbersStandBareAndTextIsQuoted) {
  EXPECT_EQ(format_log_fields({{"status", 200}, {"route", "GET /scans"}}),
            R"(,"status":200,"route":"GET /scans")");
}

TEST(Log, AValueCannotStartALineOfItsOwn) {
  EXPECT_EQ(format_log_fields({{"code", "a\n{\"level\":\"error\"}"}}),
            R"(,"code":"a\u000a{\"level\":\"error\"}")");
}

}  // namespace
}  // namespace scanetrix
