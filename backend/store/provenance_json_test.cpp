// SPDX-License-Identifier: Apache-2.0
#include "store/provenance_json.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace scanetrix {
namespace {

namespace json = boost::json;

TEST(ProvenanceJson, SaysWhatIsKnownAndOfParametersWhatIsNot) {
  SeriesVolume volume;
  volume.how = "Made by a test.";
  EXPECT_EQ(json::serialize(provenance_of(volume)), R"({"how":"Made by a test."})");
  volume.model = "slices";
  volume.model_version = "1";
  volume.interpolated_slices = {1, 3};
  volume.parameters = {{"mode", "preserve"}, {"width", 2.5}, {"known", true}, {"gain", std::monostate{}}};
  EXPECT_EQ(json::serialize(provenance_of(volume)),
            R"({"how":"Made by a test.","model":"slices","version":"1","interpolatedSlices":[1,3],)"
            R"("parameters":{"mode":"preserve","width":2.5E0,"known":true,"gain":null}})");
}

TEST(ProvenanceJson, IsReadBackButForWhatHasParts) {
  const json::object provenance = json::parse(R"({"how":"So.","model":"m","interpolatedSlices":[2],
    "parameters":{"a":1,"b":"two","c":false,"d":null,"spacing":{"sliceMm":3}}})")
                                      .as_object();
  SeriesVolume volume;
  take_provenance(provenance, volume);
  EXPECT_EQ(volume.how, "So.");
  EXPECT_EQ(volume.model, "m");
  EXPECT_EQ(volume.model_version, "");
  EXPECT_EQ(volume.interpolated_slices, (std::vector<std::int64_t>{2}));
  const std::vector<Parameter> expected{{"a", 1.0}, {"b", "two"}, {"c", false}, {"d", std::monostate{}}};
  EXPECT_EQ(volume.parameters, expected);
  EXPECT_ANY_THROW(take_provenance({}, volume));
}

}  // namespace
}  // namespace scanetrix
