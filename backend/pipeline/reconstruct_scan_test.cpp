// SPDX-License-Identifier: Apache-2.0
#include "pipeline/reconstruct_scan.h"

#include <gtest/gtest.h>

#include "base/id.h"

namespace scanetrix {
namespace {

TEST(ReconstructParameters, AreReadBackAsTheyWereWritten) {
  const auto read = reconstruct_parameters_from(to_text({"corrected", ReconstructionMode::deblur, 30}));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->volume, "corrected");
  EXPECT_EQ(read->mode, ReconstructionMode::deblur);
  EXPECT_EQ(read->refine_seconds, 30);
  for (const char* other : {"", "{}", R"({"volume":"","mode":"sharper","refineSeconds":0})"})
    EXPECT_FALSE(reconstruct_parameters_from(other)) << other;
}

class AutomaticReconstruction : public testing::Test {
 protected:
  std::optional<FollowUp> follows(const std::string& setting, const std::string& step) {
    Config config{.data_dir = folder.string(), .reconstruct = setting};
    config.database = "sqlite:" + (folder / "db").string();
    config.storage = "file:" + (folder / "blobs").string();
    const auto library = Library::open(config);
    EXPECT_TRUE(library) << library.error().message;
    return automatic_reconstruction(
        **library,
        {.id = "s",
         .volumes_json =
             R"([{"id":"original","kind":"image","shape":[12,30,40],"ijkToLps":[1,0,0,0,0,1,0,0,0,0,)" +
             step +
             R"(,0,0,0,0,1],"calibrated":true,"dtype":"int16","channels":1,"slope":1,"intercept":0,)"
             R"("valueUnit":"","timePoints":1,"provenance":{"how":"So."}}])"});
  }
  void TearDown() override { EXPECT_TRUE(remove_tree(folder)); }
  const fs::path folder = fs::path(testing::TempDir()) / ("scanetrix-auto-" + new_id());
};

TEST_F(AutomaticReconstruction, FollowsWhereItIsSetAndOffered) {
  EXPECT_FALSE(follows("offer", "4"));
  EXPECT_FALSE(follows("auto", "1"));
  const auto next = follows("auto", "4");
  ASSERT_TRUE(next);
  EXPECT_EQ(next->kind, "reconstruct");
  EXPECT_EQ(next->scan_id, "s");
  const auto parameters = reconstruct_parameters_from(next->parameters_json);
  EXPECT_EQ(parameters->volume, "original");
  EXPECT_EQ(parameters->refine_seconds, 30);  // Nobody waits for it.
}

}  // namespace
}  // namespace scanetrix
