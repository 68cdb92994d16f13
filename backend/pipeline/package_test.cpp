// SPDX-License-Identifier: Apache-2.0
#include "pipeline/package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/file.h"
#include "store/ome_zarr.h"

namespace scanetrix {
namespace {

TEST(WritePackage, HoldsVolumePicturesAndFacts) {
  std::string pattern = testing::TempDir() + "scanetrix-package-XXXXXX";
  const fs::path folder = mkdtemp(pattern.data());
  Series series;
  series.name = "CT";
  series.warnings = {{"single_slice", "Only one."}};
  Volume made;
  made.unit = "HU";
  made.geometry = {{2, 3, 4}, {{0.5, 0, 0}, {0, 0.5, 0}, {0, 0, 2}, {1, 2, 3}}};
  made.voxels.resize(24 * 2);
  made.samples<std::int16_t>()[5] = 1234;
  series.volumes.push_back(held_in_memory(made, "made by a test"));
  series.volumes[0].parameters = {{"halfLifeSeconds", 6586.2}, {"decayCorrection", "START"}};

  SilentProgress progress;
  const auto facts = write_package(series, folder / "p", progress);
  ASSERT_TRUE(facts) << facts.error().message;
  const auto volume = boost::json::parse(facts->volumes_json).at(0);
  EXPECT_EQ(boost::json::serialize(volume.at("provenance").at("parameters")),
            R"({"halfLifeSeconds":6.5862E3,"decayCorrection":"START"})");
  EXPECT_EQ(boost::json::serialize(volume.at("shape")), "[2,3,4]");
  EXPECT_EQ(volume.at("valueRange").at(1).to_number<double>(), 1234);
  EXPECT_EQ(volume.at("ijkToLps").at(3).to_number<double>(), 1);
  EXPECT_EQ(volume.at("window").at("center").to_number<double>(), 40);
  EXPECT_EQ(facts->warnings_json, R"([{"code":"single_slice","message":"Only one."}])");
  EXPECT_EQ(*ZarrReader::open(folder / "p/volumes/original/zarr/0")->read({0, 0, 0}, {2, 3, 4}), made.voxels);
  for (const char* picture : {"thumbnail.png", "preview.png"})
    EXPECT_GT(fs::file_size(folder / "p" / picture), 60u);
  fs::remove_all(folder);
}

TEST(WritePackage, LabelsAreTheirOwnKindAndAScanOfThemHasColouredPictures) {
  std::string pattern = testing::TempDir() + "scanetrix-package-XXXXXX";
  const fs::path folder = mkdtemp(pattern.data());
  Volume made;
  made.kind = VolumeKind::labels;
  made.type = VoxelType::uint8;
  made.geometry = {{2, 3, 4}, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {}}};
  made.voxels.resize(24, std::byte{2});
  SeriesVolume labels = held_in_memory(made, "made by a test");
  labels.id = "labels-1";
  labels.name = "Organs";
  labels.labels = {
      {.value = 2, .name = "Liver", .color = {255, 0, 16}, .type = {"10200004", "SCT", "Liver"}}};
  Series series;
  series.name = "Organs";
  series.volumes.push_back(labels);

  SilentProgress progress;
  const auto facts = write_package(series, folder / "p", progress);
  ASSERT_TRUE(facts) << facts.error().message;
  const auto volume = boost::json::parse(facts->volumes_json).at(0);
  EXPECT_EQ(volume.at("kind").as_string(), "labels");
  EXPECT_EQ(volume.at("name").as_string(), "Organs");
  EXPECT_TRUE(volume.at("labelsOf").is_null());
  EXPECT_EQ(volume.at("labels").at(0).at("color").as_string(), "#ff0010");
  EXPECT_EQ(volume.at("labels").at(0).at("type").at("scheme").as_string(), "SCT");
  EXPECT_EQ(volume.at("window").at("width").to_number<double>(), 2);
  const auto thumbnail = read_file(folder / "p/thumbnail.png", 1 << 20);
  EXPECT_EQ(std::to_integer<int>((*thumbnail)[25]), 2);  // PNG's colour type: RGB.
  fs::remove_all(folder);
}

}  // namespace
}  // namespace scanetrix
