// SPDX-License-Identifier: Apache-2.0
#include "upload/entry_name.h"

#include <gtest/gtest.h>

namespace scanetrix {
namespace {

TEST(EntryName, Utf8StaysAsItIs) {
  EXPECT_EQ(utf8_name("Größe/日本/😀", NameCharset::cp437), "Größe/日本/😀");
  EXPECT_EQ(utf8_name("", NameCharset::cp437), "");
}

TEST(EntryName, OtherBytesAreReadAsTheFormatSays) {
  EXPECT_EQ(utf8_name("Sch\x84"
                      "del \xe1",
                      NameCharset::cp437),
            "Schädel ß");
  EXPECT_EQ(utf8_name("Sch\xe4"
                      "del",
                      NameCharset::latin1),
            "Schädel");
  EXPECT_EQ(utf8_name("\xb0\xff", NameCharset::cp437), "░\u00a0");
}

TEST(EntryName, KnowsUtf8ThatIsNone) {
  EXPECT_TRUE(is_utf8("plain"));
  for (const char* bad : {"\x80", "\xc0\x80", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
                          "\xf4\x90\x80\x80", "\xff", "\xe4\xb8"})
    EXPECT_FALSE(is_utf8(bad));
}

TEST(EntryName, APackedFileLosesItsEnding) {
  EXPECT_EQ(unpacked_name("a/scan.dcm.gz"), "a/scan.dcm");
  EXPECT_EQ(unpacked_name("brain.IMG.GZ"), "brain.IMG");
  EXPECT_EQ(unpacked_name("x.nrrd.zst"), "x.nrrd");
  EXPECT_EQ(unpacked_name("brain.mgz"), "brain.mgh");
  EXPECT_EQ(unpacked_name("scan"), "scan");
  EXPECT_EQ(unpacked_name(".gz"), ".gz");
  EXPECT_EQ(unpacked_name("a/.gz"), "a/.gz");
}

}  // namespace
}  // namespace scanetrix
