// SPDX-License-Identifier: Apache-2.0
#include "export/export_note.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::HasSubstr;
using testing::Pair;

TEST(ExportNote, NoneOfWhatWasAcquired) {
  EXPECT_FALSE(export_note(SeriesVolume{}));
}

TEST(ExportNote, SaysWhichSlicesWereMadeAndBywhat) {
  SeriesVolume volume;
  volume.reconstructed_from = "original";
  volume.form.geometry.shape = {9, 4, 4};
  volume.interpolated_slices = {1, 2, 3, 5, 7, 8};
  volume.how = "Nine slices.\nOf \xC3\xA4 few.";
  volume.model = std::string(200, 'm');
  volume.parameters = {{"factor", 4.0}, {"gateGainDb", std::monostate{}}};
  const auto note = export_note(volume);
  ASSERT_TRUE(note);
  EXPECT_THAT(note->title, HasSubstr("6 of 9 slices are not acquired"));
  EXPECT_LE(note->title.size(), 79u);
  EXPECT_THAT(note->facts, testing::ElementsAre(
                               Pair("reconstructed_from", "original"), Pair("how", "Nine slices.?Of ?? few."),
                               Pair("model", volume.model), Pair("factor", "4"),
                               Pair("gateGainDb", "unknown"), Pair("interpolated_slices", "1-3,5,7-8")));
}

TEST(ExportNote, SaysOfAnUncertaintyThatItIsNoPicture) {
  SeriesVolume volume;
  volume.uncertainty_of = "reconstructed";
  EXPECT_THAT(export_note(volume)->title, HasSubstr("uncertainty"));
}

}  // namespace
}  // namespace scanetrix
