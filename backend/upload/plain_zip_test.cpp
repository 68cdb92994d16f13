// SPDX-License-Identifier: Apache-2.0
#include "upload/plain_zip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "upload/sample_archives.h"

namespace scanetrix {
namespace {

using testing::ElementsAre;

std::string long_text() {
  std::string text;
  for (int n = 0; n < 5000; ++n) text += fmt::format("{} ", n * n);
  return text;
}

TEST(PlainZip, StoredAndDeflatedEntriesComeOut) {
  const std::string zip = sample_zip({{.name = "ct/", .unix_mode = 0040755},
                                      {.name = "ct/1.dcm", .bytes = long_text(), .method = 8},
                                      {.name = "ct/2.dcm", .bytes = "stored"},
                                      {.name = "empty", .method = 8}});
  const auto entries = list_plain_zip(as_bytes(zip));
  ASSERT_TRUE(entries);
  PlainZipUnpacker unpacker;
  std::vector<std::string> contents;
  for (const PlainZipEntry& entry : *entries)
    contents.emplace_back(as_text(*unpacker.unpack(as_bytes(zip), entry)));
  EXPECT_THAT(contents, ElementsAre("", long_text(), "stored", ""));
  EXPECT_EQ((*entries)[1].name, "ct/1.dcm");
}

TEST(PlainZip, LeavesWhatIsUnusualToTheOtherReader) {
  const auto is_plain = [](const SampleEntry& entry) {
    return list_plain_zip(as_bytes(sample_zip({{.name = "a", .bytes = "x"}, entry}))).has_value();
  };
  EXPECT_TRUE(is_plain({.name = "b", .bytes = "y"}));
  EXPECT_FALSE(is_plain({.name = "b", .bytes = "y", .flags = 1}));            // Encrypted.
  EXPECT_FALSE(is_plain({.name = "b", .bytes = "y", .method = 12}));          // bzip2.
  EXPECT_FALSE(is_plain({.name = "b", .bytes = "y", .unix_mode = 0120777}));  // A link.
  EXPECT_FALSE(is_plain({.name = "b", .bytes = "y", .unix_mode = 0040755}));  // A folder by its mode alone.
  EXPECT_FALSE(is_plain({.name = "\xc3\xbc", .bytes = "y", .flags = 0x800}));
  EXPECT_FALSE(is_plain({.name = "a\\b", .bytes = "y"}));
  EXPECT_FALSE(is_plain({.name = "", .bytes = "y"}));
}

TEST(PlainZip, LeavesWhatContradictsItselfToTheOtherReader) {
  const std::string zip = sample_zip({{.name = "a", .bytes = "first"}, {.name = "b", .bytes = "second"}});
  ASSERT_TRUE(list_plain_zip(as_bytes(zip)));
  for (std::size_t cut = 0; cut < zip.size(); ++cut)
    EXPECT_FALSE(list_plain_zip(as_bytes(zip.substr(0, cut)))) << cut;
  EXPECT_FALSE(list_plain_zip(as_bytes(zip + "x")));
  EXPECT_FALSE(list_plain_zip(as_bytes("x" + zip)));
  std::string renamed = zip;
  renamed[30] = 'c';  // In the local header alone.
  EXPECT_FALSE(list_plain_zip(as_bytes(renamed)));
  std::string overlapping = zip;  // Both records of the directory point at the first entry.
  const std::size_t second = overlapping.rfind("PK\1\2");
  overlapping.replace(second, 47, overlapping.substr(overlapping.find("PK\1\2"), 47));
  EXPECT_FALSE(list_plain_zip(as_bytes(overlapping)));
}

TEST(PlainZip, BrokenDataAndWrongClaimsAreDamage) {
  const std::string zip = sample_zip({{.name = "a", .bytes = long_text(), .method = 8}});
  PlainZipEntry entry = list_plain_zip(as_bytes(zip))->front();
  PlainZipUnpacker unpacker;
  ASSERT_TRUE(unpacker.unpack(as_bytes(zip), entry));
  const auto is_damaged = [&](const PlainZipEntry& claim, const std::string& archive) {
    const auto outcome = unpacker.unpack(as_bytes(archive), claim);
    return !outcome && outcome.error().slug == "damaged";
  };
  std::string broken = zip;
  broken[entry.offset + entry.packed_bytes / 2] ^= 0x20;
  EXPECT_TRUE(is_damaged(entry, broken));
  for (const int more : {-1, 1}) {
    PlainZipEntry claim = entry;
    claim.bytes += static_cast<std::size_t>(more);
    EXPECT_TRUE(is_damaged(claim, zip)) << more;
  }
  PlainZipEntry other = entry;
  other.crc ^= 1;
  EXPECT_TRUE(is_damaged(other, zip));
  PlainZipEntry longer = entry;
  longer.packed_bytes += 1;
  EXPECT_TRUE(is_damaged(longer, zip));
}

}  // namespace
}  // namespace scanetrix
