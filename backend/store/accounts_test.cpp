// SPDX-License-Identifier: Apache-2.0
#include "store/accounts.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "store/test_database.h"

namespace scanetrix {
namespace {

constexpr UnixMs kHourMs = 3600 * 1000;

TEST(Accounts, TheFirstIsTheAdministratorTheSecondIsNot) {
  TestDatabase test;
  const Accounts accounts(test.database());
  EXPECT_EQ(accounts.add_user({.email = "a@b.c"})->role, Role::administrator);
  EXPECT_EQ(accounts.add_user({.email = "d@b.c"})->role, Role::user);
}

TEST(Accounts, APlainUserMadeByCommandDoesNotTakeTheAdministratorsPlace) {
  TestDatabase test;
  const Accounts accounts(test.database());
  ASSERT_EQ(accounts.add_user({.email = "demo@b.c", .role = Role::user})->role, Role::user);
  EXPECT_EQ(accounts.add_user({.email = "a@b.c"})->role, Role::administrator);
}

TEST(Accounts, AnEmailIsTakenOnce) {
  TestDatabase test;
  const Accounts accounts(test.database());
  ASSERT_TRUE(accounts.add_user({.email = "a@b.c"}));
  const auto second = accounts.add_user({.email = "a@b.c"});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().slug, "email_taken");
}

class RefreshTokens : public testing::Test {
 protected:
  void SetUp() override {
    user_ = test_.add_user("a@b.c");
    ASSERT_TRUE(accounts_.add_refresh_token(
        "one", {.family = "f", .user_id = user_, .expires_at = now_ms() + kHourMs}));
  }
  Result<RefreshRow> rotate(const std::string& from, const std::string& to, UnixMs grace_ms = 0) {
    return accounts_.rotate_refresh_token(from, to, now_ms() + kHourMs, grace_ms);
  }
  TestDatabase test_;
  Accounts accounts_{test_.database()};
  std::string user_;
};

TEST_F(RefreshTokens, EachIsExchangedForTheNext) {
  EXPECT_EQ(rotate("one", "two")->user_id, user_);
  EXPECT_TRUE(rotate("two", "three"));
}

TEST_F(RefreshTokens, ReuseOfAnOldOneEndsTheFamily) {
  ASSERT_TRUE(rotate("one", "two"));
  // A grace below zero: any use at all is long ago.
  EXPECT_EQ(rotate("one", "stolen", -1).error().slug, "session_expired");
  EXPECT_FALSE(rotate("two", "three"));
}

TEST_F(RefreshTokens, TwoTabsAtTheSameMomentBothGoOn) {
  EXPECT_TRUE(rotate("one", "two", 10'000));
  EXPECT_TRUE(rotate("one", "other", 10'000));
}

TEST_F(RefreshTokens, OnceItsSuccessorIsUsedTheGraceIsOver) {
  ASSERT_TRUE(rotate("one", "two", 10'000));
  std::this_thread::sleep_for(std::chrono::milliseconds(3));
  ASSERT_TRUE(rotate("two", "three", 10'000));
  EXPECT_FALSE(rotate("one", "stolen", 10'000));
  EXPECT_FALSE(rotate("three", "four", 10'000));
}

TEST_F(RefreshTokens, AnExpiredOneIsWorthNothing) {
  ASSERT_TRUE(
      accounts_.add_refresh_token("old", {.family = "g", .user_id = user_, .expires_at = now_ms() - 1}));
  EXPECT_FALSE(rotate("old", "new"));
}

TEST_F(RefreshTokens, SigningOutEndsTheWholeFamily) {
  ASSERT_TRUE(rotate("one", "two"));
  ASSERT_TRUE(accounts_.end_family_of("two"));
  EXPECT_FALSE(rotate("two", "three"));
}

TEST(SignInFailures, SlowDownAfterTheFreeOnesAndAreForgotten) {
  TestDatabase test;
  const Accounts accounts(test.database());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(accounts.count_sign_in_failure("s"));
  EXPECT_EQ(*accounts.sign_in_delay_ms("s", 5), 0);
  EXPECT_GT(*accounts.sign_in_delay_ms("s", 3), 0);
  ASSERT_TRUE(accounts.forget_sign_in_failures("s"));
  EXPECT_EQ(*accounts.sign_in_delay_ms("s", 1), 0);
}

}  // namespace
}  // namespace scanetrix
