// SPDX-License-Identifier: Apache-2.0
#include "upload/unpack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "upload/pack.h"

namespace scanetrix {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Unpack : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "scanetrix-unpack-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// A ZIP of files with these names; each holds its own name.
  fs::path zip(const std::string& name, const std::vector<std::string>& entries) {
    std::vector<PackEntry> pack;
    for (const std::string& entry : entries) {
      const fs::path file = folder_ / ("source" + std::to_string(++counter_));
      EXPECT_TRUE(write_durably(file, as_bytes(entry)));
      pack.push_back({entry, file});
    }
    EXPECT_TRUE(pack_zip(pack, folder_ / name));
    return folder_ / name;
  }
  Result<Unpacked> unpack_all(const fs::path& archive, const UnpackLimits& limits = {}) {
    std::int64_t files = 0;
    std::int64_t bytes = 0;
    return unpack(archive, "ct.zip", folder_ / "out", limits, files, bytes, progress_);
  }
  static std::vector<std::string> names(const Unpacked& unpacked) {
    std::vector<std::string> names;
    for (const auto& file : unpacked.files) names.push_back(file.name);
    return names;
  }
  fs::path folder_;
  int counter_ = 0;
  SilentProgress progress_;
};

TEST_F(Unpack, NestedFoldersKeepTheirNamesAndBytes) {
  const auto unpacked = unpack_all(zip("a.zip", {"x/1.dcm", "x/y/2.dcm"}));
  ASSERT_TRUE(unpacked) << unpacked.error().message;
  EXPECT_THAT(names(*unpacked), ElementsAre("ct.zip/x/1.dcm", "ct.zip/x/y/2.dcm"));
  EXPECT_EQ(as_text(*read_file(unpacked->files[1].path, 100)), "x/y/2.dcm");
}

TEST_F(Unpack, NamesBeyondAsciiComeThrough) {
  EXPECT_THAT(names(*unpack_all(zip("a.zip", {"Größe/日本.dcm"}))), ElementsAre("ct.zip/Größe/日本.dcm"));
}

TEST_F(Unpack, APathThatLeadsOutIsRefusedAndTheRestGoesOn) {
  const auto unpacked = unpack_all(zip("a.zip", {"../../etc/evil", "fine"}));
  ASSERT_TRUE(unpacked) << unpacked.error().message;
  EXPECT_THAT(names(*unpacked), ElementsAre("ct.zip/fine"));
  ASSERT_EQ(unpacked->refused.size(), 1u);
  EXPECT_EQ(unpacked->refused[0].code, "unsafe_path");
}

TEST_F(Unpack, ArchivesInArchivesAreOpenedToTheLimit) {
  const auto inner = zip("inner.zip", {"deep"});
  ASSERT_TRUE(pack_zip({{"inner.zip", inner}, {"flat", folder_ / "source1"}}, folder_ / "outer.zip"));
  EXPECT_THAT(names(*unpack_all(folder_ / "outer.zip")), ElementsAre("ct.zip/inner.zip/deep", "ct.zip/flat"));
  fs::remove_all(folder_ / "out");
  const auto shallow = unpack_all(folder_ / "outer.zip", {.depth = 1});
  EXPECT_THAT(names(*shallow), ElementsAre("ct.zip/flat"));
  EXPECT_EQ(shallow->refused.at(0).code, "archive_limit");
}

TEST_F(Unpack, TooManyFilesOrBytesEndIt) {
  const auto archive = zip("a.zip", {"1", "2", "3"});
  EXPECT_EQ(unpack_all(archive, {.files = 2}).error().slug, "archive_limit");
  fs::remove_all(folder_ / "out");
  EXPECT_EQ(unpack_all(archive, {.bytes = 2}).error().slug, "archive_limit");
  fs::remove_all(folder_ / "out");
  EXPECT_EQ(unpack_all(archive, {.ratio = 0.001, .ratio_from_bytes = 0}).error().slug, "archive_limit");
}

TEST_F(Unpack, ACutArchiveIsDamaged) {
  const auto archive = zip("a.zip", {"first", "second"});
  fs::resize_file(archive, 40);
  EXPECT_EQ(unpack_all(archive).error().slug, "damaged_archive");
}

TEST_F(Unpack, KnowsAnArchiveByItsBytes) {
  EXPECT_TRUE(is_archive(zip("a.zip", {"1"})));
  EXPECT_FALSE(is_archive(folder_ / "source1"));
  EXPECT_FALSE(is_archive(folder_ / "none"));
}

}  // namespace
}  // namespace scanetrix
