// SPDX-License-Identifier: Apache-2.0
#include "store/stored_volume.h"

#include <gtest/gtest.h>

#include "base/id.h"
#include "store/ome_zarr.h"

namespace scanetrix {
namespace {

class StoredVolume : public testing::Test {
 protected:
  void TearDown() override { EXPECT_TRUE(remove_tree(folder)); }
  const fs::path folder = fs::temp_directory_path() / ("scanetrix-stored-" + new_id());
};

TEST_F(StoredVolume, ComesBackAsItWasWritten) {
  Volume made;
  made.geometry.shape = {130, 5, 70};
  made.geometry.ijk_to_lps = {{0.5, 0.1, 0}, {0, -0.7, 0}, {0, 0.2, 3}, {-10, 20, -30}};
  made.geometry.calibrated = false;
  made.type = VoxelType::uint16;
  made.slope = 0.25;
  made.intercept = -3;
  made.unit = "HU";
  made.voxels.resize(130 * 5 * 70 * 2);
  for (std::size_t i = 0; i < made.samples<std::uint16_t>().size(); ++i)
    made.samples<std::uint16_t>()[i] = static_cast<std::uint16_t>(i * 2654435761U >> 7);
  SilentProgress silent;
  ASSERT_TRUE(write_ome_zarr(held_in_memory(made, ""), "x", folder / "zarr", silent));

  const auto stored = open_stored_volume(folder / "zarr");
  ASSERT_TRUE(stored) << stored.error().message;
  const VolumeForm& form = stored->form;
  EXPECT_EQ(form.geometry.shape, made.geometry.shape);
  EXPECT_EQ(form.geometry.ijk_to_lps.row_major(), made.geometry.ijk_to_lps.row_major());
  EXPECT_FALSE(form.geometry.calibrated);
  EXPECT_EQ(form.type, VoxelType::uint16);
  EXPECT_EQ(form.slope, 0.25);
  EXPECT_EQ(form.intercept, -3);
  EXPECT_EQ(form.unit, "HU");
  EXPECT_EQ(read_volume(form, *stored->voxels)->voxels, made.voxels);
}

TEST_F(StoredVolume, AFolderThatHoldsNoneIsRefused) {
  ASSERT_TRUE(make_directories(folder));
  EXPECT_EQ(open_stored_volume(folder).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace scanetrix
