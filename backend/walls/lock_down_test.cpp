// SPDX-License-Identifier: Apache-2.0
#include "walls/lock_down.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <csignal>
#include <functional>

#include "base/file.h"
#include "walls/forked.h"

namespace scanetrix {
namespace {

class LockDown : public testing::Test {
 protected:
  void SetUp() override {
    const auto walls = available_walls();
    ASSERT_TRUE(walls) << walls.error().message;
    if (!walls->are_whole()) GTEST_SKIP() << "this machine lets us build no whole set of walls";
    std::string pattern = testing::TempDir() + "scanetrix-walls-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    fs::create_directories(folder_ / "in");
    fs::create_directories(folder_ / "out");
    ASSERT_TRUE(write_durably(folder_ / "in/1", as_bytes("bytes")));
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }
  std::string behind(const std::function<bool()>& succeeds, Work work = Work::decoding) {
    return in_fork([&] {
      if (!lock_down(folder_, work)) return 42;
      return succeeds() ? 7 : 8;
    });
  }
  fs::path folder_;
};

const std::string kSucceeds = "exit 7";
const std::string kFails = "exit 8";

TEST_F(LockDown, WorkGoesOnInside) {
  EXPECT_EQ(behind([] {
              return read_file("in/1", 100) && make_directories("out/0/deep") &&
                     write_durably("out/0/deep/file", as_bytes("made")) && sync_tree("out") &&
                     move_durably("out/0/deep/file", "out/0/deep/moved") && remove_tree("out/0/deep/moved");
            }),
            kSucceeds);
}

TEST_F(LockDown, NothingOutsideIsOpenedOrWritten) {
  EXPECT_EQ(behind([] { return ::open("/etc/passwd", O_RDONLY) >= 0; }), kFails);
  EXPECT_EQ(behind([] { return ::open("/proc/self/mem", O_RDWR) >= 0; }), kFails);
  EXPECT_EQ(behind([] { return ::open("../../etc/passwd", O_RDONLY) >= 0; }), kFails);
  EXPECT_EQ(behind([] { return ::open("/tmp/scanetrix-outside", O_WRONLY | O_CREAT, 0600) >= 0; }), kFails);
}

TEST_F(LockDown, NorByInference) {
  EXPECT_EQ(behind([] { return read_file("in/1", 100).has_value(); }, Work::inference), kSucceeds);
  for (const char* path : {"/etc/passwd", "../../etc/passwd", "/proc/self/mem"})
    EXPECT_EQ(behind([&] { return ::open(path, O_RDONLY) >= 0; }, Work::inference), kFails) << path;
  EXPECT_EQ(behind([] { return ::open("in/2", O_WRONLY | O_CREAT, 0600) >= 0; }, Work::inference), kFails);
}

TEST_F(LockDown, ACallOffTheListEndsTheProcess) {
  EXPECT_EQ(behind([] { return ::socket(AF_INET, SOCK_STREAM, 0) >= 0; }),
            "signal " + std::to_string(SIGSYS));
}

TEST_F(LockDown, WhatIsReadCannotBeWrittenWhereLandlockStands) {
  if (available_walls()->landlock == 0) GTEST_SKIP() << "this kernel has no Landlock, or it is off";
  EXPECT_EQ(behind([] { return ::open("in/1", O_WRONLY) >= 0; }), kFails);
}

TEST_F(LockDown, AFolderThatIsNotThereIsNoWall) {
  EXPECT_EQ(in_fork([&] { return lock_down(folder_ / "none", Work::decoding) ? 7 : 8; }), kFails);
}

}  // namespace
}  // namespace scanetrix
