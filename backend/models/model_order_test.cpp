// SPDX-License-Identifier: Apache-2.0
#include "models/model_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/id.h"

namespace scanetrix {
namespace {

class ModelOrders : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(make_directories(folder)); }
  void TearDown() override { EXPECT_TRUE(remove_tree(folder)); }
  const fs::path folder = fs::temp_directory_path() / ("scanetrix-order-" + new_id());
};

TEST_F(ModelOrders, ComeBackAsTheyWereWritten) {
  EXPECT_EQ(read_model_order(folder).error().code, ErrorCode::not_found);
  ASSERT_TRUE(write_model_order({.task = ModelTask::run, .fallback_name = "spleen"}, folder));
  const auto order = read_model_order(folder);
  ASSERT_TRUE(order) << order.error().message;
  EXPECT_EQ(order->task, ModelTask::run);
  EXPECT_EQ(order->fallback_name, "spleen");
}

TEST_F(ModelOrders, ReportsToo) {
  EXPECT_EQ(read_model_report(folder).error().code, ErrorCode::internal);
  ASSERT_TRUE(write_model_report({{"a", "b"}, "not_a_model", "It is none."}, folder));
  const auto report = read_model_report(folder);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_THAT(report->notes, testing::ElementsAre("a", "b"));
  EXPECT_EQ(report->error_code, "not_a_model");
  EXPECT_EQ(report->error_detail, "It is none.");
}

}  // namespace
}  // namespace scanetrix
