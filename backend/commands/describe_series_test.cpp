// SPDX-License-Identifier: Apache-2.0
#include "commands/describe_series.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace scanetrix {
namespace {

namespace json = boost::json;

SeriesVolume volume_of(const std::string& id, Shape shape) {
  SeriesVolume volume;  // Without voxels: whoever described by reading them would crash.
  volume.id = id;
  volume.form.geometry.shape = shape;
  return volume;
}

TEST(DescribeSeries, TellsEveryVolumeAndTheFirstOnceMoreAtTheTop) {
  Series series;
  series.name = "Brain";
  series.files = {0, 1, 2};
  series.volumes = {volume_of("corrected", {5, 6, 7}), volume_of("original", {4, 6, 7})};
  series.volumes[0].interpolated_slices = {2, 3};
  series.volumes[0].form.time_points = 2;
  series.volumes[0].time_labels = {"30 ms", "60 ms"};

  const json::object described = describe(series);
  EXPECT_EQ(described.at("fileCount"), 3);
  EXPECT_EQ(described.at("shape"), json::parse("[5,6,7]"));
  EXPECT_EQ(described.at("timePoints"), 2);
  const json::array& volumes = described.at("volumes").as_array();
  ASSERT_EQ(volumes.size(), 2u);
  EXPECT_EQ(volumes[0].at("id"), "corrected");
  EXPECT_EQ(volumes[0].at("interpolatedSlices"), json::parse("[2,3]"));
  EXPECT_EQ(volumes[0].at("timeLabels"), json::parse(R"(["30 ms","60 ms"])"));
  EXPECT_EQ(volumes[1].at("shape"), json::parse("[4,6,7]"));
}

TEST(DescribeSeries, ARefusedFileWhoseNameIsNotUtf8StillMakesJson) {
  const std::vector<Refusal> refused{{"scan/\xff.txt", "not_an_image", "This is text."}};
  const json::array described = json::parse(json::serialize(describe(refused))).as_array();
  EXPECT_EQ(described.front().at("path"), "scan/?.txt");
  EXPECT_EQ(described.front().at("code"), "not_an_image");
}

}  // namespace
}  // namespace scanetrix
