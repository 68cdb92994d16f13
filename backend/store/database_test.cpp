// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include <gtest/gtest.h>
#include <soci/soci.h>

#include <thread>
#include <vector>

#include "store/test_database.h"

namespace scanetrix {
namespace {

int count_users(const Database& database) {
  return *database.read<int>([](soci::session& sql) -> Result<int> {
    int count = 0;
    sql << "SELECT count(*) FROM users", soci::into(count);
    return count;
  });
}

Result<void> add_user(soci::session& sql, const std::string& id) {
  sql << "INSERT INTO users (id, email, name, password_hash, role, created_at) "
         "VALUES (:id, :email, 'n', 'h', 'user', 0)",
      soci::use(id), soci::use(id);
  return {};
}

TEST(Database, OpensAgainWithWhatWasWritten) {
  TestDatabase test;
  ASSERT_TRUE(test.database().write<void>([](soci::session& sql) { return add_user(sql, "a"); }));
  const auto again = Database::open(test.url());
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(count_users(*again), 1);
}

TEST(Database, AFailedWriteLeavesNothingBehind) {
  TestDatabase test;
  const auto result = test.database().write<void>([](soci::session& sql) -> Result<void> {
    TRY(add_user(sql, "a"));
    return fail(ErrorCode::bad_input, "no");
  });
  EXPECT_EQ(result.error().message, "no");
  EXPECT_EQ(count_users(test.database()), 0);
}

TEST(Database, AnSqlErrorIsUnavailableAndTheSessionGoesOn) {
  TestDatabase test;
  for (int i = 0; i < 20; ++i) {
    const auto result = test.database().write<void>([](soci::session& sql) -> Result<void> {
      TRY(add_user(sql, "a"));
      return add_user(sql, "a");  // The key is taken.
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::unavailable);
  }
  EXPECT_EQ(count_users(test.database()), 0);
}

TEST(Database, ManyWritersWaitForOneAnother) {
  TestDatabase test;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i)
        EXPECT_TRUE(test.database().write<void>(
            [&](soci::session& sql) { return add_user(sql, std::to_string(t * 100 + i)); }));
    });
  threads.clear();
  EXPECT_EQ(count_users(test.database()), 80);
}

TEST(Database, AnUnknownSchemeIsRefused) {
  EXPECT_EQ(Database::open("mysql:x").error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace scanetrix
