// SPDX-License-Identifier: Apache-2.0
#include "base/id.h"

#include <gtest/gtest.h>

#include <set>

namespace scanetrix {
namespace {

TEST(Id, IsNewEachTimeAndOfItsOwnForm) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = new_id();
    EXPECT_TRUE(is_id(id)) << id;
    EXPECT_TRUE(seen.insert(id).second);
  }
}

TEST(Id, NothingThatCouldLeaveAFolderPasses) {
  EXPECT_FALSE(is_id(""));
  EXPECT_FALSE(is_id("../../../../../../etc/pass"));
  EXPECT_FALSE(is_id("0123456789abcdefghjkmnpqr/"));
  EXPECT_FALSE(is_id("0123456789ABCDEFGHJKMNPQRS"));
}

}  // namespace
}  // namespace scanetrix
