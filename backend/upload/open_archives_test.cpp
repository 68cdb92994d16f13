// SPDX-License-Identifier: Apache-2.0
#include "upload/open_archives.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "upload/sample_archives.h"

namespace scanetrix {
namespace {

using testing::ElementsAre;

class OpenArchives : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "scanetrix-open-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }
  NamedFile file(const std::string& name, const std::string& bytes) {
    EXPECT_TRUE(write_durably(folder_ / name, as_bytes(bytes)));
    return {name, folder_ / name};
  }
  OpenedArchives open(const std::vector<NamedFile>& files, const UnpackLimits& limits = {}) {
    auto opened = open_archives(files, folder_ / "out", limits, progress_);
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(*opened);
  }
  /// "name from source" of each.
  static std::vector<std::string> told(const OpenedArchives& opened) {
    std::vector<std::string> told;
    for (const OpenedFile& one : opened.files)
      told.push_back(one.name + " from " + std::to_string(one.source));
    return told;
  }
  fs::path folder_;
  SilentProgress progress_;
};

TEST_F(OpenArchives, TellsWhereEachFileCameFrom) {
  const auto opened = open({file("a.dcm", "plain"), file("b.zip", sample_zip({{"1", "x"}, {"2", "y"}})),
                            file("c.dcm.gz", sample_gzip("packed"))});
  EXPECT_THAT(told(opened), ElementsAre("a.dcm from 0", "b.zip/1 from 1", "b.zip/2 from 1", "c.dcm from 2"));
}

TEST_F(OpenArchives, WhatGivesNothingIsRefusedAndTheRestGoesOn) {
  const auto opened = open(
      {file("bomb.gz", sample_gzip(std::string(2 << 20, '\0'))),
       file("cut.zip", sample_zip({{"1", std::string(5000, 'x')}}).substr(0, 2000)), file("a.dcm", "plain")},
      {.ratio_from_bytes = 1 << 20});
  EXPECT_THAT(told(opened), ElementsAre("a.dcm from 2"));
  ASSERT_EQ(opened.refused.size(), 2u);
  EXPECT_EQ(opened.refused[0].path + " " + opened.refused[0].code, "bomb.gz archive_limit");
  EXPECT_EQ(opened.refused[1].path + " " + opened.refused[1].code, "cut.zip damaged_archive");
  EXPECT_TRUE(fs::is_empty(folder_ / "out"));
}

TEST_F(OpenArchives, AllArchivesShareOneCount) {
  const std::string two = sample_zip({{"1", "x"}, {"2", "y"}});
  const auto opened = open({file("a.zip", two), file("b.zip", two)}, {.files = 3});
  EXPECT_THAT(told(opened), ElementsAre("a.zip/1 from 0", "a.zip/2 from 0"));
  EXPECT_EQ(opened.refused.at(0).path, "b.zip");
}

}  // namespace
}  // namespace scanetrix
