// SPDX-License-Identifier: Apache-2.0
#include "store/scans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <soci/soci.h>

#include "base/id.h"
#include "store/test_database.h"

namespace scanetrix {
namespace {

using testing::ElementsAre;
using testing::Pair;

class ScansTest : public testing::Test {
 protected:
  void SetUp() override {
    user_ = test_.add_user("a@b.c");
    add("Knee", "MR", "2026-03-09", 30);
    add("abdomen 100%", "CT", "2026-03-12", 10);
    add("Photo", "OT", "", 20);
  }
  std::string add(const std::string& name, const std::string& modality, const std::string& date, int size) {
    const ScanRow row{.id = new_id(),
                      .user_id = user_,
                      .upload_id = "u",
                      .name = name,
                      .modality = modality,
                      .study_date = date,
                      .size_bytes = size,
                      .stored_bytes = size * 2,
                      .created_at = ++clock_};
    EXPECT_TRUE(test_.database().write<void>([&](soci::session& sql) -> Result<void> {
      insert_scan(sql, row);
      return {};
    }));
    return row.id;
  }
  std::vector<std::string> names(ScanQuery query) {
    query.user_id = user_;
    std::vector<std::string> names;
    const auto list = *scans_.list(query);
    for (const auto& row : list.rows) names.push_back(row.name);
    return names;
  }
  TestDatabase test_;
  Scans scans_{test_.database()};
  std::string user_;
  UnixMs clock_ = 0;
};

TEST_F(ScansTest, OrdersAsAsked) {
  EXPECT_THAT(names({}), ElementsAre("Photo", "abdomen 100%", "Knee"));
  EXPECT_THAT(names({.order = ScanOrder::name}), ElementsAre("abdomen 100%", "Knee", "Photo"));
  EXPECT_THAT(names({.order = ScanOrder::study_newest}), ElementsAre("abdomen 100%", "Knee", "Photo"));
  EXPECT_THAT(names({.order = ScanOrder::study_oldest}), ElementsAre("Knee", "abdomen 100%", "Photo"));
  EXPECT_THAT(names({.order = ScanOrder::largest}), ElementsAre("Knee", "Photo", "abdomen 100%"));
}

TEST_F(ScansTest, SearchTakesWildcardsLiterallyAndAllWords) {
  EXPECT_THAT(names({.text = "100%"}), ElementsAre("abdomen 100%"));
  EXPECT_THAT(names({.text = "ABDO 2026"}), ElementsAre("abdomen 100%"));
  EXPECT_THAT(names({.text = "knee photo"}), ElementsAre());
  EXPECT_THAT(names({.text = "_"}), ElementsAre());
}

TEST_F(ScansTest, CountsByModalityDoNotDependOnTheModalityAskedFor) {
  const auto list = *scans_.list({.user_id = user_, .modality = "other"});
  EXPECT_EQ(list.total, 1);
  EXPECT_EQ(list.rows.front().name, "Photo");
  EXPECT_THAT(list.modalities, ElementsAre(Pair("CT", 1), Pair("MR", 1), Pair("OT", 1)));
  EXPECT_EQ(list.used_bytes, 120);
}

TEST_F(ScansTest, PagesByOffset) {
  EXPECT_THAT(names({.offset = 1, .limit = 1}), ElementsAre("abdomen 100%"));
}

TEST_F(ScansTest, AnotherUsersIsNotThere) {
  const std::string id = add("Mine", "CT", "", 1);
  const std::string other = test_.add_user("d@b.c");
  EXPECT_EQ(scans_.find(other, id).error().code, ErrorCode::not_found);
  EXPECT_EQ(scans_.remove(other, id).error().code, ErrorCode::not_found);
  EXPECT_EQ(scans_.change(other, id, "Stolen", {}).error().code, ErrorCode::not_found);
  EXPECT_EQ(scans_.annotations(other, id).error().code, ErrorCode::not_found);
  EXPECT_TRUE(scans_.remove(user_, id));
}

TEST_F(ScansTest, ALostUpdateOfAnnotationsIsRefused) {
  const std::string id = add("Mine", "CT", "", 1);
  EXPECT_EQ(scans_.annotations(user_, id)->version, 0);
  EXPECT_EQ(scans_.set_annotations(user_, id, 0, "{\"a\":1}")->version, 1);
  EXPECT_EQ(scans_.set_annotations(user_, id, 0, "{\"b\":1}").error().slug, "version_conflict");
  EXPECT_EQ(scans_.annotations(user_, id)->body_json, "{\"a\":1}");
}

}  // namespace
}  // namespace scanetrix
