// SPDX-License-Identifier: Apache-2.0
#include "export/dicom.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

VolumeForm ct() {
  VolumeForm form;
  form.geometry.shape = {3, 4, 5};
  form.unit = "HU";
  return form;
}

TEST(DicomHeader, EndsWithTheHeadOfAsManyVoxelsAsThereAre) {
  const auto header =
      dicom_header(ct(), {.modality = "CT", .how = "", .lossy = false, .slice_thickness_mm = {}});
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(as_text(ByteView(*header).subspan(128, 4)), "DICM");
  EXPECT_EQ(load<std::uint32_t>(*header, header->size() - 4), 3U * 4 * 5 * 2);
  EXPECT_EQ(as_text(ByteView(*header).subspan(header->size() - 8, 2)), "OW");
}

TEST(DicomHeader, WhatHasNoSuchObjectIsRefusedAndSaysWhy) {
  const auto reason = [](const VolumeForm& form, const std::string& modality) {
    const auto header =
        dicom_header(form, {.modality = modality, .how = "", .lossy = false, .slice_thickness_mm = {}});
    EXPECT_FALSE(header);
    if (header) return std::string();
    EXPECT_EQ(header.error().slug, "not_dicom");
    return header.error().message;
  };
  EXPECT_THAT(reason(ct(), "PT"), testing::HasSubstr("neither"));
  VolumeForm floats = ct();
  floats.type = VoxelType::float32;
  EXPECT_THAT(reason(floats, "MR"), testing::HasSubstr("another kind"));
  VolumeForm labels = ct();
  labels.kind = VolumeKind::labels;
  EXPECT_THAT(reason(labels, "CT"), testing::HasSubstr("no image"));
  VolumeForm unknown = ct();
  unknown.geometry.calibrated = false;
  EXPECT_THAT(reason(unknown, "CT"), testing::HasSubstr("size"));
}

}  // namespace
}  // namespace scanetrix
