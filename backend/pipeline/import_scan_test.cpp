// SPDX-License-Identifier: Apache-2.0
#include "pipeline/import_scan.h"

#include <gtest/gtest.h>

#include <set>

#include "base/id.h"

namespace scanetrix {
namespace {

TEST(ScanIdOf, IsTheSameInEveryTryAndAnIdLikeAnyOther) {
  const std::string job = new_id();
  EXPECT_EQ(scan_id_of(job, 0), scan_id_of(job, 0));
  EXPECT_NE(scan_id_of(job, 0), scan_id_of(job, 1));
  EXPECT_TRUE(is_id(scan_id_of(job, 0)));
}

}  // namespace
}  // namespace scanetrix
