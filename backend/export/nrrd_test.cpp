// SPDX-License-Identifier: Apache-2.0
#include "export/nrrd.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

std::string text_of(const VolumeForm& form) {
  return std::string(as_text(nrrd_header(form)));
}

TEST(Nrrd, HeaderSaysPlaceInLpsAndEveryNumberExactly) {
  VolumeForm form;
  form.geometry = {{4, 5, 6}, {{0.1, 0, 0}, {0, 1.0 / 3, 0}, {0, 0.5, 2}, {-10.25, 20, 1e-7}}};
  EXPECT_EQ(text_of(form),
            "NRRD0005\n"
            "type: int16\n"
            "dimension: 3\n"
            "space: left-posterior-superior\n"
            "sizes: 6 5 4\n"
            "space directions: (0.1,0,0) (0,0.3333333333333333,0) (0,0.5,2)\n"
            "kinds: domain domain domain\n"
            "space units: \"mm\" \"mm\" \"mm\"\n"
            "space origin: (-10.25,20,1e-07)\n"
            "endian: little\n"
            "encoding: raw\n"
            "\n");
}

TEST(Nrrd, ANoteIsItsContentAndKeyValuePairs) {
  VolumeForm form;
  form.geometry.shape = {4, 5, 6};
  const std::string text(as_text(nrrd_header(form, ExportNote{"what it is", {{"how", "so\\so"}}})));
  EXPECT_THAT(text, testing::EndsWith("encoding: raw\ncontent: what it is\nhow:=so\\\\so\n\n"));
}

TEST(Nrrd, ColourIsTheFirstAxisAndTimeTheLast) {
  VolumeForm form;
  form.type = VoxelType::uint8;
  form.channels = 3;
  form.time_points = 7;
  form.geometry.shape = {4, 5, 6};
  form.geometry.calibrated = false;
  EXPECT_THAT(text_of(form), testing::HasSubstr("dimension: 5\n"));
  EXPECT_THAT(text_of(form), testing::HasSubstr("sizes: 3 6 5 4 7\n"));
  EXPECT_THAT(text_of(form), testing::HasSubstr("directions: none (1,0,0) (0,1,0) (0,0,1) none\n"));
  EXPECT_THAT(text_of(form), testing::HasSubstr("kinds: RGB-color domain domain domain list\n"));
  EXPECT_THAT(text_of(form), testing::Not(testing::HasSubstr("units")));
}

TEST(Nrrd, ScaledVoxelsAreWrittenAsRealValues) {
  VolumeForm form;
  form.type = VoxelType::uint16;
  form.slope = 0.1;
  form.intercept = -3;
  form.geometry.shape = {1, 1, 2};
  const std::array<std::uint16_t, 2> stored{7, 65535};
  const auto bytes = std::as_bytes(std::span(stored));
  const auto voxels =
      nrrd_voxels(form, std::make_shared<MemorySource>(1, bytes.size(), Bytes(bytes.begin(), bytes.end())));

  const VolumeForm real = nrrd_form(form);
  EXPECT_THAT(text_of(real), testing::HasSubstr("type: double\n"));
  Bytes slice(real.slice_bytes());
  ASSERT_TRUE(voxels->read_slice(0, 0, slice));
  EXPECT_EQ(load<double>(slice, 0), 7 * 0.1 - 3);
  EXPECT_EQ(load<double>(slice, 8), 65535 * 0.1 - 3);
}

}  // namespace
}  // namespace scanetrix
