// SPDX-License-Identifier: Apache-2.0
#include "ingest/plain_text.h"

#include <gtest/gtest.h>

namespace scanetrix {
namespace {

TEST(OneLine, KeepsUtf8AndReplacesWhatIsNot) {
  EXPECT_EQ(one_line("Schädel \xff nativ"), "Schädel ? nativ");
  EXPECT_EQ(one_line("\xc0\xaf\xed\xa0\x80"), "?????");  // Overlong; a surrogate.
}

TEST(OneLine, HasNoControlCharactersAndNoDoubleSpaces) {
  EXPECT_EQ(one_line(" a\r\n\tb \x1b[31m"), "a b [31m");
}

TEST(OneLine, IsCutBetweenCharacters) {
  std::string umlauts;
  for (int i = 0; i < 150; ++i) umlauts += "ä";
  EXPECT_EQ(one_line("x" + umlauts).size(), 199u);
}

TEST(ParseNumber, TakesWhatDicomWritesAndNothingElse) {
  EXPECT_EQ(parse_number(" +1.5e2 "), 150.0);
  EXPECT_EQ(parse_number("-0.25"), -0.25);
  EXPECT_FALSE(parse_number("1,5"));
  EXPECT_FALSE(parse_number("nan"));
  EXPECT_FALSE(parse_number("1e999"));
  EXPECT_FALSE(parse_number(""));
}

TEST(IsoDate, ReadsBothOfDicomsForms) {
  EXPECT_EQ(iso_date("20260312"), "2026-03-12");
  EXPECT_EQ(iso_date("2026.03.12"), "2026-03-12");
  EXPECT_EQ(iso_date("20261340"), "");
  EXPECT_EQ(iso_date("yesterday"), "");
}

TEST(StemOf, DropsFoldersAndKnownSuffixes) {
  EXPECT_EQ(stem_of("study/brain.v2.nii.gz"), "brain.v2");
  EXPECT_EQ(stem_of("T1.NII"), "T1");
  EXPECT_EQ(stem_of(".nii"), ".nii");
}

}  // namespace
}  // namespace scanetrix
