// SPDX-License-Identifier: Apache-2.0
#include "store/output_folder.h"

#include <gtest/gtest.h>

#include "base/id.h"

namespace scanetrix {
namespace {

class OutputFolderTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(make_directories(folder)); }
  void TearDown() override { EXPECT_TRUE(remove_tree(folder)); }

  static void fill(const fs::path& path, std::string_view text) {
    ASSERT_TRUE(make_directories(path));
    ASSERT_TRUE(write_durably(path / "marker", as_bytes(text)));
  }
  std::string text_of(const fs::path& path) const {
    return std::string(as_text(*read_file(path / "marker", 100)));
  }
  std::ptrdiff_t entries() const {
    return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
  }

  const fs::path folder = fs::temp_directory_path() / ("scanetrix-output-" + new_id());
};

TEST_F(OutputFolderTest, HasItsNameOnceItIsWhole) {
  {
    auto output = OutputFolder::create(folder / "out", "marker");
    ASSERT_TRUE(output);
    fill(output->writing(), "new");
    EXPECT_FALSE(fs::exists(folder / "out"));
    ASSERT_TRUE(output->commit());
  }
  EXPECT_EQ(text_of(folder / "out"), "new");
  EXPECT_EQ(entries(), 1);
}

TEST_F(OutputFolderTest, TakesThePlaceOfOneOfItsKind) {
  fill(folder / "out", "old");
  {
    auto output = OutputFolder::create(folder / "out", "marker");
    ASSERT_TRUE(output);
    fill(output->writing(), "new");
    EXPECT_EQ(text_of(folder / "out"), "old");
    ASSERT_TRUE(output->commit());
  }
  EXPECT_EQ(text_of(folder / "out"), "new");
  EXPECT_EQ(entries(), 1);
}

TEST_F(OutputFolderTest, LeavesNothingWhenItIsGivenUp) {
  fill(folder / "out", "old");
  {
    auto output = OutputFolder::create(folder / "out", "marker");
    fill(output->writing(), "new");
    const OutputFolder moved = std::move(*output);
  }
  EXPECT_EQ(text_of(folder / "out"), "old");
  EXPECT_EQ(entries(), 1);
}

TEST_F(OutputFolderTest, ReplacesNothingOfAnotherKind) {
  ASSERT_TRUE(make_directories(folder / "photos"));
  ASSERT_TRUE(write_durably(folder / "file", as_bytes("x")));
  for (const char* name : {"photos", "file"})
    EXPECT_EQ(OutputFolder::create(folder / name, "marker").error().code, ErrorCode::conflict) << name;
  EXPECT_EQ(OutputFolder::create(folder / "none" / "out", "marker").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace scanetrix
