// SPDX-License-Identifier: Apache-2.0
#include "upload/seven_zip_header.h"

#include <gtest/gtest.h>

#include "upload/sample_archives.h"

namespace scanetrix {
namespace {

using namespace std::string_literals;

class SevenZipHeader : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "scanetrix-7z-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }
  /// "fine", or the error's slug.
  std::string check(const std::string& archive) {
    EXPECT_TRUE(write_durably(folder_ / "7z", as_bytes(archive)));
    const auto checked = check_seven_zip_header(folder_ / "7z");
    return checked ? "fine" : std::string(checked.error().slug);
  }
  /// Nothing but a list: a packed one (LZMA2), whose 9 bytes of size say `size`.
  std::string claims(std::uint64_t size) {
    const std::string list = "\x17\x06\0\x01\x09\x05\0"s + "\x07\x0b\x01\0\x01\x21\x21\x01\x18"s +
                             "\x0c\xff"s + le32(static_cast<std::uint32_t>(size)) +
                             le32(static_cast<std::uint32_t>(size >> 32)) + "\0\0"s;
    return signature_ + le32(0) + le32(5) + le32(0) + le32(static_cast<std::uint32_t>(list.size())) +
           le32(0) + le32(0) + "12345" + list;
  }
  fs::path folder_;
  const std::string signature_ = "7z\xbc\xaf\x27\x1c\0\x04"s;
};

TEST_F(SevenZipHeader, HonestArchivesAreFine) {
  std::vector<SampleEntry> many;
  for (int i = 0; i < 500; ++i) many.push_back({"ct/" + std::to_string(i), std::to_string(i)});
  EXPECT_EQ(check(sample_archive(archive_write_set_format_7zip, nullptr, many)), "fine");
  EXPECT_EQ(check(sample_archive(archive_write_set_format_7zip, nullptr, {})), "fine");
  EXPECT_EQ(check(claims(60'000)), "fine");
}

TEST_F(SevenZipHeader, AListThatUnpacksToMoreThanTheArchiveIsABomb) {
  EXPECT_EQ(check(claims(100'000)), "archive_limit");
  EXPECT_EQ(check(claims(~std::uint64_t{0})), "archive_limit");
}

TEST_F(SevenZipHeader, WhatIsCutOrLaidOutOtherwiseIsDamaged) {
  const std::string whole = claims(60'000);
  for (std::size_t size = 0; size + 2 < whole.size(); ++size)
    EXPECT_EQ(check(whole.substr(0, size)), "damaged") << size;
  std::string strange = whole;
  strange[37] = '\x42';
  EXPECT_EQ(check(strange), "damaged");
}

}  // namespace
}  // namespace scanetrix
