// SPDX-License-Identifier: Apache-2.0
#include "pipeline/derived_package.h"

#include <gtest/gtest.h>

#include "base/id.h"

namespace scanetrix {
namespace {

class DerivedPackage : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* file : {"p/thumbnail.png", "p/preview.png", "p/volumes/original/zarr/0/c/0",
                             "p/volumes/original/zarr/zarr.json", "p/volumes/reconstructed/zarr/zarr.json"}) {
      ASSERT_TRUE(make_directories((folder / file).parent_path()));
      ASSERT_TRUE(write_durably(folder / file, as_bytes(file)));
    }
  }
  void TearDown() override { EXPECT_TRUE(remove_tree(folder)); }
  const fs::path folder = fs::path(testing::TempDir()) / ("scanetrix-derived-" + new_id());
};

TEST_F(DerivedPackage, SharesTheFilesOfTheVolumesThatItKeepsAndOutlivesTheirs) {
  ASSERT_TRUE(derive_package(folder / "p", folder / "q",
                             [](const std::string& volume) { return volume != "reconstructed"; }));
  EXPECT_TRUE(
      fs::equivalent(folder / "p/volumes/original/zarr/0/c/0", folder / "q/volumes/original/zarr/0/c/0"));
  EXPECT_FALSE(fs::exists(folder / "q/volumes/reconstructed"));
  ASSERT_TRUE(remove_tree(folder / "p"));
  EXPECT_EQ(as_text(*read_file(folder / "q/volumes/original/zarr/0/c/0", 100)),
            "p/volumes/original/zarr/0/c/0");
  EXPECT_EQ(as_text(*read_file(folder / "q/preview.png", 100)), "p/preview.png");
}

TEST_F(DerivedPackage, WhatIsNotThereIsAnError) {
  EXPECT_FALSE(derive_package(folder / "none", folder / "q", [](const std::string&) { return true; }));
  EXPECT_FALSE(link_tree(folder / "none", folder / "r"));
}

}  // namespace
}  // namespace scanetrix
