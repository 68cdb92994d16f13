// SPDX-License-Identifier: Apache-2.0
#include "pipeline/scan_volumes.h"

#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using Is = ReconstructionState::Is;

std::string entry(const std::string& id, const std::string& more = "", const std::string& step = "4",
                  const std::string& depth = "12") {
  return R"({"id":")" + id + R"(","shape":[)" + depth + R"(,30,40],"ijkToLps":[1,0,0,0,0,1,0,0,0,0,)" + step +
         R"(,0,0,0,0,1],"calibrated":true,"dtype":"int16","channels":1,"slope":1,"intercept":0,)"
         R"("valueUnit":"HU","timePoints":1,"provenance":{"how":"So."})" +
         more + "}";
}

ScanRow scan(const std::string& volumes, const std::string& warnings = "[]") {
  return {.id = "s", .warnings_json = warnings, .volumes_json = "[" + volumes + "]"};
}

const std::string kMade =
    entry("reconstructed", R"(,"kind":"image","reconstructedFrom":"original")", "1", "45");

TEST(ScanVolumes, AreReadBackFromTheRow) {
  const auto volumes = volumes_of(scan(entry("original", R"(,"sliceThicknessMm":3.5)") + "," + kMade));
  ASSERT_TRUE(volumes) << volumes.error().message;
  EXPECT_EQ((*volumes)[0].slice_thickness_mm, 3.5);
  EXPECT_EQ((*volumes)[0].form.kind, VolumeKind::image);
  EXPECT_EQ((*volumes)[0].form.unit, "HU");
  EXPECT_EQ((*volumes)[1].reconstructed_from, "original");
  EXPECT_EQ((*volumes)[1].form.geometry.spacing_mm()[0], 1);
  EXPECT_EQ(volumes_of(scan("{}")).error().code, ErrorCode::internal);
}

TEST(ScanVolumes, TheSourceIsTheFirstAcquiredImageOrTheOneNamed) {
  const auto volumes =
      *volumes_of(scan(kMade + "," + entry("labels-1", R"(,"kind":"labels")") + "," + entry("original")));
  EXPECT_EQ(find_source(volumes, "")->id, "original");
  EXPECT_EQ(find_source(volumes, "labels-1")->id, "labels-1");
  EXPECT_EQ(find_source(volumes, "none"), nullptr);
}

TEST(ReconstructionStateOf, AStackIsOfferedMadeOrNotAndSaysWhy) {
  const auto offered = reconstruction_state(scan(entry("original")));
  ASSERT_TRUE(offered) << offered.error().message;
  EXPECT_EQ(offered->is, Is::offered);
  EXPECT_EQ(offered->volume, "original");
  EXPECT_EQ(offered->factor, 4);
  EXPECT_EQ((*offered->spacing_mm)[0], 1);
  EXPECT_FALSE(offered->reason);

  const auto made = reconstruction_state(scan(entry("original") + "," + kMade));
  EXPECT_EQ(made->is, Is::made);
  EXPECT_EQ(made->volume, "original");
  EXPECT_EQ(made->factor, 4);

  const auto unordered =
      reconstruction_state(scan(entry("original"), R"([{"code":"order_not_verified","message":"?"}])"));
  EXPECT_EQ(unordered->is, Is::unavailable);
  EXPECT_EQ(unordered->volume, "original");
  EXPECT_EQ(unordered->reason->code, "order_not_verified");
  EXPECT_FALSE(unordered->factor);

  const auto labels = reconstruction_state(scan(entry("labels-1", R"(,"kind":"labels")")));
  EXPECT_EQ(labels->is, Is::unavailable);
  EXPECT_EQ(labels->volume, "");
  EXPECT_EQ(labels->reason->code, "not_an_image");
}

}  // namespace
}  // namespace scanetrix
