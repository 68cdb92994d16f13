// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

class Files : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "scanetrix-file-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
};

TEST_F(Files, WhatIsWrittenDurablyIsReadBack) {
  ASSERT_TRUE(write_durably(folder_ / "a", as_bytes("slices")));
  const auto read = read_file(folder_ / "a", 100);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(as_text(*read), "slices");
}

TEST_F(Files, WritingDurablyReplacesAndLeavesNoTemporaryName) {
  ASSERT_TRUE(write_durably(folder_ / "a", as_bytes("old")));
  ASSERT_TRUE(write_durably(folder_ / "a", as_bytes("new")));
  EXPECT_EQ(as_text(*read_file(folder_ / "a", 100)), "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(Files, WhatHasABareNameIsWrittenIntoTheFolderAtHand) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  const auto written = write_durably("bare.txt", as_bytes("x"));
  fs::current_path(before);
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_TRUE(fs::exists(folder_ / "bare.txt"));
}

TEST_F(Files, AFileOverTheLimitIsNotRead) {
  ASSERT_TRUE(write_durably(folder_ / "a", as_bytes("12345")));
  const auto read = read_file(folder_ / "a", 4);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::too_large);
}

TEST_F(Files, AMissingFileIsNotFound) {
  EXPECT_EQ(MappedFile::open(folder_ / "none").error().code, ErrorCode::not_found);
  EXPECT_EQ(read_file(folder_ / "none", 1).error().code, ErrorCode::not_found);
}

TEST_F(Files, AnEmptyFileMapsToNoBytes) {
  ASSERT_TRUE(write_durably(folder_ / "empty", {}));
  const auto mapped = MappedFile::open(folder_ / "empty");
  ASSERT_TRUE(mapped);
  EXPECT_TRUE(mapped->bytes().empty());
}

TEST_F(Files, AFolderIsNotAFile) {
  EXPECT_EQ(MappedFile::open(folder_).error().code, ErrorCode::bad_input);
}

TEST_F(Files, AFullDiskIsCalledSo) {
  const FileHandle full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  ASSERT_TRUE(full);
  const auto written = write_all(full, as_bytes("some bytes"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::unavailable);
  EXPECT_EQ(written.error().slug, "disk_full");
  EXPECT_EQ(written.error().message, "The server's disk is full: cannot write file.");
}

TEST_F(Files, CreatingOverAnExistingFileFails) {
  ASSERT_TRUE(write_durably(folder_ / "a", {}));
  EXPECT_FALSE(create_file(folder_ / "a"));
}

TEST_F(Files, AFolderIsEmptiedAndStays) {
  ASSERT_TRUE(make_directories(folder_ / "a" / "deep"));
  ASSERT_TRUE(write_durably(folder_ / "a" / "file", {}));
  ASSERT_TRUE(remove_all_below(folder_ / "a"));
  EXPECT_TRUE(fs::is_empty(folder_ / "a"));
  EXPECT_TRUE(remove_all_below(folder_ / "none"));
}

}  // namespace
}  // namespace scanetrix
