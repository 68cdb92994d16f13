// SPDX-License-Identifier: Apache-2.0
#include "serve/file_grants.h"

#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using namespace std::chrono_literals;

class FileGrantsTest : public testing::Test {
 protected:
  FileGrants grants_;
  FileGrants::Clock::time_point now_ = FileGrants::Clock::now();
  std::shared_ptr<const ServedFile> file_ = std::make_shared<const ServedFile>();
};

TEST_F(FileGrantsTest, HoldForOneUserAndOneAddressAlone) {
  grants_.keep("ann", "/scan/1", file_, now_);
  EXPECT_EQ(grants_.find("ann", "/scan/1", now_ + 500ms), file_);
  EXPECT_EQ(grants_.find("bob", "/scan/1", now_ + 500ms), nullptr);
  EXPECT_EQ(grants_.find("ann", "/scan/12", now_ + 500ms), nullptr);
}

TEST_F(FileGrantsTest, EndAfterASecondHoweverOftenTheyAreUsed) {
  grants_.keep("ann", "/scan/1", file_, now_);
  EXPECT_NE(grants_.find("ann", "/scan/1", now_ + 999ms), nullptr);
  EXPECT_EQ(grants_.find("ann", "/scan/1", now_ + 1s), nullptr);
}

TEST_F(FileGrantsTest, AreForgottenAtOnce) {
  grants_.keep("ann", "/scan/1", file_, now_);
  grants_.forget_all();
  EXPECT_EQ(grants_.find("ann", "/scan/1", now_), nullptr);
}

TEST_F(FileGrantsTest, KeepFewFilesOpen) {
  for (int n = 0; n < 1000; ++n) grants_.keep("ann", std::to_string(n), file_, now_);
  EXPECT_LE(file_.use_count(), 65);
  grants_.keep("ann", "later", file_, now_ + 2s);
  EXPECT_EQ(file_.use_count(), 2);
}

}  // namespace
}  // namespace scanetrix
