// SPDX-License-Identifier: Apache-2.0
#include "upload/archive_kind.h"

#include <gtest/gtest.h>

#include "upload/sample_archives.h"

namespace scanetrix {
namespace {

class ArchiveKindOf : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "scanetrix-kind-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }
  ArchiveKind kind(const std::string& bytes) {
    EXPECT_TRUE(write_durably(folder_ / "file", as_bytes(bytes)));
    return archive_kind(folder_ / "file");
  }
  fs::path folder_;
};

const std::vector<SampleEntry> kOne{{"scan", "bytes"}};
constexpr ArchiveKind kNone{};

TEST_F(ArchiveKindOf, IsToldByTheBytes) {
  EXPECT_EQ(kind(sample_zip(kOne)), ArchiveKind{ArchiveFormat::zip});
  EXPECT_EQ(kind(sample_zip({})), ArchiveKind{ArchiveFormat::zip});
  EXPECT_EQ(kind(sample_tar(kOne)), ArchiveKind{ArchiveFormat::tar});
  EXPECT_EQ(kind(sample_archive(archive_write_set_format_7zip, nullptr, kOne)),
            ArchiveKind{ArchiveFormat::seven_zip});
  EXPECT_EQ(kind("plain text"), kNone);
  EXPECT_EQ(kind(""), kNone);
  EXPECT_EQ(kind(std::string(2048, '\0')), kNone);
  EXPECT_EQ(archive_kind(folder_ / "none"), kNone);
}

TEST_F(ArchiveKindOf, LooksIntoWhatIsPacked) {
  const auto pax = archive_write_set_format_pax_restricted;
  const auto raw = archive_write_set_format_raw;
  EXPECT_EQ(kind(sample_gzip(sample_tar(kOne))), (ArchiveKind{ArchiveFormat::tar, Packing::gzip}));
  EXPECT_EQ(kind(sample_archive(pax, archive_write_add_filter_bzip2, kOne)),
            (ArchiveKind{ArchiveFormat::tar, Packing::bzip2}));
  EXPECT_EQ(kind(sample_archive(pax, archive_write_add_filter_xz, kOne)),
            (ArchiveKind{ArchiveFormat::tar, Packing::xz}));
  EXPECT_EQ(kind(sample_archive(pax, archive_write_add_filter_zstd, kOne)),
            (ArchiveKind{ArchiveFormat::tar, Packing::zstd}));
  EXPECT_EQ(kind(sample_gzip("a scan")), (ArchiveKind{ArchiveFormat::packed_file, Packing::gzip}));
  EXPECT_EQ(kind(sample_archive(raw, archive_write_add_filter_xz, kOne)),
            (ArchiveKind{ArchiveFormat::packed_file, Packing::xz}));
}

TEST_F(ArchiveKindOf, NiftiInGzipIsLeftToItsReader) {
  EXPECT_EQ(kind(sample_gzip(sample_nifti1_header("n+1"))), kNone);
  EXPECT_EQ(kind(sample_gzip(sample_nifti1_header("n+1", true))), kNone);
  std::string nifti2(540, '\0');
  nifti2.replace(0, 4, le32(540));
  nifti2.replace(4, 8, std::string("n+2\0\r\n\x1a\n", 8));
  EXPECT_EQ(kind(sample_gzip(nifti2)), kNone);
  // Nobody else reads NIfTI in xz.
  EXPECT_EQ(kind(sample_archive(archive_write_set_format_raw, archive_write_add_filter_xz,
                                {{"scan", sample_nifti1_header("n+1")}})),
            (ArchiveKind{ArchiveFormat::packed_file, Packing::xz}));
}

TEST_F(ArchiveKindOf, HeadersOfPairsInGzipAreUnpacked) {
  for (const char* magic : {"ni1", ""})
    EXPECT_EQ(kind(sample_gzip(sample_nifti1_header(magic))),
              (ArchiveKind{ArchiveFormat::packed_file, Packing::gzip}));
}

TEST_F(ArchiveKindOf, DicomIsNoneWhateverItsPreambleHolds) {
  std::string dicom = sample_zip(kOne);
  dicom.resize(600);
  dicom.replace(128, 4, "DICM");
  EXPECT_EQ(kind(dicom), kNone);
}

TEST_F(ArchiveKindOf, APackedStartThatCannotBeReadIsNone) {
  EXPECT_EQ(kind(sample_gzip("a scan").substr(0, 12)), kNone);
  EXPECT_EQ(kind("BZh that is a text"), kNone);
}

}  // namespace
}  // namespace scanetrix
