// SPDX-License-Identifier: Apache-2.0
#include "infer/weights_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/id.h"

namespace scanetrix {
namespace {

class Weights : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(make_directories(folder)); }
  void TearDown() override { EXPECT_TRUE(remove_tree(folder)); }
  Error error_of(std::string_view header, std::size_t data_bytes) {
    Bytes bytes;
    append(bytes, std::uint64_t{header.size()});
    const ByteView text = as_bytes(header);
    bytes.insert(bytes.end(), text.begin(), text.end());
    bytes.resize(bytes.size() + data_bytes);
    EXPECT_TRUE(write_durably(path, bytes));
    const auto read = read_weights(path);
    EXPECT_FALSE(read);
    return read ? Error{} : read.error();
  }
  const fs::path folder = fs::temp_directory_path() / ("scanetrix-weights-" + new_id());
  const fs::path path = folder / "w.safetensors";
};

TEST_F(Weights, ComeBackAsTheyWereWritten) {
  WeightsFile file;
  file.metadata["model"] = "test";
  file.arrays["b"] = {{2, 3}, {1, 2, 3, 4, 5, 6}};
  file.arrays["a"] = {{1}, {-0.5F}};
  ASSERT_TRUE(write_weights(path, file));
  const auto read = read_weights(path);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->metadata, file.metadata);
  EXPECT_EQ(read->arrays.at("b").values, file.arrays.at("b").values);
  EXPECT_EQ(read->arrays.at("b").shape, file.arrays.at("b").shape);
  EXPECT_EQ(read->arrays.at("a").values, file.arrays.at("a").values);
}

TEST_F(Weights, WhatIsNoSafetensorsFileIsRefused) {
  for (const std::string_view text : {"", "short", "this is a text and no file of weights at all"}) {
    ASSERT_TRUE(write_durably(path, as_bytes(text)));
    EXPECT_EQ(read_weights(path).error().code, ErrorCode::bad_input);
  }
  EXPECT_EQ(error_of("{not json", 0).code, ErrorCode::bad_input);
  EXPECT_EQ(error_of("[]", 0).code, ErrorCode::bad_input);
}

TEST_F(Weights, AnArrayThatLiesOutsideOfTheFileIsRefused) {
  EXPECT_THAT(error_of(R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})", 12).message,
              testing::HasSubstr("\"a\""));
  EXPECT_THAT(error_of(R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[8,4]}})", 16).message,
              testing::HasSubstr("\"a\""));
}

TEST_F(Weights, AnImpossibleShapeIsRefusedBeforeMemoryIsTaken) {
  EXPECT_THAT(
      error_of(R"({"a":{"dtype":"F32","shape":[1000000,1000000,1000000],"data_offsets":[0,4]}})", 4).message,
      testing::HasSubstr("impossible"));
  EXPECT_THAT(error_of(R"({"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}})", 4).message,
              testing::HasSubstr("float32"));
}

}  // namespace
}  // namespace scanetrix
