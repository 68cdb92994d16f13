// SPDX-License-Identifier: Apache-2.0
#include "ingest/unpack_bzip2.h"

#include <bzlib.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

Bytes packed_of(std::string text) {
  Bytes packed(text.size() + 1000);
  auto size = static_cast<unsigned>(packed.size());
  EXPECT_EQ(BZ2_bzBuffToBuffCompress(reinterpret_cast<char*>(packed.data()), &size, text.data(),
                                     static_cast<unsigned>(text.size()), 9, 0, 0),
            BZ_OK);
  packed.resize(size);
  return packed;
}

TEST(UnpackBzip2, GivesTheFirstBytes) {
  const auto start = unpack_bzip2(packed_of("0123456789"), 4);
  ASSERT_TRUE(start);
  EXPECT_EQ(as_text(*start), "0123");
}

TEST(UnpackBzip2, GoesOnIntoTheNextStream) {
  Bytes two = packed_of("01234");
  const Bytes second = packed_of("56789");
  two.insert(two.end(), second.begin(), second.end());
  const auto all = unpack_bzip2(two, 10);
  ASSERT_TRUE(all);
  EXPECT_EQ(as_text(*all), "0123456789");
}

TEST(UnpackBzip2, SaysWhenTheStreamIsBrokenOrEndsEarly) {
  const Bytes packed = packed_of("0123456789");
  EXPECT_EQ(unpack_bzip2(packed, 11).error().slug, "damaged");
  EXPECT_EQ(unpack_bzip2(packed, 1ull << 50).error().slug, "damaged");
  EXPECT_EQ(unpack_bzip2(ByteView(packed).first(packed.size() / 2), 10).error().slug, "damaged");
  EXPECT_EQ(unpack_bzip2({}, 1).error().slug, "damaged");
}

}  // namespace
}  // namespace scanetrix
