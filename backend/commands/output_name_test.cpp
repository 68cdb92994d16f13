// SPDX-License-Identifier: Apache-2.0
#include "commands/output_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

TEST(OutputName, SuffixDecidesTheKind) {
  EXPECT_EQ(parse_output_name("a/ct.nii")->kind, OutputKind::nifti);
  EXPECT_EQ(parse_output_name("ct.1.nii.gz")->kind, OutputKind::nifti_gzip);
  EXPECT_EQ(parse_output_name("ct.nrrd")->kind, OutputKind::nrrd);
  EXPECT_EQ(parse_output_name("ct.ome.zarr")->kind, OutputKind::ome_zarr);
  EXPECT_EQ(parse_output_name("ct.png")->kind, OutputKind::png);
  EXPECT_EQ(parse_output_name("ct.stl")->kind, OutputKind::stl);
  EXPECT_EQ(parse_output_name("ct.glb")->kind, OutputKind::glb);
}

TEST(OutputName, PartsStandBeforeTheSuffix) {
  const auto name = *parse_output_name("a.b/ct.1.nii.gz");
  EXPECT_EQ(name.path(), "a.b/ct.1.nii.gz");
  EXPECT_EQ(name.with("2").with("original").path(), "a.b/ct.1_2_original.nii.gz");
}

TEST(OutputName, OtherSuffixesAreRefusedWithTheList) {
  for (const char* output : {"", "ct", "ct.gz", ".nii", "folder/.nii.gz", "ct.nii/"}) {
    const auto name = parse_output_name(output);
    ASSERT_FALSE(name) << output;
    EXPECT_EQ(name.error().code, ErrorCode::bad_input);
    EXPECT_THAT(name.error().message,
                testing::HasSubstr(".nii, .nii.gz, .nrrd, .ome.zarr, .png, .stl or .glb"));
  }
}

}  // namespace
}  // namespace scanetrix
