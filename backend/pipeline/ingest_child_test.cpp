// SPDX-License-Identifier: Apache-2.0
#include "pipeline/ingest_child.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "render/png.h"
#include "upload/pack.h"
#include "walls/forked.h"

namespace scanetrix {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A NIfTI-1 file of 4 × 3 × 2 voxels of int16 (nifti1.h: sizeof_hdr, dim, datatype, bitpix, pixdim,
/// vox_offset, magic).
Bytes tiny_nifti() {
  Bytes file(352 + 24 * 2);
  const auto put = [&](std::size_t at, auto value) { std::memcpy(file.data() + at, &value, sizeof value); };
  put(0, std::int32_t{348});
  const std::int16_t dim[8] = {3, 4, 3, 2, 1, 1, 1, 1};
  std::memcpy(file.data() + 40, dim, sizeof dim);
  put(70, std::int16_t{4});
  put(72, std::int16_t{16});
  const float pixdim[8] = {1, 1, 1, 2, 1, 1, 1, 1};
  std::memcpy(file.data() + 76, pixdim, sizeof pixdim);
  put(108, 352.0F);
  std::memcpy(file.data() + 344, "n+1", 4);
  put(352, std::int16_t{77});
  return file;
}

class IngestChild : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "scanetrix-child-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    job_ = folder_ / "job";
    ASSERT_TRUE(write_durably(folder_ / "brain", tiny_nifti()));
    ASSERT_TRUE(write_durably(folder_ / "junk", as_bytes("not a scan at all")));
  }
  void TearDown() override { fs::remove_all(folder_); }
  IngestReport run(std::vector<IngestOrder::File> files, const UnpackLimits& limits = {}) {
    fs::create_directories(job_);
    EXPECT_TRUE(write_order({std::move(files), limits, {}}, job_));
    EXPECT_EQ(in_fork([&] { return run_ingest_child(job_); }), "exit 0");
    const auto report = read_report(job_);
    EXPECT_TRUE(report) << report.error().message;
    return report.value_or(IngestReport{});
  }
  /// Reads again what run() was given, or another thing, with what is wanted of it.
  IngestReport run_wanted(const IngestOrder::File& file, WantedSeries wanted) {
    fs::remove_all(job_);
    fs::create_directories(job_);
    EXPECT_TRUE(write_order({.files = {file}, .wanted = std::move(wanted)}, job_));
    EXPECT_EQ(in_fork([&] { return run_ingest_child(job_); }), "exit 0");
    const auto report = read_report(job_);
    EXPECT_TRUE(report) << report.error().message;
    return report.value_or(IngestReport{});
  }
  /// A gray picture as a binary PNG of the render module.
  void write_picture(const std::string& name, int width, int height) const {
    Picture picture{width, height, 1, {}};
    for (int i = 0; i < width * height; ++i) picture.samples.push_back(static_cast<std::uint8_t>(i * 7));
    ASSERT_TRUE(write_durably(folder_ / name, *encode_png(picture)));
  }
  fs::path folder_;
  fs::path job_;
};

TEST_F(IngestChild, WritesPackagesAndNamesWhatItLeftOut) {
  const auto report = run({{"junk.txt", folder_ / "junk"}, {"brain.nii", folder_ / "brain"}});
  EXPECT_THAT(report.error_code, IsEmpty());
  ASSERT_EQ(report.scans.size(), 1u);
  EXPECT_THAT(report.scans[0].sources, ElementsAre(1u));
  EXPECT_EQ(report.scans[0].file_count, 1);
  EXPECT_TRUE(fs::exists(job_ / "out/0/volumes/original/zarr/zarr.json"));
  ASSERT_EQ(report.refused.size(), 1u);
  EXPECT_EQ(report.refused[0].path, "junk.txt");
}

TEST_F(IngestChild, LooksIntoArchives) {
  ASSERT_TRUE(pack_zip({{"deep/brain.nii", folder_ / "brain"}}, folder_ / "zip"));
  const auto report = run({{"all.zip", folder_ / "zip"}});
  ASSERT_EQ(report.scans.size(), 1u);
  EXPECT_THAT(report.scans[0].sources, ElementsAre(0u));
}

TEST_F(IngestChild, OfAnArchiveTheSeriesThatIsWantedIsReadAloneByItsAnchor) {
  write_picture("a", 64, 48);
  write_picture("b", 32, 32);
  ASSERT_TRUE(
      pack_zip({{"x/a.png", folder_ / "a"}, {"y/b.png", folder_ / "b"}, {"brain.nii", folder_ / "brain"}},
               folder_ / "zip"));
  const auto first = run({{"all.zip", folder_ / "zip"}});
  ASSERT_EQ(first.scans.size(), 3u);
  for (const IngestedScan& scan : first.scans) {
    const auto again = run_wanted({"all.zip", folder_ / "zip"},
                                  {.anchor_file = scan.anchor_file, .anchor_number = scan.anchor_number});
    EXPECT_EQ(again.error_code, "");
    ASSERT_EQ(again.scans.size(), 1u);
    EXPECT_EQ(again.scans[0].name, scan.name);
    EXPECT_EQ(again.scans[0].volumes_json, scan.volumes_json);
    EXPECT_EQ(again.scans[0].anchor_file, scan.anchor_file);
  }
}

