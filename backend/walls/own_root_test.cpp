// SPDX-License-Identifier: Apache-2.0
#include "walls/own_root.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>

#include <cerrno>
#include <functional>

#include "base/file.h"
#include "walls/forked.h"

namespace scanetrix {
namespace {

class OwnRootTest : public testing::TestWithParam<OwnRoot> {
 protected:
  void SetUp() override {
    // Whoever has the privilege can nearly always make a namespace too; in_fork() finds out.
    if (GetParam() == OwnRoot::privilege && available_root() != OwnRoot::privilege)
      GTEST_SKIP() << "this process may not change its root";
    std::string pattern = testing::TempDir() + "scanetrix-root-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    ASSERT_TRUE(write_durably(folder_ / "file", as_bytes("bytes")));
    if (behind([] { return 7; }) != "exit 7") GTEST_SKIP() << "this host lets us make no user namespace";
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }
  std::string behind(const std::function<int()>& body) {
    return in_fork([&] { return enter_root(folder_, GetParam()) ? body() : 42; });
  }
  fs::path folder_;
};

const std::string kYes = "exit 7";
int answer(bool yes) {
  return yes ? 7 : 8;
}

TEST_P(OwnRootTest, NothingIsOutsideTheFolder) {
  EXPECT_EQ(behind([] { return answer(::open("/etc/passwd", O_RDONLY) < 0 && errno == ENOENT); }), kYes);
  EXPECT_EQ(behind([] { return answer(::open("../../../../etc/passwd", O_RDONLY) < 0); }), kYes);
  EXPECT_EQ(behind([] { return answer(::access("/proc/self", F_OK) != 0); }), kYes);
}

TEST_P(OwnRootTest, FilesInsideAreReadAndMadeAsOurOwn) {
  EXPECT_EQ(behind([] { return answer(::open("file", O_RDONLY) >= 0); }), kYes);
  EXPECT_EQ(behind([] { return answer(::open("made", O_WRONLY | O_CREAT | O_EXCL, 0600) >= 0); }), kYes);
  struct stat status {};
  ASSERT_EQ(::stat((folder_ / "made").c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, ::geteuid());
}

TEST_P(OwnRootTest, NoPrivilegeIsLeftToLeaveIt) {
  EXPECT_EQ(behind([] { return answer(::chroot(".") != 0 && errno == EPERM); }), kYes);
  EXPECT_EQ(behind([] { return answer(::mount("x", "/", "tmpfs", 0, nullptr) != 0 && errno == EPERM); }),
            kYes);
}

INSTANTIATE_TEST_SUITE_P(ByEitherRight, OwnRootTest,
                         testing::Values(OwnRoot::privilege, OwnRoot::user_namespace),
                         [](const auto& right) { return std::string(name_of(right.param)); });

}  // namespace
}  // namespace scanetrix
