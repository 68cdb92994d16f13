// SPDX-License-Identifier: Apache-2.0
#include "train/head_model.h"

#include <gmock/gmock.h>

#include "train/sample_head.h"

namespace scanetrix {
namespace {

class HeadModelTest : public testing::Test {
 protected:
  static constexpr std::int64_t kNeck = 20;
  SampleHead sample;
  HeadModel head = make_head(sample.shape, sample.t1, sample.brain, kNeck);

  /// z as in the sample; below 0 is the neck.
  [[nodiscard]] Tissue at(std::int64_t z, std::int64_t y, std::int64_t x) const {
    return HeadModel::tissue(
        head.codes[static_cast<std::size_t>(((z + kNeck) * head.shape.y + y) * head.shape.x + x)]);
  }
};

TEST_F(HeadModelTest, TellsWhatIsInTheBrainByItsBrightness) {
  EXPECT_EQ(at(28, 48, 40), Tissue::fluid);
  EXPECT_EQ(at(28, 48, 50), Tissue::white);
  EXPECT_EQ(at(28, 48, 59), Tissue::gray);
}

TEST_F(HeadModelTest, TellsWhatIsDarkByWhereItLies) {
  EXPECT_EQ(at(28, 48, 63), Tissue::outer_fluid);
  EXPECT_EQ(at(28, 48, 65), Tissue::skull);
  EXPECT_EQ(at(28, 48, 75), Tissue::air);
  EXPECT_EQ(at(71, 0, 0), Tissue::air);
}

TEST_F(HeadModelTest, BrainIsWhatTheMaskSaysAndNothingElse) {
  std::size_t n = static_cast<std::size_t>(kNeck * head.shape.y * head.shape.x);
  for (std::size_t i = 0; i < sample.brain.size(); ++i, ++n)
    ASSERT_EQ(is_brain(HeadModel::tissue(head.codes[n])), sample.brain[i] != 0) << i;
  EXPECT_NEAR(head.brain_centre[0], 28 + kNeck, 0.6);
  EXPECT_NEAR(head.brain_centre[1], 48, 0.01);
  EXPECT_NEAR(head.brain_centre[2], 40, 0.01);
}

TEST_F(HeadModelTest, TheNeckIsNoBrainAndNoAir) {
  EXPECT_EQ(head.shape, (Shape{sample.shape.z + kNeck, sample.shape.y, sample.shape.x}));
  int tissue = 0;
  for (std::int64_t z = -kNeck; z < 0; ++z)
    for (std::int64_t y = 0; y < head.shape.y; ++y)
      for (std::int64_t x = 0; x < head.shape.x; ++x) {
        ASSERT_FALSE(is_brain(at(z, y, x)));
        tissue += at(z, y, x) != Tissue::air;
      }
  EXPECT_GT(tissue, 0);
}

TEST_F(HeadModelTest, KnowsHowBrightEachTissueIs) {
  const auto mean = [&](Tissue tissue) { return head.means[static_cast<std::size_t>(tissue)]; };
  EXPECT_FLOAT_EQ(mean(Tissue::white), 200);
  EXPECT_FLOAT_EQ(mean(Tissue::gray), 140);
  EXPECT_FLOAT_EQ(mean(Tissue::fluid), 20);
  EXPECT_FLOAT_EQ(mean(Tissue::air), 2);
}

}  // namespace
}  // namespace scanetrix
