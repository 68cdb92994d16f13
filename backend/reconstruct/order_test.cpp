// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/order.h"

#include <gtest/gtest.h>

#include "base/id.h"

namespace scanetrix {
namespace {

class Order : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(make_directories(folder)); }
  void TearDown() override { EXPECT_TRUE(remove_tree(folder)); }
  void write(const std::string& name, std::string_view text) const {
    ASSERT_TRUE(write_durably(folder / name, as_bytes(text)));
  }
  const fs::path folder = fs::temp_directory_path() / ("scanetrix-order-" + new_id());
};

TEST_F(Order, ComesBackAsItWasWrittenAndBringsTheWeights) {
  write("w", "numbers");
  ASSERT_TRUE(write_order({.factor = 5,
                           .mode = ReconstructionMode::deblur,
                           .slice_thickness_mm = 4.5,
                           .profile_shape = ProfileShape::gaussian,
                           .weights = folder / "w",
                           .gate = false,
                           .refine_seconds = 30},
                          folder));
  const auto order = read_order(folder);
  ASSERT_TRUE(order) << order.error().message;
  EXPECT_EQ(order->factor, 5);
  EXPECT_EQ(order->mode, ReconstructionMode::deblur);
  EXPECT_EQ(order->slice_thickness_mm, 4.5);
  EXPECT_EQ(order->profile_shape, ProfileShape::gaussian);
  EXPECT_EQ(as_text(*read_file(order->weights, 100)), "numbers");
  EXPECT_EQ(fs::path(order->weights).parent_path(), folder / "in");
  EXPECT_TRUE(fs::is_directory(folder / "out"));
  EXPECT_FALSE(order->gate);
  EXPECT_EQ(order->refine_seconds, 30);
}

TEST_F(Order, WhatIsNoOrderIsRefused) {
  EXPECT_EQ(read_order(folder).error().code, ErrorCode::bad_input);
  ASSERT_TRUE(make_directories(folder / "in"));
  write("in/order.json", "{}");
  EXPECT_EQ(read_order(folder).error().code, ErrorCode::bad_input);
}

TEST_F(Order, WithoutItsWeightsThereIsNone) {
  EXPECT_EQ(write_order({.weights = folder / "none"}, folder).error().code, ErrorCode::not_found);
}

TEST_F(Order, AReportComesBackWithAndWithoutAGate) {
  ASSERT_TRUE(write_report({.method = "network", .model = "m", .factor = 3, .gate_gain_db = 1.5}, folder));
  EXPECT_EQ(read_reconstruction_report(folder)->gate_gain_db, 1.5);
  ASSERT_TRUE(remove_tree(folder / "out"));
  ASSERT_TRUE(write_report({.method = "linear", .reason = "because", .factor = 3}, folder));
  const auto report = read_reconstruction_report(folder);
  EXPECT_FALSE(report->gate_gain_db);
  EXPECT_EQ(report->reason, "because");
}

TEST_F(Order, AReportThatIsNotOursIsOurMistake) {
  EXPECT_EQ(read_reconstruction_report(folder).error().code, ErrorCode::internal);
}

}  // namespace
}  // namespace scanetrix
