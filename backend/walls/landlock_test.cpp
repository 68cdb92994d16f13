// SPDX-License-Identifier: Apache-2.0
#include "walls/landlock.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <functional>

#include "base/file.h"
#include "walls/forked.h"

namespace scanetrix {
namespace {

class Landlock : public testing::Test {
 protected:
  void SetUp() override {
    if (landlock_abi() == 0) GTEST_SKIP() << "this kernel has no Landlock, or it is off";
    std::string pattern = testing::TempDir() + "scanetrix-landlock-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    for (const char* name : {"in", "out", "beside"}) {
      ASSERT_TRUE(make_directories(folder_ / name));
      ASSERT_TRUE(write_durably(folder_ / name / "file", as_bytes("bytes")));
    }
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// 7 where this succeeds behind the wall, else its errno. 42 where the wall did not go up.
  std::string behind(const std::function<bool()>& succeeds) {
    return in_fork([&] {
      if (!restrict_files(folder_ / "in", folder_ / "out")) return 42;
      return succeeds() ? 7 : errno;
    });
  }
  std::string open_behind(const fs::path& path, int flags) {
    return behind([&] { return ::open(path.c_str(), flags, 0600) >= 0; });
  }
  fs::path folder_;
};

const std::string kWell = "exit 7";
const std::string kForbidden = "exit " + std::to_string(EACCES);

TEST_F(Landlock, ReadsInBothFolders) {
  EXPECT_EQ(open_behind(folder_ / "in/file", O_RDONLY), kWell);
  EXPECT_EQ(open_behind(folder_ / "out/file", O_RDONLY), kWell);
  EXPECT_EQ(open_behind(folder_ / "out", O_RDONLY | O_DIRECTORY), kWell);
}

TEST_F(Landlock, WritesMakesRenamesAndRemovesInOneOfThem) {
  EXPECT_EQ(open_behind(folder_ / "out/new", O_WRONLY | O_CREAT | O_EXCL), kWell);
  EXPECT_EQ(open_behind(folder_ / "out/file", O_WRONLY | O_TRUNC), kWell);
  EXPECT_EQ(behind([&] { return ::mkdir((folder_ / "out/made").c_str(), 0700) == 0; }), kWell);
  EXPECT_EQ(
      behind([&] { return ::rename((folder_ / "out/file").c_str(), (folder_ / "out/other").c_str()) == 0; }),
      kWell);
  EXPECT_EQ(behind([&] { return ::unlink((folder_ / "out/other").c_str()) == 0; }), kWell);
}

TEST_F(Landlock, OpensNothingElsewhere) {
  EXPECT_EQ(open_behind("/etc/passwd", O_RDONLY), kForbidden);
  EXPECT_EQ(open_behind("/proc/self/maps", O_RDONLY), kForbidden);
  EXPECT_EQ(open_behind("/", O_RDONLY | O_DIRECTORY), kForbidden);
  EXPECT_EQ(open_behind(folder_ / "beside/file", O_RDONLY), kForbidden);
  EXPECT_EQ(open_behind(folder_ / "in/../beside/file", O_RDONLY), kForbidden);
}

TEST_F(Landlock, WritesNothingElsewhere) {
  EXPECT_EQ(open_behind(folder_ / "in/file", O_WRONLY), kForbidden);
  EXPECT_EQ(open_behind(folder_ / "in/new", O_WRONLY | O_CREAT), kForbidden);
  EXPECT_EQ(open_behind(folder_ / "new", O_WRONLY | O_CREAT), kForbidden);
  EXPECT_EQ(behind([&] { return ::unlink((folder_ / "in/file").c_str()) == 0; }), kForbidden);
  EXPECT_EQ(behind([&] { return ::mkdir((folder_ / "made").c_str(), 0700) == 0; }), kForbidden);
}

TEST_F(Landlock, ALinkInsideLeadsNowhere) {
  fs::create_symlink("/etc/passwd", folder_ / "in/link");
  EXPECT_EQ(open_behind(folder_ / "in/link", O_RDONLY), kForbidden);
}

TEST_F(Landlock, RunsNothing) {
  EXPECT_EQ(behind([] { return ::execl("/bin/true", "true", nullptr) == 0; }), kForbidden);
}

}  // namespace
}  // namespace scanetrix
