// SPDX-License-Identifier: Apache-2.0
#include "infer/convolution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

namespace scanetrix {
namespace {

struct Size {
  int planes, rows, columns, inputs, outputs;
};
// Tiles that are full, cut, alone; vectors of tiles that are full, cut, alone; groups of outputs likewise.
constexpr Size kSizes[] = {{1, 5, 7, 1, 1},    {1, 12, 512, 24, 24}, {3, 9, 36, 24, 5}, {2, 1, 1, 3, 7},
                           {8, 13, 82, 24, 6}, {1, 4, 61, 2, 13},    {4, 33, 62, 5, 2}};

class Convolution : public testing::TestWithParam<Size> {
 protected:
  std::vector<float> random(std::size_t count) {
    std::vector<float> values(count);
    for (float& value : values) value = normal_(random_);
    return values;
  }
  FeatureMap random_map(int channels) {
    FeatureMap map(channels, size.planes, size.rows, size.columns);
    each_place([&](int plane, int row, int column) {
      for (int channel = 0; channel < channels; ++channel)
        map.at(channel, plane, row, column) = normal_(random_);
    });
    return map;
  }
  void each_place(const std::function<void(int plane, int row, int column)>& see) const {
    for (int plane = 0; plane < size.planes; ++plane)
      for (int row = 0; row < size.rows; ++row)
        for (int column = 0; column < size.columns; ++column) see(plane, row, column);
  }
  /// Zeros all around each plane.
  void expect_clear_gaps(const FeatureMap& map) const {
    for (int channel = 0; channel < map.channels(); ++channel)
      for (int plane = 0; plane < size.planes; ++plane)
        for (int row = -1; row <= size.rows; ++row)
          for (int column = -1; column <= size.columns; ++column)
            if (row < 0 || row == size.rows || column < 0 || column == size.columns) {
              ASSERT_EQ(map.at(channel, plane, row, column), 0)
                  << channel << ' ' << plane << ' ' << row << ' ' << column;
            }
  }

  const Size size = GetParam();

 private:
  std::mt19937 random_{1};
  std::normal_distribution<float> normal_;
};

/// The plain sum. `value` gives what lies at a row and a column of input `input`.
double correlation(std::span<const float> weights, int inputs, int output,
                   const std::function<double(int input, int dy, int dx)>& value) {
  double sum = 0;
  for (int input = 0; input < inputs; ++input)
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx)
        sum += static_cast<double>(
                   weights[static_cast<std::size_t>((output * inputs + input) * 9 + (dy + 1) * 3 + dx + 1)]) *
               value(input, dy, dx);
  return sum;
}

TEST_P(Convolution, OfWinogradIsThePlainSum) {
  using Then = WinogradConvolution::Then;
  const std::vector<float> weights = random(static_cast<std::size_t>(size.outputs * size.inputs * 9));
  const WinogradConvolution convolution(size.outputs, size.inputs, weights);
  const FeatureMap in = random_map(size.inputs);
  const FeatureMap before = random_map(size.outputs);
  WinogradConvolution::Scratch scratch;
  for (const Then then : {Then::nothing, Then::no_minus, Then::add}) {
    FeatureMap out = before;
    convolution.run(in, out, then, scratch);
    each_place([&](int plane, int row, int column) {
      for (int output = 0; output < size.outputs; ++output) {
        double expected = correlation(weights, size.inputs, output, [&](int input, int dy, int dx) {
          return in.at(input, plane, row + dy, column + dx);  // There are zeros around it.
        });
        if (then == Then::no_minus) expected = std::max(0.0, expected);
        if (then == Then::add) expected += before.at(output, plane, row, column);
        ASSERT_NEAR(out.at(output, plane, row, column), expected, 1e-3);
      }
    });
    expect_clear_gaps(out);
  }
}

TEST_P(Convolution, OfEdgesGoesOnBeyondThem) {
  const std::vector<float> weights = random(static_cast<std::size_t>(size.outputs * 9));
  const std::vector<float> planes = random(static_cast<std::size_t>(size.planes * size.rows * size.columns));
  FeatureMap out = random_map(size.outputs);
  EdgeConvolution(size.outputs, weights).run(planes, out);
  each_place([&](int plane, int row, int column) {
    for (int output = 0; output < size.outputs; ++output) {
      const double expected = correlation(weights, 1, output, [&](int, int dy, int dx) {
        const int r = std::clamp(row + dy, 0, size.rows - 1);
        const int c = std::clamp(column + dx, 0, size.columns - 1);
        return planes[static_cast<std::size_t>((plane * size.rows + r) * size.columns + c)];
      });
      ASSERT_NEAR(out.at(output, plane, row, column), expected, 1e-4);
    }
  });
  expect_clear_gaps(out);
}

INSTANTIATE_TEST_SUITE_P(OfManySizes, Convolution, testing::ValuesIn(kSizes));

TEST(FeatureMap, RowsComeBack) {
  FeatureMap map(2, 3, 4, 5);
  map.write_row(1, 2, 3, std::vector<float>{1, 2, 3, 4, 5});
  EXPECT_EQ(map.at(1, 2, 3, 4), 5);
  EXPECT_EQ(map.at(1, 2, 3, 5), 0);
  std::vector<float> row(5);
  map.read_row(1, 2, 3, row);
  EXPECT_EQ(row, (std::vector<float>{1, 2, 3, 4, 5}));
}

}  // namespace
}  // namespace scanetrix
