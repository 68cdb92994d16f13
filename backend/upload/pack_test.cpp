// SPDX-License-Identifier: Apache-2.0
#include "upload/pack.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace scanetrix
