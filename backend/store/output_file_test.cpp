// SPDX-License-Identifier: Apache-2.0
#include "store/output_file.h"

#include <gtest/gtest.h>

#include "base/id.h"

namespace scanetrix {
namespace {

class OutputFileTest : public testing::Test {
 protected:
  OutputFileTest() { fs::create_directories(folder_); }
  ~OutputFileTest() override { fs::remove_all(folder_); }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), {}));
  }
  [[nodiscard]] std::string text(const fs::path& path) const {
    return std::string(as_text(*read_file(path, 1 << 20)));
  }
  const fs::path folder_ = fs::temp_directory_path() / new_id();
  const fs::path path_ = folder_ / "ct.nii";
};

TEST_F(OutputFileTest, HasItsNameOnlyOnceItIsWhole) {
  auto file = *OutputFile::create(path_);
  ASSERT_TRUE(file.append(as_bytes("ab")));
  ASSERT_TRUE(file.append(as_bytes("cd")));
  EXPECT_FALSE(fs::exists(path_));

  ASSERT_TRUE(file.commit());
  EXPECT_EQ(text(path_), "abcd");
  EXPECT_EQ(files(), 1u);
}

TEST_F(OutputFileTest, LeavesNothingWhenItIsNotCommitted) {
  {
    auto file = *OutputFile::create(path_);
    ASSERT_TRUE(file.append(as_bytes("ab")));
    const OutputFile moved = std::move(file);
  }
  EXPECT_EQ(files(), 0u);
}

TEST_F(OutputFileTest, WhatHadTheNameStaysUntilTheNewOneIsWhole) {
  {
    auto file = *OutputFile::create(path_);
    ASSERT_TRUE(file.append(as_bytes("old")));
    ASSERT_TRUE(file.commit());
  }
  auto file = *OutputFile::create(path_);
  ASSERT_TRUE(file.append(as_bytes("new")));
  EXPECT_EQ(text(path_), "old");
  ASSERT_TRUE(file.commit());
  EXPECT_EQ(text(path_), "new");
}

TEST_F(OutputFileTest, PartsMayComeInAnyOrder) {
  auto file = *OutputFile::create(path_);
  ASSERT_TRUE(file.reserve(4));
  ASSERT_TRUE(file.write_at(2, as_bytes("cd")));
  ASSERT_TRUE(file.write_at(0, as_bytes("ab")));
  ASSERT_TRUE(file.commit());
  EXPECT_EQ(text(path_), "abcd");
}

TEST_F(OutputFileTest, AFolderThatIsNotThereIsAnError) {
  EXPECT_EQ(OutputFile::create(folder_ / "none" / "ct.nii").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace scanetrix
