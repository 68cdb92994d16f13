// SPDX-License-Identifier: Apache-2.0
#include "upload/unpack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "upload/pack.h"
#include "upload/sample_archives.h"

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
    fs::remove_all(folder_ / "out");
    UnpackedCount count;
    return unpack(archive, "ct.zip", folder_ / "out", limits, count, progress_);
  }
  Result<Unpacked> unpack_bytes(const std::string& bytes, const UnpackLimits& limits = {}) {
    EXPECT_TRUE(write_durably(folder_ / "bytes", as_bytes(bytes)));
    return unpack_all(folder_ / "bytes", limits);
  }
  /// "name: code" of each.
  static std::vector<std::string> refusals(const Unpacked& unpacked) {
    std::vector<std::string> refusals;
    for (const auto& refusal : unpacked.refused) refusals.push_back(refusal.path + ": " + refusal.code);
    return refusals;
  }
  /// Or the message, where nothing came out.
  static std::vector<std::string> names(const Result<Unpacked>& unpacked) {
    return unpacked ? names(*unpacked) : std::vector{unpacked.error().message};
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
  EXPECT_THAT(names(unpack_all(zip("a.zip", {"Größe/日本.dcm"}))), ElementsAre("ct.zip/Größe/日本.dcm"));
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
  EXPECT_THAT(names(unpack_all(folder_ / "outer.zip")), ElementsAre("ct.zip/inner.zip/deep", "ct.zip/flat"));
  const auto shallow = unpack_all(folder_ / "outer.zip", {.depth = 1});
  EXPECT_THAT(names(*shallow), ElementsAre("ct.zip/flat"));
  EXPECT_EQ(shallow->refused.at(0).code, "archive_limit");
}