TEST_F(IngestChild, OurOwnArchiveIsNoPartOfTheNamesInIt) {
  ASSERT_TRUE(pack_zip({{"deep/brain.nii", folder_ / "brain"}}, folder_ / "zip"));
  const auto report =
      run_wanted({"original.zip", folder_ / "zip"}, {.anchor_file = "deep/brain.nii", .is_packed = true});
  ASSERT_EQ(report.scans.size(), 1u);
  EXPECT_EQ(report.scans[0].anchor_file, "deep/brain.nii");
}

TEST_F(IngestChild, AScanOlderThanAnchorsIsFoundByWhatItsRowSays) {
  write_picture("a", 64, 48);
  ASSERT_TRUE(pack_zip({{"x/a.png", folder_ / "a"}, {"brain.nii", folder_ / "brain"}}, folder_ / "zip"));
  WantedSeries wanted{.decisions = {.light_box = LightBoxGrid{2, 2, TileOrder::row_major},
                                    .spacing = EnteredSpacing{0.5, 0.25, 3}},
                      .format = "PNG",
                      .modality = "OT",
                      .file_count = 1,
                      .size_bytes = static_cast<std::int64_t>(fs::file_size(folder_ / "a"))};
  const auto report = run_wanted({"all.zip", folder_ / "zip"}, wanted);
  EXPECT_EQ(report.error_code, "");
  ASSERT_EQ(report.scans.size(), 1u);
  EXPECT_EQ(report.scans[0].anchor_file, "all.zip/x/a.png");
  EXPECT_THAT(report.scans[0].volumes_json, testing::HasSubstr(R"("shape":[4,24,32])"));
  EXPECT_THAT(report.scans[0].light_box_json, testing::HasSubstr(R"("state":"applied")"));
  EXPECT_THAT(report.scans[0].spacing_json, testing::HasSubstr(R"("origin":"entered")"));
  wanted.size_bytes += 1;
  EXPECT_EQ(run_wanted({"all.zip", folder_ / "zip"}, wanted).error_code, "series_not_found");
}

TEST_F(IngestChild, OfTwoThatAreAlikeNoneIsGuessed) {
  ASSERT_TRUE(pack_zip({{"1.nii", folder_ / "brain"}, {"2.nii", folder_ / "brain"}}, folder_ / "zip"));
  const auto first = run({{"all.zip", folder_ / "zip"}});
  ASSERT_EQ(first.scans.size(), 2u);
  const IngestedScan& scan = first.scans[0];
  const auto report = run_wanted({"all.zip", folder_ / "zip"}, {.format = scan.format,
                                                                .modality = scan.modality,
                                                                .file_count = scan.file_count,
                                                                .size_bytes = scan.size_bytes});
  EXPECT_EQ(report.error_code, "series_not_found");
  EXPECT_THAT(report.error_detail, testing::HasSubstr("Several"));
}

TEST_F(IngestChild, AGridThatDoesNotFitIsSaidOfThePicture) {
  write_picture("a", 32, 32);
  const auto report = run_wanted(
      {"a.png", folder_ / "a"},
      {.anchor_file = "a.png", .decisions = {.light_box = LightBoxGrid{100, 1, TileOrder::row_major}}});
  EXPECT_EQ(report.error_code, "unsuitable_light_box");
  EXPECT_THAT(report.scans, IsEmpty());
}

TEST_F(IngestChild, AnArchiveOverTheLimitIsLeftOutAmongOthers) {
  ASSERT_TRUE(pack_zip({{"brain.nii", folder_ / "brain"}}, folder_ / "zip"));
  const auto report = run({{"large.zip", folder_ / "zip"}, {"brain.nii", folder_ / "brain"}}, {.bytes = 100});
  EXPECT_THAT(report.error_code, IsEmpty());
  EXPECT_EQ(report.scans.size(), 1u);
  ASSERT_EQ(report.refused.size(), 1u);
  EXPECT_EQ(report.refused[0].code, "archive_limit");
}

TEST_F(IngestChild, ThePathsOfAnotherAreNotTakenFromAReport) {
  fs::create_directories(job_ / "out");
  ASSERT_TRUE(write_durably(
      job_ / "out/report.json",
      as_bytes(R"({"scans":[{"folder":"../../blobs"}],"refused":[],"errorCode":"","errorDetail":""})")));
  EXPECT_EQ(read_report(job_).error().code, ErrorCode::internal);
}

TEST_F(IngestChild, ACutArchiveThatIsAllThereIsFailsTheUpload) {
  ASSERT_TRUE(pack_zip({{"brain.nii", folder_ / "brain"}, {"b2.nii", folder_ / "brain"}}, folder_ / "zip"));
  fs::resize_file(folder_ / "zip", 300);
  const auto report = run({{"all.zip", folder_ / "zip"}});
  EXPECT_EQ(report.error_code, "damaged_archive");
  EXPECT_THAT(report.scans, IsEmpty());
  EXPECT_EQ(report.refused.at(0).path, "all.zip");
}

TEST_F(IngestChild, ACutArchiveAmongOthersIsLeftOut) {
  ASSERT_TRUE(pack_zip({{"brain.nii", folder_ / "brain"}}, folder_ / "zip"));
  fs::resize_file(folder_ / "zip", 100);
  const auto report = run({{"all.zip", folder_ / "zip"}, {"brain.nii", folder_ / "brain"}});
  EXPECT_THAT(report.error_code, IsEmpty());
  EXPECT_EQ(report.scans.size(), 1u);
  EXPECT_EQ(report.refused.at(0).code, "damaged_archive");
}

}  // namespace
}  // namespace scanetrix
