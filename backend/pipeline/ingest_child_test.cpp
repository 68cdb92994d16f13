// SPDX-License-Identifier: Apache-2.0
#include "pipeline/ingest_child.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "pipeline/forked.h"
#include "upload/pack.h"

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
    EXPECT_TRUE(write_order({std::move(files), limits}, job_));
    EXPECT_EQ(in_fork([&] { return run_ingest_child(job_); }), "exit 0");
    const auto report = read_report(job_);
    EXPECT_TRUE(report) << report.error().message;
    return report.value_or(IngestReport{});
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
