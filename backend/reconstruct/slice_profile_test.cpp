// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/slice_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace scanetrix {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

TEST(SliceProfile, WeightsAreSymmetricAndSumToOne) {
  for (const auto shape : {ProfileShape::box, ProfileShape::gaussian, ProfileShape::hann})
    for (const double width : {0.5, 1.0, 1.3, 2.0, 3.7, 6.0}) {
      const auto taps = profile_taps({shape, width});
      ASSERT_EQ(taps.size() % 2, 1u);
      EXPECT_NEAR(std::accumulate(taps.begin(), taps.end(), 0.0), 1, 1e-12);
      for (std::size_t i = 0; i < taps.size(); ++i) EXPECT_DOUBLE_EQ(taps[i], taps[taps.size() - 1 - i]);
    }
}

TEST(SliceProfile, AHannOfFiveMillimetresIsTheProfileMeasuredOnAScanner) {
  // Philips Ingenuity, kernel UB: 5 mm slices from the 1 mm slices of the same scan, least squares.
  const std::vector<double> measured{.021, .067, .128, .182, .202, .178, .129, .067, .024};
  EXPECT_THAT(profile_taps({ProfileShape::hann, 5}), Pointwise(DoubleNear(0.01), measured));
}

TEST(SliceProfile, AnEvenBoxTakesHalfOfTheSlicesAtItsEnds) {
  EXPECT_THAT(profile_taps({ProfileShape::box, 2}), ElementsAre(0.25, 0.5, 0.25));
}

TEST(SliceProfile, HalfTheHeightLiesHalfAWidthAway) {
  for (const auto shape : {ProfileShape::gaussian, ProfileShape::hann}) {
    const auto taps = profile_taps({shape, 4});
    const std::size_t centre = taps.size() / 2;
    EXPECT_NEAR(taps[centre + 2] / taps[centre], 0.5, 1e-12);
  }
}

TEST(SliceProfile, ThinSlicesSeeTheirOwnPlaceAlone) {
  EXPECT_THAT(profile_taps(SliceProfile::thin()), ElementsAre(1.0));
}

TEST(SliceProfile, NameAndShapeLeadToEachOther) {
  for (const auto shape : {ProfileShape::box, ProfileShape::gaussian, ProfileShape::hann})
    EXPECT_EQ(profile_shape_named(name_of(shape)), shape);
  EXPECT_FALSE(profile_shape_named("triangle"));
}

}  // namespace
}  // namespace scanetrix
