// SPDX-License-Identifier: Apache-2.0
#include "store/reduce_slices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace scanetrix {
namespace {

using testing::ElementsAre;

template <typename T>
Volume volume_of(Shape shape, VoxelType type, std::vector<T> values) {
  Volume volume;
  volume.geometry = {shape, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {}}};
  volume.type = type;
  const auto raw = std::as_bytes(std::span(values));
  volume.voxels.assign(raw.begin(), raw.end());
  return volume;
}

template <typename T>
std::vector<T> noise(std::size_t count) {
  std::vector<T> values(count);
  std::uint64_t state = 1;
  for (auto& value : values)
    value = static_cast<T>((state = state * 6364136223846793005u + 1442695040888963407u) >> 20);
  return values;
}

/// The mean as its definition says it.
template <typename T>
T mean_at(const Volume& volume, std::array<int, 3> step, Shape at) {
  const Shape& shape = volume.geometry.shape;
  long double sum = 0;
  int count = 0;
  for (auto z = at.z * step[0]; z < std::min(shape.z, (at.z + 1) * step[0]); ++z)
    for (auto y = at.y * step[1]; y < std::min(shape.y, (at.y + 1) * step[1]); ++y)
      for (auto x = at.x * step[2]; x < std::min(shape.x, (at.x + 1) * step[2]); ++x, ++count)
        sum += volume.samples<T>()[static_cast<std::size_t>((z * shape.y + y) * shape.x + x)];
  return static_cast<T>(std::floor(sum / count + 0.5L));
}

template <typename T>
void expect_means(VoxelType type) {
  const Shape shape{7, 37, 11};
  const Volume volume = volume_of(shape, type, noise<T>(static_cast<std::size_t>(shape.count())));
  for (const auto step :
       {std::array{2, 2, 2}, std::array{3, 3, 3}, std::array{1, 4, 4}, std::array{2, 1, 3}}) {
    const Volume coarse = reduce(volume, step);
    const Shape& out = coarse.geometry.shape;
    std::size_t n = 0;
    for (std::int64_t z = 0; z < out.z; ++z)
      for (std::int64_t y = 0; y < out.y; ++y)
        for (std::int64_t x = 0; x < out.x; ++x)
          ASSERT_EQ(coarse.samples<T>()[n++], (mean_at<T>(volume, step, {z, y, x})))
              << name_of(type) << " at " << z << ", " << y << ", " << x;
  }
}

TEST(Reduce, IsTheMeanRoundedToTheNearest) {
  const auto half =
      reduce(volume_of<std::int16_t>({2, 2, 2}, VoxelType::int16, {0, 0, 0, 0, 0, 0, 0, 4}), {2, 2, 2});
  EXPECT_THAT(half.samples<std::int16_t>(), ElementsAre(1));  // 0.5 goes up,
  const auto below =
      reduce(volume_of<std::int16_t>({2, 2, 2}, VoxelType::int16, {0, 0, 0, 0, 0, 0, 0, -4}), {2, 2, 2});
  EXPECT_THAT(below.samples<std::int16_t>(), ElementsAre(0));  // −0.5 too.
}

TEST(Reduce, IsExactForWholeNumbersOfEveryKindAndStep) {
  expect_means<std::int8_t>(VoxelType::int8);
  expect_means<std::uint8_t>(VoxelType::uint8);
  expect_means<std::int16_t>(VoxelType::int16);
  expect_means<std::uint16_t>(VoxelType::uint16);
  expect_means<std::int32_t>(VoxelType::int32);
  expect_means<std::uint32_t>(VoxelType::uint32);
}

TEST(Reduce, TheEndsOfATypeStayWhatTheyAre) {
  using Limits = std::numeric_limits<std::int32_t>;
  const auto low =
      reduce(volume_of<std::int32_t>({1, 1, 4}, VoxelType::int32,
                                     {Limits::lowest(), Limits::lowest(), Limits::max(), Limits::max()}),
             {1, 1, 2});
  EXPECT_THAT(low.samples<std::int32_t>(), ElementsAre(Limits::lowest(), Limits::max()));
}

TEST(Reduce, AnOddEndAveragesWhatIsThereAndTheFirstCentreMoves) {
  const auto half = reduce(volume_of<std::uint8_t>({1, 1, 3}, VoxelType::uint8, {10, 20, 7}), {1, 1, 2});
  EXPECT_THAT(half.samples<std::uint8_t>(), ElementsAre(15, 7));
  EXPECT_DOUBLE_EQ(half.geometry.ijk_to_lps.origin.x, 0.5);
  EXPECT_DOUBLE_EQ(half.geometry.ijk_to_lps.step_i.x, 2);
}

TEST(Reduce, NotANumberIsLeftOutOfTheMean) {
  const auto half = reduce(volume_of<float>({1, 1, 4}, VoxelType::float32, {NAN, 3, NAN, NAN}), {1, 1, 2});
  EXPECT_EQ(half.samples<float>()[0], 3);
  EXPECT_TRUE(std::isnan(half.samples<float>()[1]));
}

TEST(Reduce, ColoursKeepApart) {
  Volume colour = volume_of<std::uint8_t>({1, 1, 2}, VoxelType::uint8, {10, 20, 30, 20, 40, 60});
  colour.channels = 3;
  EXPECT_THAT(reduce(colour, {1, 1, 2}).samples<std::uint8_t>(), ElementsAre(15, 30, 45));
}

TEST(Reduce, ALabelIsTheMostFrequentOneAndNeverAMean) {
  const auto mode = [](std::vector<std::uint16_t> labels) {
    const auto count = static_cast<std::int64_t>(labels.size());
    const Volume volume = volume_of({1, 1, count}, VoxelType::uint16, std::move(labels));
    return reduce(volume, {1, 1, static_cast<int>(count)}, Reduction::mode).samples<std::uint16_t>()[0];
  };
  EXPECT_EQ(mode({7, 7, 7, 7}), 7);
  EXPECT_EQ(mode({0, 9, 9, 4}), 9);
  EXPECT_EQ(mode({5, 3, 5, 3}), 3);  // Of equally frequent ones the smallest.
  EXPECT_EQ(mode({60'000, 0, 60'000, 0, 60'000}), 60'000);
}

TEST(SliceReducer, GivesTheSameHoweverTheSlicesCome) {
  const Shape shape{11, 6, 5};
  const Volume volume = volume_of(shape, VoxelType::int16, noise<std::int16_t>(11 * 6 * 5));
  const Bytes expected = reduce(volume, {3, 2, 2}).voxels;
  const std::size_t slice_bytes = volume.slice_bytes();
  for (const std::size_t at_once : {1u, 2u, 4u, 5u, 11u}) {
    SliceReducer reducer(volume, {3, 2, 2}, Reduction::mean);
    for (int time = 0; time < 2; ++time) {  // It begins anew by itself.
      Bytes all;
      for (std::size_t first = 0; first < 11; first += at_once) {
        Volume part;
        static_cast<VolumeForm&>(part) = volume;
        const std::size_t count = std::min<std::size_t>(at_once, 11 - first);
        part.geometry.shape.z = static_cast<std::int64_t>(count);
        const auto bytes = ByteView(volume.voxels).subspan(first * slice_bytes, count * slice_bytes);
        part.voxels.assign(bytes.begin(), bytes.end());
        const Volume coarse = reducer.take(part);
        all.insert(all.end(), coarse.voxels.begin(), coarse.voxels.end());
      }
      EXPECT_EQ(all, expected) << at_once << " at once";
    }
  }
}

}  // namespace
}  // namespace scanetrix
