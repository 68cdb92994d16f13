// SPDX-License-Identifier: Apache-2.0
#include "ingest/assemble_volume_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/id.h"
#include "ingest/ingest.h"
#include "ingest/read_series.h"

namespace scanetrix {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

VolumeFile pair_header(std::size_t file) {
  VolumeFile volume{file, "NIfTI", {}, {}};
  volume.header.data.where = DataPlace::Where::same_stem;
  return volume;
}

VolumeFile header_naming(std::size_t file, std::vector<std::string> names) {
  VolumeFile volume{file, "NRRD", {}, {}};
  volume.header.data.where = DataPlace::Where::named_files;
  volume.header.data.names = std::move(names);
  return volume;
}

struct Found {
  std::vector<VolumeFile> volumes;
  std::vector<RefusedFile> refused;
  std::vector<bool> free;
};

/// All files but the headers may be data.
Found found(std::vector<VolumeFile> volumes, const std::vector<std::string_view>& names) {
  Found result{std::move(volumes), {}, std::vector<bool>(names.size(), true)};
  for (const VolumeFile& volume : result.volumes) result.free[volume.file] = false;
  result.refused = find_data_files(result.volumes, names, result.free);
  return result;
}

TEST(FindDataFiles, APairIsTheTwoThatAreCalledAlikeInOneFolder) {
  const auto result = found({pair_header(0), pair_header(3)}, {"a/brain.hdr", "b/brain.img", "a/brain.mat",
                                                               "b/brain.hdr.gz", "a/brain.IMG.gz"});
  ASSERT_EQ(result.volumes.size(), 2u);
  EXPECT_THAT(result.volumes[0].data_files, ElementsAre(4u));
  EXPECT_THAT(result.volumes[1].data_files, ElementsAre(1u));
  EXPECT_THAT(result.free, ElementsAre(false, false, true, false, false));
}

TEST(FindDataFiles, APairsDataMayHaveAnySuffix) {
  const auto result = found({pair_header(0)}, {"brain.hdr", "brain.dat", "other.dat"});
  ASSERT_EQ(result.volumes.size(), 1u);
  EXPECT_THAT(result.volumes[0].data_files, ElementsAre(1u));
}

TEST(FindDataFiles, NamedFilesComeInTheirOrderAndExactNamesFirst) {
  const auto result =
      found({header_naming(0, {"2.raw", "1.raw"})}, {"h.nhdr", "1.RAW", "1.raw", "2.RAW", "sub/2.raw"});
  ASSERT_EQ(result.volumes.size(), 1u);
  EXPECT_THAT(result.volumes[0].data_files, ElementsAre(3u, 2u));
}

TEST(FindDataFiles, AHeaderWithoutItsDataIsRefusedNamingTheFile) {
  const auto result = found({header_naming(0, {"1.raw", "2.raw"})}, {"a/h.nhdr", "a/1.raw", "b/2.raw"});
  EXPECT_THAT(result.volumes, IsEmpty());
  ASSERT_EQ(result.refused.size(), 1u);
  EXPECT_EQ(result.refused[0].error.slug, "missing_data_file");
  EXPECT_THAT(result.refused[0].error.message, HasSubstr("“2.raw”"));
  EXPECT_TRUE(result.free[1]);
}

TEST(FindDataFiles, AFileBelongsToOneHeader) {
  const auto result =
      found({header_naming(0, {"x.raw"}), header_naming(1, {"x.raw"})}, {"a.nhdr", "b.mhd", "x.raw"});
  ASSERT_EQ(result.volumes.size(), 1u);
  EXPECT_EQ(result.volumes[0].file, 0u);
  ASSERT_EQ(result.refused.size(), 1u);
  EXPECT_EQ(result.refused[0].file, 1u);
}

/// Files in a folder of their own, through the whole of ingest().
class VolumeFilesTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(make_directories(folder_)); }
  void TearDown() override { ASSERT_TRUE(remove_tree(folder_)); }

  void add(const std::string& name, std::string_view bytes) {
    const fs::path path = folder_ / std::to_string(files_.size());
    std::ofstream(path, std::ios::binary) << bytes;
    files_.push_back({name, path});
  }
  void run() {
    SilentProgress progress;
    auto refusals = ingest(files_, read_into(series_), progress);
    ASSERT_TRUE(refusals) << refusals.error().message;
    for (const Refusal& refusal : *refusals) refused_.push_back(refusal.path + ": " + refusal.code);
  }

  fs::path folder_ = fs::temp_directory_path() / ("scanetrix-volumes-" + new_id());
  std::vector<SourceFile> files_;
  std::vector<ReadSeries> series_;
  std::vector<std::string> refused_;
};

constexpr std::string_view kHeader =
    "NDims = 3\nDimSize = 2 1 2\nElementType = MET_UCHAR\nElementSpacing = 1 1 1\n"
    "TransformMatrix = 1 0 0 0 1 0 0 0 1\nElementDataFile = scan.raw\n";

TEST_F(VolumeFilesTest, HeaderAndDataMakeOneSeries) {
  add("in/scan.raw", "abcd");
  add("in/scan.mhd", kHeader);
  run();
  ASSERT_EQ(series_.size(), 1u);
  EXPECT_THAT(refused_, IsEmpty());
  EXPECT_EQ(series_[0].format, "MetaImage");
  EXPECT_EQ(series_[0].name, "scan");
  EXPECT_THAT(series_[0].files, ElementsAre(1u, 0u));
  EXPECT_THAT(series_[0].volume.samples<std::uint8_t>(), ElementsAre('a', 'b', 'c', 'd'));
}

TEST_F(VolumeFilesTest, DataThatIsTooShortRefusesBoth) {
  add("scan.raw", "abc");
  add("scan.mhd", kHeader);
  run();
  EXPECT_THAT(series_, IsEmpty());
  EXPECT_THAT(refused_, ElementsAre("scan.mhd: damaged", "scan.raw: damaged"));
}

TEST_F(VolumeFilesTest, EachHalfAloneIsRefused) {
  add("a/scan.mhd", kHeader);
  add("b/scan.raw", "\x01\x02\x03\x04");
  run();
  EXPECT_THAT(refused_, ElementsAre("a/scan.mhd: missing_data_file", "b/scan.raw: not_an_image"));
}

}  // namespace
}  // namespace scanetrix
