// SPDX-License-Identifier: Apache-2.0
#include "upload/pack.h"

#include <gtest/gtest.h>

#include "base/id.h"

namespace scanetrix {
namespace {

TEST(Pack, BytesLieInTheArchiveAsTheyAre) {
  std::string pattern = testing::TempDir() + "scanetrix-pack-XXXXXX";
  const fs::path folder = mkdtemp(pattern.data());
  ASSERT_TRUE(write_durably(folder / "a", as_bytes("the very bytes")));
  ASSERT_TRUE(pack_zip({{"x/ä.dcm", folder / "a"}}, folder / "a.zip"));
  const auto zip = *read_file(folder / "a.zip", 10'000);
  EXPECT_NE(as_text(zip).find("the very bytes"), std::string_view::npos);
  EXPECT_NE(as_text(zip).find("x/ä.dcm"), std::string_view::npos);
  EXPECT_EQ(as_text(zip).substr(0, 2), "PK");
  fs::remove_all(folder);
}

TEST(Pack, AMissingFileIsAnError) {
  EXPECT_FALSE(pack_zip({{"a", "/nonexistent/a"}}, fs::temp_directory_path() / "scanetrix-none.zip"));
  fs::remove(fs::temp_directory_path() / "scanetrix-none.zip");
}

TEST(Pack, AFullDiskIsCalledSo) {
  const fs::path file = fs::temp_directory_path() / ("scanetrix-pack-" + new_id());
  ASSERT_TRUE(write_durably(file, Bytes(1 << 20)));
  const auto packed = pack_zip({{"a", file}}, "/dev/full");
  EXPECT_TRUE(remove_tree(file));
  ASSERT_FALSE(packed);
  EXPECT_EQ(packed.error().code, ErrorCode::unavailable);
  EXPECT_EQ(packed.error().slug, "disk_full");
}

}  // namespace
}  // namespace scanetrix
