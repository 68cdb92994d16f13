// SPDX-License-Identifier: Apache-2.0
#include "ingest/text_numbers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace scanetrix {
namespace {

using testing::ElementsAre;

TEST(NamesFromPattern, CountsAsPrintfDoes) {
  const auto names = [](std::string_view pattern, int min, int max, int step) {
    return names_from_pattern(pattern, min, max, step).value_or(std::vector<std::string>{});
  };
  EXPECT_THAT(names("a%03d.raw", 9, 11, 1), ElementsAre("a009.raw", "a010.raw", "a011.raw"));
  EXPECT_THAT(names("%d", 4, 0, -2), ElementsAre("4", "2", "0"));
  EXPECT_THAT(names("%3i", 7, 7, 1), ElementsAre("  7"));
}

TEST(NamesFromPattern, TakesNoOtherPatternAndNoEndlessCount) {
  for (const std::string_view pattern : {"%s", "%n", "%d%d", "%*d", "%9999d", "%", "none", "%d%"})
    EXPECT_FALSE(names_from_pattern(pattern, 1, 2, 1)) << pattern;
  EXPECT_FALSE(names_from_pattern("%d", 1, 2, 0));
  EXPECT_FALSE(names_from_pattern("%d", 2, 1, 1));
  EXPECT_FALSE(names_from_pattern("%d", 0, 1 << 29, 1));
}

TEST(NumbersFromText, ReadsBytesAsNumbers) {
  const auto bytes = numbers_from_text(as_bytes("-1 +2\n,127"), SampleKind::int8, 3);
  ASSERT_TRUE(bytes);
  EXPECT_THAT(*bytes, ElementsAre(std::byte{0xff}, std::byte{2}, std::byte{127}));
  EXPECT_FALSE(numbers_from_text(as_bytes("256"), SampleKind::uint8, 1));
  EXPECT_FALSE(numbers_from_text(as_bytes("1 2"), SampleKind::uint8, 3));
}

TEST(NumbersFromText, KnowsWhatIsNoNumber) {
  const auto bytes = numbers_from_text(as_bytes("nan inf"), SampleKind::float32, 8);
  ASSERT_TRUE(bytes);
  EXPECT_TRUE(std::isnan(load<float>(*bytes, 0)));
  EXPECT_TRUE(std::isinf(load<float>(*bytes, 4)));
}

TEST(BytesFromHex, TakesPairsOfDigits) {
  const auto bytes = bytes_from_hex(as_bytes("0a F\nf"), 2);
  ASSERT_TRUE(bytes);
  EXPECT_THAT(*bytes, ElementsAre(std::byte{10}, std::byte{255}));
  EXPECT_FALSE(bytes_from_hex(as_bytes("0g"), 1));
  EXPECT_FALSE(bytes_from_hex(as_bytes("0"), 1));
}

}  // namespace
}  // namespace scanetrix
