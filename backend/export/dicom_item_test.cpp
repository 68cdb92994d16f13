// SPDX-License-Identifier: Apache-2.0
#include "export/dicom_item.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace scanetrix {
namespace {

std::string bytes_of(const DicomItem& item) {
  return std::string(as_text(item.encoded()));
}

using namespace std::string_literals;

TEST(DicomItem, ElementsStandInTheOrderOfTheirTagsWithAnEvenLength) {
  DicomItem item;
  item.uid(0x00080018, "1.2.3").text(0x00080005, "CS", "ABC").shorts(0x00280010, {258});
  EXPECT_EQ(bytes_of(item),
            "\x08\0\x05\0CS\x04\0ABC \x08\0\x18\0UI\x06\0"
            "1.2.3\0\x28\0\x10\0US\x02\0\x02\x01"s);
}

TEST(DicomItem, ASequenceHoldsItsItemsWithTheirLengths) {
  DicomItem inner;
  inner.pointer(0x00209165, 0x00209057);
  DicomItem item;
  item.sequence(0x00209222, {inner, DicomItem()});
  EXPECT_EQ(bytes_of(item),
            "\x20\0\x22\x92SQ\0\0\x1c\0\0\0"
            "\xfe\xff\0\xe0\x0c\0\0\0\x20\0\x65\x91"
            "AT\x04\0\x20\0\x57\x90"
            "\xfe\xff\0\xe0\0\0\0\0"s);
}

TEST(DecimalString, IsAsNearAsSixteenCharactersAllow) {
  EXPECT_EQ(decimal_string(2.5), "2.5");
  EXPECT_EQ(decimal_string(0), "0");
  for (const double value : {-158.13580300000001, 1.0 / 3, -1.0 / 3, 1e-17, -123456789.123456789, 1e300}) {
    const std::string text = decimal_string(value);
    EXPECT_LE(text.size(), 16U) << text;
    EXPECT_NEAR(std::strtod(text.c_str(), nullptr) / value, 1, 1e-9) << text;
  }
}

TEST(DicomUid, IsNewEachTimeAndOfTheRightForm) {
  const std::string one = new_dicom_uid();
  EXPECT_THAT(one, testing::MatchesRegex("2\\.25\\.[1-9][0-9]*"));
  EXPECT_LE(one.size(), 64U);
  EXPECT_NE(one, new_dicom_uid());
}

}  // namespace
}  // namespace scanetrix
