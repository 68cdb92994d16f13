// SPDX-License-Identifier: Apache-2.0
#include "serve/password.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

TEST(Password, TheRightOneFitsItsHashAndNoOther) {
  const auto hash = hash_password("correct horse battery");
  ASSERT_TRUE(hash);
  EXPECT_THAT(*hash, testing::StartsWith("$argon2id$"));
  EXPECT_TRUE(check_password(*hash, "correct horse battery"));
  EXPECT_FALSE(check_password(*hash, "correct horse batterz"));
}

TEST(Password, AnUnknownAccountNeverFits) {
  EXPECT_FALSE(check_password("", ""));
  EXPECT_FALSE(check_password("", "anything at all"));
}

TEST(Password, WeakOnesAreToldWhy) {
  EXPECT_NE(weakness_of("short", "a@b.c"), "");
  EXPECT_NE(weakness_of("aaaaaaaaaaaaaa", "a@b.c"), "");
  EXPECT_NE(weakness_of("somebody@b.c", "somebody@b.c"), "");
  EXPECT_NE(weakness_of(std::string(300, 'a') + "b", "a@b.c"), "");
  EXPECT_EQ(weakness_of("äöüäöüäöüä", "a@b.c"), "");
  EXPECT_NE(weakness_of("äöüäöüäöü", "a@b.c"), "");
  EXPECT_EQ(weakness_of("a long enough one", "a@b.c"), "");
}

}  // namespace
}  // namespace scanetrix
