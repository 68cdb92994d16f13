// SPDX-License-Identifier: Apache-2.0
#include "store/changes.h"

#include <gtest/gtest.h>
#include <soci/soci.h>

#include "store/test_database.h"

namespace scanetrix {
namespace {

TEST(Changes, AreReadInOrderFromWhereOneLeftOff) {
  TestDatabase test;
  const Changes changes(test.database());
  EXPECT_EQ(*changes.newest(), 0);
  ASSERT_TRUE(test.database().write<void>([](soci::session& sql) -> Result<void> {
    note_change(sql, "u", "upload", "a");
    note_change(sql, "u", "scan", "b", true);
    return {};
  }));
  const auto all = *changes.after(0, 10);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].subject_id, "a");
  EXPECT_TRUE(all[1].gone);
  EXPECT_EQ(changes.after(all[0].seq, 10)->size(), 1u);
  EXPECT_EQ(*changes.newest(), all[1].seq);
}

}  // namespace
}  // namespace scanetrix
