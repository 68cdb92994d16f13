// SPDX-License-Identifier: Apache-2.0
#include "models/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/id.h"
#include "models/sample_bundle.h"

namespace scanetrix {
namespace {

using testing::HasSubstr;

class Registry : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(make_directories(folder));
    ASSERT_TRUE(write_durably(network, as_bytes(std::string_view("a network"))));
  }
  void TearDown() override { EXPECT_TRUE(remove_tree(folder)); }
  ModelFiles files(const std::string& name) const {
    const SampleBundle bundle{.name = name};
    return {network, bundle.metadata(), bundle.inference(), "fallback"};
  }
  const fs::path folder = fs::temp_directory_path() / ("scanetrix-models-" + new_id());
  const fs::path network = folder / "some.ts";
  const ModelRegistry registry{folder / "models"};
};

TEST_F(Registry, IsEmptyAtFirst) {
  EXPECT_TRUE(registry.list()->empty());
  EXPECT_EQ(registry.find("spleen").error().slug, "no_such_model");
}

TEST_F(Registry, KeepsWhatIsAddedUnderAnIdOfItsName) {
  const auto added = registry.add(files("Spleen CT (2)"));
  ASSERT_TRUE(added) << added.error().message;
  EXPECT_EQ(added->id, "spleen-ct-2");
  EXPECT_EQ(added->sha256.size(), 64u);
  ASSERT_TRUE(registry.add(files("Aorta")));
  const auto listed = registry.list();
  ASSERT_EQ(listed->size(), 2u);
  EXPECT_EQ(listed->front().id, "aorta");
  EXPECT_EQ(registry.find("spleen-ct-2")->description.name, "Spleen CT (2)");
  EXPECT_EQ(as_text(*read_file(added->folder / "model.ts", 100)), "a network");
}

TEST_F(Registry, ASecondOfTheSameNameIsRefusedUntilTheFirstIsGone) {
  ASSERT_TRUE(registry.add(files("Aorta")));
  EXPECT_EQ(registry.add(files("aorta!")).error().slug, "model_exists");
  ASSERT_TRUE(registry.remove("aorta"));
  EXPECT_TRUE(registry.list()->empty());
  EXPECT_EQ(registry.remove("aorta").error().slug, "no_such_model");
  EXPECT_TRUE(registry.add(files("Aorta")));
}

TEST_F(Registry, AnIdIsNeverAPath) {
  ASSERT_TRUE(make_directories(folder / "models"));
  for (const char* id : {"..", ".", "../models", "/etc", "", "-a", "A", ".new-x"}) {
    EXPECT_FALSE(is_model_id(id)) << id;
    EXPECT_EQ(registry.find(id).error().slug, "no_such_model") << id;
    EXPECT_EQ(registry.remove(id).error().slug, "no_such_model") << id;
  }
  EXPECT_EQ(model_id_of("../../x"), "x");
  EXPECT_EQ(model_id_of("…"), "model");
  EXPECT_EQ(model_id_of(std::string(200, 'a')).size(), 60u);
}

TEST_F(Registry, OneThatIsDamagedIsNamedAndTheOthersStay) {
  ASSERT_TRUE(registry.add(files("Aorta")));
  ASSERT_TRUE(registry.add(files("Liver")));
  ASSERT_TRUE(remove_tree(folder / "models" / "liver" / "inference.json"));
  std::vector<std::string> broken;
  const auto listed = registry.list(&broken);
  ASSERT_EQ(listed->size(), 1u);
  EXPECT_THAT(broken, testing::ElementsAre(HasSubstr("liver")));
}

TEST_F(Registry, WhatAKilledProcessLeftIsNoModelAndGoesAfterAnHour) {
  const fs::path old = folder / "models" / ".new-old";
  const fs::path young = folder / "models" / ".new-young";
  ASSERT_TRUE(make_directories(old));
  ASSERT_TRUE(make_directories(young));
  fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(2));
  EXPECT_TRUE(registry.list()->empty());
  ASSERT_TRUE(registry.add(files("Aorta")));
  EXPECT_FALSE(fs::exists(old));
  EXPECT_TRUE(fs::exists(young));
}

TEST_F(Registry, WeightsSayWhatTheyAre) {
  const fs::path path = folder / "w.safetensors";
  const std::string header = R"({"__metadata__":{"model":"slicesr","seed":"1"},"a":{"dtype":"F32"}})";
  Bytes bytes;
  append(bytes, std::uint64_t{header.size()});
  const ByteView text = as_bytes(header);
  bytes.insert(bytes.end(), text.begin(), text.end());
  ASSERT_TRUE(write_durably(path, bytes));
  EXPECT_EQ(weights_metadata(path)->at("model"), "slicesr");
  ASSERT_TRUE(write_durably(path, as_bytes(std::string_view("too short"))));
  EXPECT_EQ(weights_metadata(path).error().slug, "bad_weights");
  EXPECT_EQ(weights_metadata(folder / "none").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace scanetrix
