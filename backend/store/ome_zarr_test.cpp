// SPDX-License-Identifier: Apache-2.0
#include "store/ome_zarr.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "store/brick_codec.h"

namespace scanetrix {
namespace {

class OmeZarr : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "scanetrix-zarr-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// Every sample tells where it stands.
  static Volume counting(Shape shape, int channels = 1) {
    Volume volume;
    volume.geometry.shape = shape;
    volume.channels = channels;
    volume.type = channels == 3 ? VoxelType::uint8 : VoxelType::int16;
    volume.voxels.resize(static_cast<std::size_t>(shape.count()) * volume.bytes_per_voxel());
    for (std::size_t i = 0; i < volume.voxels.size(); ++i)
      volume.voxels[i] = static_cast<std::byte>(i * 7 + i / 251);
    return volume;
  }
  fs::path folder_;
  SilentProgress progress_;
};

TEST_F(OmeZarr, EveryVoxelComesBack) {
  const Volume volume = counting({70, 65, 130});
  const auto levels = write_ome_zarr(held_in_memory(volume, ""), "CT", folder_ / "zarr", progress_);
  ASSERT_TRUE(levels) << levels.error().message;
  EXPECT_EQ(levels->size(), 2u);
  const auto reader = ZarrReader::open(folder_ / "zarr/0");
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ(*reader->read({0, 0, 0}, reader->shape()), volume.voxels);
}

TEST_F(OmeZarr, ARegionAcrossBricksIsThatRegion) {
  const Volume volume = counting({70, 65, 130});
  ASSERT_TRUE(write_ome_zarr(held_in_memory(volume, ""), "CT", folder_ / "zarr", progress_));
  const auto reader = *ZarrReader::open(folder_ / "zarr/0");
  const Bytes region = *reader.read({63, 2, 60}, {66, 5, 70});
  const auto* values = reinterpret_cast<const std::int16_t*>(region.data());
  const auto all = volume.samples<std::int16_t>();
  for (int z = 0; z < 3; ++z)
    for (int y = 0; y < 3; ++y)
      for (int x = 0; x < 10; ++x)
        ASSERT_EQ(values[(z * 3 + y) * 10 + x],
                  all[static_cast<std::size_t>(((z + 63) * 65 + y + 2) * 130 + x + 60)]);
}

TEST_F(OmeZarr, SlabBySlabGivesTheLevelsOfTheWholeVolume) {
  const Volume volume = counting({131, 65, 70});
  ASSERT_TRUE(write_ome_zarr(held_in_memory(volume, ""), "CT", folder_ / "zarr", progress_));
  const Volume third = reduce(volume, {3, 3, 3});
  const auto reader = *ZarrReader::open(folder_ / "zarr/1");
  EXPECT_EQ(reader.shape(), third.geometry.shape);
  EXPECT_EQ(*reader.read({0, 0, 0}, reader.shape()), third.voxels);
}

TEST_F(OmeZarr, TimePointsComeBackEachAsItWas) {
  Volume both = counting({140, 66, 5});
  both.geometry.shape.z = 70;
  SeriesVolume series;
  series.form = both;
  series.form.time_points = 2;
  series.voxels = std::make_shared<MemorySource>(70, both.slice_bytes(), both.voxels);
  ASSERT_TRUE(write_ome_zarr(series, "fMRI", folder_ / "zarr", progress_));
  const auto reader = *ZarrReader::open(folder_ / "zarr/0");
  EXPECT_EQ(reader.time_points(), 2);
  for (std::int64_t time : {0, 1}) {
    const Volume expected = *read_volume(series.form, *series.voxels, time);
    EXPECT_EQ(*reader.read({0, 0, 0}, reader.shape(), time), expected.voxels) << time;
    const Volume coarse = reduce(expected, {4, 4, 1});
    EXPECT_EQ(*ZarrReader::open(folder_ / "zarr/1")->read({0, 0, 0}, coarse.geometry.shape, time),
              coarse.voxels);
  }
}

TEST_F(OmeZarr, ColourComesBackInItsOrder) {
  const Volume volume = counting({3, 70, 66}, 3);
  ASSERT_TRUE(write_ome_zarr(held_in_memory(volume, ""), "US", folder_ / "zarr", progress_));
  const auto reader = *ZarrReader::open(folder_ / "zarr/0");
  EXPECT_EQ(reader.channels(), 3);
  EXPECT_EQ(*reader.read({0, 0, 0}, reader.shape()), volume.voxels);
}

TEST_F(OmeZarr, AnEmptyVolumeTakesNoBricks) {
  Volume volume = counting({64, 64, 64});
  std::fill(volume.voxels.begin(), volume.voxels.end(), std::byte{0});
  ASSERT_TRUE(write_ome_zarr(held_in_memory(volume, ""), "CT", folder_ / "zarr", progress_));
  EXPECT_EQ(fs::file_size(folder_ / "zarr/0/c/0/0/0"), 8 * 16u + 4u);
  const auto reader = *ZarrReader::open(folder_ / "zarr/0");
  EXPECT_EQ(*reader.read({0, 0, 0}, reader.shape()), volume.voxels);
}

TEST_F(OmeZarr, LabelsAreReducedToTheMostFrequentOne) {
  Volume volume = counting({65, 64, 64});
  for (auto& sample : volume.samples<std::int16_t>())
    sample = static_cast<std::int16_t>(sample % 3 == 0 ? 900 : 2);
  ASSERT_TRUE(
      write_ome_zarr(held_in_memory(volume, ""), "Labels", folder_ / "zarr", progress_, {}, Reduction::mode));
  const auto reader = *ZarrReader::open(folder_ / "zarr/1");
  EXPECT_EQ(*reader.read({0, 0, 0}, reader.shape()), reduce(volume, {4, 1, 1}, Reduction::mode).voxels);
  const Bytes metadata = *read_file(folder_ / "zarr/zarr.json", 1 << 20);
  EXPECT_THAT(std::string(as_text(metadata)), testing::HasSubstr("\"type\":\"mode\""));
}

TEST_F(OmeZarr, PackagesWithLargerBricksAreStillRead) {
  const Volume volume = counting({64, 64, 64});
  ASSERT_TRUE(write_ome_zarr(held_in_memory(volume, ""), "CT", folder_ / "zarr", progress_));
  // As the first version wrote it: one brick of 64³ in the shard.
  const ZarrArray older{{64, 64, 64}, {64, 64, 64}, VoxelType::int16};
  const Bytes frame = *compress_brick(volume.voxels, VoxelType::int16);
  Bytes shard = frame;
  append(shard, std::uint64_t{0});
  append(shard, std::uint64_t{frame.size()});
  append(shard, std::uint32_t{0});
  fs::remove_all(folder_ / "zarr/0");
  ASSERT_TRUE(make_directories(folder_ / "zarr/0/c/0/0"));
  ASSERT_TRUE(write_durably(folder_ / "zarr/0/zarr.json", as_bytes(older.metadata())));
  ASSERT_TRUE(write_durably(folder_ / "zarr/0/c/0/0/0", shard));
  const auto reader = *ZarrReader::open(folder_ / "zarr/0");
  EXPECT_EQ(*reader.read({0, 0, 0}, reader.shape()), volume.voxels);
}

TEST_F(OmeZarr, ACutShardIsOurFaultNotACrash) {
  ASSERT_TRUE(write_ome_zarr(held_in_memory(counting({64, 64, 64}), ""), "CT", folder_ / "zarr", progress_));
  fs::resize_file(folder_ / "zarr/0/c/0/0/0", 10);
  EXPECT_EQ(ZarrReader::open(folder_ / "zarr/0").error().code, ErrorCode::internal);
}

TEST_F(OmeZarr, LabelsSayWhatTheyAreAndOfWhichImage) {
  Volume volume = counting({2, 3, 4});
  volume.kind = VolumeKind::labels;
  SeriesVolume labels = held_in_memory(volume, "");
  labels.labels = {{.value = 7, .name = "Liver", .color = {1, 2, 3}}};
  labels.labels_of = "original";
  ASSERT_TRUE(write_ome_zarr(labels, "Organs", folder_ / "zarr", progress_, {}, Reduction::mode));
  const auto text = read_file(folder_ / "zarr/zarr.json", 1 << 20);
  const auto ome = boost::json::parse(as_text(*text)).at("attributes").at("ome");
  EXPECT_EQ(boost::json::serialize(ome.at("image-label").at("colors")),
            R"([{"label-value":7,"rgba":[1,2,3,255]}])");
  EXPECT_EQ(ome.at("image-label").at("properties").at(0).at("name").as_string(), "Liver");
  EXPECT_EQ(ome.at("image-label").at("source").at("image").as_string(), "../../original/zarr");
  EXPECT_EQ(ome.at("multiscales").at(0).at("type").as_string(), "mode");
}

}  // namespace
}  // namespace scanetrix
