// SPDX-License-Identifier: Apache-2.0
#include "upload/staging.h"

#include <gtest/gtest.h>

#include "base/id.h"

namespace scanetrix {
namespace {

class StagingTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "scanetrix-staging-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
  std::string id_ = new_id();
};

TEST_F(StagingTest, AFileIsThereOnceCommitted) {
  const Staging staging(folder_);
  {
    auto file = *staging.begin_file(id_, 1);
    ASSERT_TRUE(file.write(as_bytes("ab")));
    ASSERT_TRUE(file.write(as_bytes("c")));
    EXPECT_FALSE(fs::exists(staging.file_path(id_, 1)));
    EXPECT_EQ(*file.commit(), sha256_hex(as_bytes("abc")));
    EXPECT_EQ(file.size_bytes(), 3);
  }
  EXPECT_EQ(as_text(*read_file(staging.file_path(id_, 1), 10)), "abc");
}

TEST_F(StagingTest, AnUnfinishedFileLeavesNothing) {
  const Staging staging(folder_);
  { ASSERT_TRUE(staging.begin_file(id_, 1)->write(as_bytes("ab"))); }
  EXPECT_TRUE(fs::is_empty(folder_ / id_));
}

TEST_F(StagingTest, BytesOfAnotherHashAreNotKept) {
  const Staging staging(folder_);
  {
    auto file = *staging.begin_file(id_, 1);
    ASSERT_TRUE(file.write(as_bytes("ab")));
    EXPECT_EQ(file.commit(sha256_hex(as_bytes("other"))).error().slug, "checksum_mismatch");
  }
  EXPECT_TRUE(fs::is_empty(folder_ / id_));
}

TEST_F(StagingTest, TheSweepKeepsWhatIsKnown) {
  const Staging staging(folder_);
  const std::string gone = new_id();
  for (const auto& id : {id_, gone}) ASSERT_TRUE(staging.begin_file(id, 1)->commit());
  ASSERT_TRUE(staging.sweep({id_}));
  EXPECT_TRUE(fs::exists(folder_ / id_));
  EXPECT_FALSE(fs::exists(folder_ / gone));
}

TEST(CleanPath, KeepsRelativePathsAndTidiesThem) {
  EXPECT_EQ(*clean_path("a/b c/ü.dcm"), "a/b c/ü.dcm");
  EXPECT_EQ(*clean_path("./a//b"), "a/b");
  EXPECT_EQ(*clean_path("a\\b"), "a/b");
  EXPECT_EQ(*clean_path("/a"), "a");
  EXPECT_EQ(*clean_path("..a/b.."), "..a/b..");
}

TEST(CleanPath, RefusesWhatCouldLeadElsewhere) {
  for (const auto* path : {"", "/", "..", "a/../b", "..\\a", "C:\\x", "a\nb", "\xff\xfe"})
    EXPECT_FALSE(clean_path(path)) << path;
  EXPECT_FALSE(clean_path(std::string(2000, 'a')));
  EXPECT_EQ(clean_path("../a").error().slug, "unsafe_path");
}

}  // namespace
}  // namespace scanetrix
