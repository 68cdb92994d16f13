// SPDX-License-Identifier: Apache-2.0
#include "upload/gunzip.h"

#include <gtest/gtest.h>

#include "upload/sample_archives.h"

namespace scanetrix {
namespace {

class Gunzip : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "scanetrix-gunzip-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// All that comes out, in pieces of 1000 bytes; "broken" where it is.
  std::string gunzip(const std::string& packed) {
    EXPECT_TRUE(write_durably(folder_ / "gz", as_bytes(packed)));
    auto reader = GunzipReader::open(folder_ / "gz");
    if (!reader) return "not opened";
    std::string all;
    Bytes piece(1000);
    for (;;) {
      const auto count = reader->read(piece);
      if (!count) return "broken";
      if (*count == 0) return all;
      all += as_text(ByteView(piece).first(*count));
    }
  }
  fs::path folder_;
  const std::string long_text_ = std::string(100'000, 'a') + std::string(100'000, 'b');
};

TEST_F(Gunzip, GivesWhatWasPacked) {
  EXPECT_EQ(gunzip(sample_gzip(long_text_)), long_text_);
  EXPECT_EQ(gunzip(sample_gzip("")), "");
}

TEST_F(Gunzip, JoinsMembersAndPassesOverPadding) {
  EXPECT_EQ(gunzip(sample_gzip("one ") + sample_gzip("two") + std::string(700, '\0')), "one two");
}

TEST_F(Gunzip, ACutStreamIsBrokenWhereverItIsCut) {
  const std::string packed = sample_gzip(long_text_);
  for (const std::size_t size : {std::size_t{0}, std::size_t{5}, packed.size() / 2, packed.size() - 1})
    EXPECT_EQ(gunzip(packed.substr(0, size)), "broken") << size;
}

TEST_F(Gunzip, AChangedByteDoesNotPassTheChecksum) {
  std::string packed = sample_gzip("the bytes of a scan");
  packed[packed.size() - 6] ^= 1;  // Of the CRC.
  EXPECT_EQ(gunzip(packed), "broken");
  packed = sample_gzip("the bytes of a scan");
  packed[packed.size() - 2] ^= 1;  // Of the length.
  EXPECT_EQ(gunzip(packed), "broken");
}

TEST_F(Gunzip, WhatFollowsAndIsNoMemberIsBroken) {
  EXPECT_EQ(gunzip(sample_gzip("one") + "two"), "broken");
}

}  // namespace
}  // namespace scanetrix
