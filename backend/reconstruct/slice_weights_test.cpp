// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/slice_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "reconstruct/lattice.h"

namespace scanetrix {
namespace {

constexpr std::array kAll{Interpolation::nearest,  Interpolation::linear,   Interpolation::catmull_rom,
                          Interpolation::b_spline, Interpolation::lanczos3, Interpolation::back_projection};

std::vector<double> sampled(std::int64_t count, double step, const std::function<double(double)>& function) {
  std::vector<double> values;
  for (std::int64_t i = 0; i < count; ++i) values.push_back(function(static_cast<double>(i) * step));
  return values;
}

std::vector<double> applied(const std::vector<SliceWeights>& table, const std::vector<double>& values) {
  std::vector<double> out;
  for (const SliceWeights& row : table) {
    double sum = 0;
    for (std::size_t i = 0; i < row.weights.size(); ++i)
      sum += row.weights[i] * values.at(static_cast<std::size_t>(row.first) + i);
    out.push_back(sum);
  }
  return out;
}

/// Root of the mean square difference, the outermost `margin` left out.
double error_of(const std::vector<double>& a, const std::vector<double>& b, std::size_t margin) {
  double squares = 0;
  for (std::size_t i = margin; i + margin < a.size(); ++i) squares += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(squares / static_cast<double>(a.size() - 2 * margin));
}

TEST(SliceWeights, AConstantStaysWhatItIsWithEveryMethod) {
  for (const Interpolation method : kAll)
    for (int factor = 1; factor <= 6; ++factor)
      for (const std::int64_t slices : {1, 2, 3, 40}) {
        const auto table = slice_weights(method, slices, factor, {ProfileShape::hann, 1.0 * factor});
        ASSERT_EQ(table.size(), static_cast<std::size_t>(refined_depth(slices, factor)));
        for (const double value : applied(table, std::vector<double>(static_cast<std::size_t>(slices), 7.0)))
          EXPECT_NEAR(value, 7, 1e-5) << name_of(method) << " " << factor << " " << slices;
      }
}

TEST(SliceWeights, InterpolationsGoThroughTheAcquiredSlices) {
  const auto values = sampled(30, 1, [](double z) { return std::sin(0.9 * z) + 0.1 * z; });
  for (const Interpolation method : kAll) {
    if (method == Interpolation::back_projection) continue;
    const auto fine = applied(slice_weights(method, 30, 4, SliceProfile::thin()), values);
    for (std::size_t k = 0; k < 30; ++k) EXPECT_NEAR(fine[4 * k], values[k], 2e-6) << name_of(method);
  }
}

TEST(SliceWeights, ALineIsMetExactlyInsideByAllThatAreLinearOrBetter) {
  const auto coarse = sampled(40, 4, [](double z) { return 3 * z - 5; });
  const auto truth = sampled(157, 1, [](double z) { return 3 * z - 5; });
  for (const Interpolation method :
       {Interpolation::linear, Interpolation::catmull_rom, Interpolation::b_spline})
    EXPECT_LT(error_of(applied(slice_weights(method, 40, 4, SliceProfile::thin()), coarse), truth, 60), 1e-4)
        << name_of(method);
}

TEST(SliceWeights, AParabolaIsMetByTheCubics) {
  const auto parabola = [](double z) { return 0.01 * z * z; };
  const auto coarse = sampled(40, 3, parabola);
  const auto truth = sampled(118, 1, parabola);
  for (const Interpolation method : {Interpolation::catmull_rom, Interpolation::b_spline})
    EXPECT_LT(error_of(applied(slice_weights(method, 40, 3, SliceProfile::thin()), coarse), truth, 45), 1e-4);
  EXPECT_GT(
      error_of(applied(slice_weights(Interpolation::linear, 40, 3, SliceProfile::thin()), coarse), truth, 45),
      1e-2);
}

TEST(SliceWeights, NearestTakesTheLowerOneHalfway) {
  const auto table = slice_weights(Interpolation::nearest, 3, 2, SliceProfile::thin());
  EXPECT_EQ(table[1].first, 0);
  EXPECT_EQ(table[2].first, 1);
  EXPECT_EQ(table[3].first, 1);
}

TEST(SliceWeights, CatmullRomHalfwayIsMinusOneNineNineMinusOneSixteenths) {
  const auto table = slice_weights(Interpolation::catmull_rom, 8, 2, SliceProfile::thin());
  EXPECT_EQ(table[7].first, 2);
  EXPECT_THAT(table[7].weights, testing::ElementsAre(-1 / 16.0, 9 / 16.0, 9 / 16.0, -1 / 16.0));
}

TEST(SliceWeights, BackProjectionUndoesWhatTheProfileDid) {
  const auto structure = [](double z) { return std::sin(2 * std::numbers::pi * z / 14); };
  const auto truth = sampled(157, 1, structure);
  for (const auto shape : {ProfileShape::box, ProfileShape::gaussian, ProfileShape::hann}) {
    const SliceProfile profile{shape, 4};
    const auto acquired = applied(acquisition_weights(40, 4, profile), truth);
    const auto by_cubic = applied(slice_weights(Interpolation::catmull_rom, 40, 4, profile), acquired);
    const auto undone = applied(slice_weights(Interpolation::back_projection, 40, 4, profile), acquired);
    EXPECT_LT(error_of(undone, truth, 20), 0.5 * error_of(by_cubic, truth, 20)) << name_of(shape);
    EXPECT_LT(error_of(applied(acquisition_weights(40, 4, profile), undone), acquired, 4), 0.003);
  }
}

TEST(SliceWeights, BackProjectionOfThinSlicesIsTheCubicItself) {
  const auto a = slice_weights(Interpolation::back_projection, 20, 4, SliceProfile::thin());
  const auto b = slice_weights(Interpolation::catmull_rom, 20, 4, SliceProfile::thin());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].weights, b[i].weights);
}

TEST(SliceWeights, NameAndMethodLeadToEachOther) {
  for (const Interpolation method : kAll) EXPECT_EQ(interpolation_named(name_of(method)), method);
  EXPECT_FALSE(interpolation_named("magic"));
}

}  // namespace
}  // namespace scanetrix