TEST_F(Unpack, TooManyFilesOrBytesEndIt) {
  const auto archive = zip("a.zip", {"1", "2", "3"});
  EXPECT_EQ(unpack_all(archive, {.files = 2}).error().slug, "archive_limit");
  EXPECT_EQ(unpack_all(archive, {.bytes = 2}).error().slug, "archive_limit");
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

TEST_F(Unpack, TarAndItsPackings) {
  const std::vector<SampleEntry> entries{{"ct/1.dcm", "first"}, {"ct/2.dcm", "second"}};
  const std::string plain = sample_tar(entries);
  const auto pax = archive_write_set_format_pax_restricted;
  for (const std::string& archive :
       {plain, sample_gzip(plain), sample_archive(pax, archive_write_add_filter_bzip2, entries),
        sample_archive(pax, archive_write_add_filter_xz, entries),
        sample_archive(pax, archive_write_add_filter_zstd, entries),
        sample_archive(archive_write_set_format_7zip, nullptr, entries)}) {
    const auto unpacked = unpack_bytes(archive);
    ASSERT_TRUE(unpacked) << unpacked.error().message;
    EXPECT_THAT(names(*unpacked), ElementsAre("ct.zip/ct/1.dcm", "ct.zip/ct/2.dcm"));
    EXPECT_EQ(as_text(*read_file(unpacked->files[1].path, 100)), "second");
  }
}

TEST_F(Unpack, APackedFileIsTheFileInIt) {
  UnpackedCount count;
  ASSERT_TRUE(write_durably(folder_ / "gz", as_bytes(sample_gzip("DICOM, say"))));
  const auto unpacked = unpack(folder_ / "gz", "ct/1.dcm.gz", folder_ / "out", {}, count, progress_);
  ASSERT_TRUE(unpacked) << unpacked.error().message;
  EXPECT_THAT(names(*unpacked), ElementsAre("ct/1.dcm"));
  EXPECT_EQ(as_text(*read_file(unpacked->files[0].path, 100)), "DICOM, say");
  EXPECT_EQ(count.files, 1);
}

TEST_F(Unpack, NothingPackedIsAnEmptyFile) {
  const auto unpacked = unpack_bytes(sample_gzip(""));
  ASSERT_TRUE(unpacked) << unpacked.error().message;
  ASSERT_EQ(unpacked->files.size(), 1u);
  EXPECT_EQ(fs::file_size(unpacked->files[0].path), 0u);
}

TEST_F(Unpack, PackedFilesInArchivesAreUnpackedAndNiftiIsNot) {
  const std::string nifti = sample_gzip(sample_nifti1_header("n+1"));
  const auto unpacked =
      unpack_bytes(sample_zip({{"1.dcm.gz", sample_gzip("dicom")},
                               {"brain.nii.gz", nifti},
                               {"b.hdr.gz", sample_gzip(sample_nifti1_header("ni1"))},
                               {"more.tgz", sample_gzip(sample_tar({{"2.dcm", "second"}}))}}));
  ASSERT_TRUE(unpacked) << unpacked.error().message;
  EXPECT_THAT(names(*unpacked),
              ElementsAre("ct.zip/1.dcm", "ct.zip/brain.nii.gz", "ct.zip/b.hdr", "ct.zip/more.tgz/2.dcm"));
  EXPECT_EQ(as_text(*read_file(unpacked->files[1].path, 1000)), nifti);
}

TEST_F(Unpack, LinksAndDevicesAreRefusedByName) {
  const auto from_tar =
      unpack_bytes(sample_tar({{.name = "soft", .bytes = {}, .tar_type = '2', .link = "/etc/passwd"},
                               {.name = "hard", .bytes = {}, .tar_type = '1', .link = "fine"},
                               {.name = "null", .bytes = {}, .tar_type = '3'},
                               {.name = "fifo", .bytes = {}, .tar_type = '6'},
                               {.name = "fine", .bytes = "bytes"}}));
  ASSERT_TRUE(from_tar) << from_tar.error().message;
  EXPECT_THAT(names(*from_tar), ElementsAre("ct.zip/fine"));
  EXPECT_THAT(refusals(*from_tar), ElementsAre("ct.zip/soft: not_a_file", "ct.zip/hard: not_a_file",
                                               "ct.zip/null: not_a_file", "ct.zip/fifo: not_a_file"));
  const auto from_zip = unpack_bytes(
      sample_zip({{.name = "soft", .bytes = "/etc/passwd", .unix_mode = 0120777}, {"fine", "bytes"}}));
  ASSERT_TRUE(from_zip) << from_zip.error().message;
  EXPECT_THAT(refusals(*from_zip), ElementsAre("ct.zip/soft: not_a_file"));
}

TEST_F(Unpack, PathsThatLeadOutAreRefusedByName) {
  const auto unpacked = unpack_bytes(sample_tar({{"/etc/cron.d/x", "bytes"},
                                                 {"..", "bytes"},
                                                 {"a/../../x", "bytes"},
                                                 {"\\\\server\\x", "bytes"},
                                                 {"C:\\x", "bytes"},
                                                 {"a\nb", "bytes"},
                                                 {"fine", "bytes"}}));
  ASSERT_TRUE(unpacked) << unpacked.error().message;
  EXPECT_THAT(names(*unpacked), ElementsAre("ct.zip/fine"));
  EXPECT_THAT(refusals(*unpacked),
              ElementsAre("ct.zip//etc/cron.d/x: unsafe_path", "ct.zip/..: unsafe_path",
                          "ct.zip/a/../../x: unsafe_path", "ct.zip/\\\\server\\x: unsafe_path",
                          "ct.zip/C:\\x: unsafe_path", "ct.zip/(entry 6): unsafe_path"));
}

TEST_F(Unpack, PathsThatAreTooLongAreRefused) {
  const auto unpacked =
      unpack_bytes(sample_zip({{std::string(900, 'a'), "x"}, {std::string(1020, 'b'), "x"}}));
  ASSERT_TRUE(unpacked) << unpacked.error().message;
  EXPECT_EQ(unpacked->files.size(), 1u);
  EXPECT_THAT(refusals(*unpacked), ElementsAre("ct.zip/(entry 2): unsafe_path"));
}

TEST_F(Unpack, NamesInOtherCharsetsBecomeUtf8) {
  EXPECT_THAT(names(unpack_bytes(sample_zip({{"Sch\x84"
                                              "del",
                                              "x"},
                                             {.name = "Schädel", .bytes = "x", .flags = 0x800}}))),
              ElementsAre("ct.zip/Schädel", "ct.zip/Schädel"));
  EXPECT_THAT(names(unpack_bytes(sample_tar({{"Sch\xe4"
                                              "del",
                                              "x"}}))),
              ElementsAre("ct.zip/Schädel"));
  EXPECT_THAT(names(unpack_bytes(sample_archive(archive_write_set_format_7zip, nullptr, {{"日本", "x"}}))),
              ElementsAre("ct.zip/日本"));
}

TEST_F(Unpack, WhatIsProtectedOrPackedStrangelyIsRefusedByNameAndTheRestGoesOn) {
  const auto unpacked = unpack_bytes(sample_zip({{.name = "secret", .bytes = "x", .flags = 1},
                                                 {.name = "deflate64", .bytes = "x", .method = 9},
                                                 {"fine", "bytes"}}));
  ASSERT_TRUE(unpacked) << unpacked.error().message;
  EXPECT_THAT(names(*unpacked), ElementsAre("ct.zip/fine"));
  EXPECT_THAT(refusals(*unpacked),
              ElementsAre("ct.zip/secret: encrypted", "ct.zip/deflate64: unsupported_compression"));
}

TEST_F(Unpack, ABombInsideIsLeftOutAndTheRestGoesOn) {
  const std::string zeros(2 << 20, '\0');
  const auto unpacked =
      unpack_bytes(sample_zip({{"bomb.gz", sample_gzip(zeros)},
                               {"bomb.zip", sample_zip({{.name = "first", .bytes = "x"},
                                                        {.name = "zeros", .bytes = zeros, .method = 8}})},
                               {"fine", std::string(100'000, 'x')}}),
                   {.ratio_from_bytes = 1 << 20});
  ASSERT_TRUE(unpacked) << unpacked.error().message;
  EXPECT_THAT(names(*unpacked), ElementsAre("ct.zip/fine"));
  EXPECT_THAT(refusals(*unpacked),
              ElementsAre("ct.zip/bomb.gz: archive_limit", "ct.zip/bomb.zip: archive_limit"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "out"), {}), 1);
}

TEST_F(Unpack, RatiosOfArchivesInArchivesMultiply) {
  // Each layer is far from 200 : 1 but for the last; all of them together are over it.
  const std::string inner = sample_gzip(std::string(1 << 20, '\0'));
  std::vector<SampleEntry> many;
  for (int i = 0; i < 40; ++i)
    many.push_back({.name = std::to_string(i) + ".gz", .bytes = inner, .method = 8});
  const auto unpacked = unpack_bytes(sample_gzip(sample_tar(many)), {.ratio_from_bytes = 2 << 20});
  EXPECT_EQ(unpacked.error().slug, "archive_limit");
}

TEST_F(Unpack, ABrokenArchiveInsideIsLeftOutAndTheRestGoesOn) {
  const std::string inner = sample_zip({{"deep", std::string(5000, 'x')}});
  const auto unpacked = unpack_bytes(sample_zip({{"cut.zip", inner.substr(0, 3000)}, {"fine", "bytes"}}));
  ASSERT_TRUE(unpacked) << unpacked.error().message;
  EXPECT_THAT(names(*unpacked), ElementsAre("ct.zip/fine"));
  EXPECT_THAT(refusals(*unpacked), ElementsAre("ct.zip/cut.zip: damaged_archive"));
}

TEST_F(Unpack, DeclaredSizesAreNotBelieved) {
  // A tar of one block that claims a terabyte, and a ZIP whose directory claims less than comes out.
  const std::string claims = sample_tar_header({"huge", ""}, std::uint64_t{1} << 32) + std::string(512, 'x');
  EXPECT_EQ(unpack_bytes(claims).error().slug, "damaged_archive");
  std::string zip = sample_zip({{.name = "a", .bytes = std::string(5000, 'x'), .method = 8}});
  const std::size_t directory = zip.find("PK\1\2");
  zip.replace(directory + 24, 4, le32(10));
  zip.replace(22, 4, le32(10));
  EXPECT_EQ(unpack_bytes(zip).error().slug, "damaged_archive");
}

TEST_F(Unpack, FoldersCountTowardsALimitOfTheirOwn) {
  std::vector<SampleEntry> folders;
  for (int i = 0; i < 30; ++i)
    folders.push_back({.name = std::to_string(i) + "/", .bytes = {}, .tar_type = '5'});
  EXPECT_EQ(unpack_bytes(sample_tar(folders), {.files = 10}).error().slug, "archive_limit");
  EXPECT_THAT(names(unpack_bytes(sample_tar(folders), {.files = 20})), IsEmpty());
}

TEST_F(Unpack, HolesOfASparseTarAreZeros) {
  // GNU's old sparse format: 4 bytes at 0, 4 at 8, real size 12 (tar's gnu.h: sparse 386, isextended 482,
  // realsize 483).
  std::string header = sample_tar_header({"sparse", ""}, 8);
  const auto put = [&](std::size_t at, const std::string& text) { header.replace(at, text.size(), text); };
  header[156] = 'S';
  put(257, std::string("ustar  \0", 8));
  put(386, "00000000000");
  put(398, "00000000004");
  put(410, "00000000010");
  put(422, "00000000004");
  put(483, "00000000014");
  put(148, "        ");
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  std::string data = "abcdefgh";
  data.resize(512);
  const auto unpacked = unpack_bytes(header + data + std::string(1024, '\0'));
  ASSERT_TRUE(unpacked) << unpacked.error().message;
  ASSERT_EQ(unpacked->files.size(), 1u);
  EXPECT_EQ(as_text(*read_file(unpacked->files[0].path, 100)), std::string("abcd\0\0\0\0efgh", 12));
}

}  // namespace
}  // namespace scanetrix
