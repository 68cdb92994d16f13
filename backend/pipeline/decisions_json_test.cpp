// SPDX-License-Identifier: Apache-2.0
#include "pipeline/decisions_json.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace scanetrix {
namespace {

namespace json = boost::json;

const ScanDecisions kAll{.light_box = LightBoxGrid{4, 5, TileOrder::column_major},
                         .spacing = EnteredSpacing{0.5, 0.4, 3}};

TEST(DecisionsJson, ComeBackAsTheyWere) {
  for (const ScanDecisions& decisions :
       {kAll, ScanDecisions{}, ScanDecisions{.spacing = EnteredSpacing{0.5, 0.4, {}}}})
    EXPECT_EQ(decisions_from(json::serialize(to_json(decisions))), decisions);
}

TEST(DecisionsJson, WhatIsNoneOfOursIsRefused) {
  for (const char* text : {"", "[]", R"({"lightBox":{"rows":1}})", R"({"spacing":{"pixelMm":[1]}})",
                           R"({"lightBox":{"rows":1,"columns":1,"order":"spiral"}})"})
    EXPECT_EQ(decisions_from(text).error().code, ErrorCode::internal) << text;
}

TEST(DecisionsJson, AChangeKeepsWhatItDoesNotName) {
  EXPECT_EQ(changed(kAll, {}), kAll);
  const ScanDecisions without_grid = changed(kAll, {.light_box = std::optional<LightBoxGrid>{}});
  EXPECT_FALSE(without_grid.light_box);
  EXPECT_EQ(without_grid.spacing, kAll.spacing);
  EXPECT_EQ(changed({}, {.spacing = kAll.spacing}).spacing, kAll.spacing);
}

std::string state_of(const Series& series) {
  return json::value_to<std::string>(light_box_of(series).at("state"));
}

TEST(DecisionsJson, OfALonePictureTheStateOfTheQuestionIsTold) {
  Series series;
  EXPECT_TRUE(light_box_of(series).is_null());
  series.is_lone_picture = true;
  EXPECT_EQ(state_of(series), "none");
  series.light_box = LightBoxProposal{4, 5, TileOrder::row_major, 0.9, 1};
  EXPECT_EQ(state_of(series), "proposed");
  EXPECT_EQ(light_box_of(series).at("rows").as_int64(), 4);
  EXPECT_EQ(light_box_of(series).at("blankAtEnd").as_int64(), 1);
  series.sheet = SheetDecision{{1, 1, TileOrder::row_major}, 0};
  EXPECT_EQ(state_of(series), "declined");
  EXPECT_EQ(light_box_of(series).at("columns").as_int64(), 5);
  series.sheet = SheetDecision{{2, 3, TileOrder::column_major}, 2};
  EXPECT_EQ(
      json::serialize(light_box_of(series)),
      R"({"state":"applied","rows":2,"columns":3,"order":"column_major","confidence":null,"blankAtEnd":2})");
}

TEST(DecisionsJson, ProvenanceNamesWhatWasUsed) {
  Series series;
  EXPECT_TRUE(parameters_of(series).empty());
  series.spacing = {SpacingOrigin::entered, true, EnteredSpacing{0.5, 0.25, {}}};
  EXPECT_EQ(json::serialize(parameters_of(series)),
            R"({"spacing":{"pixelMm":[5E-1,2.5E-1],"sliceMm":null}})");
  EXPECT_EQ(spacing_of(series).at("origin").as_string(), "entered");
}

}  // namespace
}  // namespace scanetrix
