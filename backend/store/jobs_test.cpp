// SPDX-License-Identifier: Apache-2.0
#include "store/jobs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/id.h"
#include "store/test_database.h"
#include "store/uploads.h"

namespace scanetrix {
namespace {

class JobsTest : public testing::Test {
 protected:
  void SetUp() override {
    user_ = test_.add_user("a@b.c");
    upload_ = uploads_.add(user_, "CT", {{.number = 1, .path = "a", .size_bytes = 1}})->id;
    ASSERT_TRUE(uploads_.file_received(upload_, 1, 1, "hash"));
    ASSERT_TRUE(uploads_.complete(upload_));
  }
  ScanRow scan() const { return {.id = new_id(), .user_id = user_, .upload_id = upload_, .name = "CT"}; }

  TestDatabase test_;
  Uploads uploads_{test_.database()};
  Jobs jobs_{test_.database()};
  std::string user_;
  std::string upload_;
};

TEST_F(JobsTest, AJobIsClaimedOnceAndItsUploadIsProcessing) {
  const auto job = *jobs_.claim("one");
  ASSERT_TRUE(job);
  EXPECT_EQ(job->upload_id, upload_);
  EXPECT_EQ(job->attempts, 1);
  EXPECT_FALSE(*jobs_.claim("two"));
  EXPECT_EQ(uploads_.find(user_, upload_)->state, UploadState::processing);
}

TEST_F(JobsTest, TheOutcomeListsScansAndRefusalsAtOnce) {
  const auto job = **jobs_.claim("one");
  ASSERT_TRUE(jobs_.finish(job, "one", {.scans = {scan()}, .refused = {{"a", "damaged", "It is cut."}}}));
  EXPECT_EQ(uploads_.find(user_, upload_)->state, UploadState::done);
  EXPECT_EQ(uploads_.scans(upload_)->size(), 1u);
  EXPECT_EQ(uploads_.refusals(upload_)->front().code, "damaged");
}

TEST_F(JobsTest, AJobWhoseWorkerFellSilentIsGivenToTheNextAndTheFirstCannotFinishIt) {
  const auto job = **jobs_.claim("one");
  EXPECT_EQ(*jobs_.requeue_silent(60'000), 0);
  EXPECT_EQ(*jobs_.requeue_silent(-1), 1);
  EXPECT_EQ((*jobs_.claim("two"))->attempts, 2);
  EXPECT_EQ(jobs_.finish(job, "one", {.scans = {scan()}}).error().code, ErrorCode::cancelled);
  EXPECT_TRUE(uploads_.scans(upload_)->empty());
}

TEST_F(JobsTest, AReleasedJobDoesNotCountAsAnAttempt) {
  const auto job = **jobs_.claim("one");
  ASSERT_TRUE(jobs_.release(job.id, "one"));
  EXPECT_EQ(uploads_.find(user_, upload_)->state, UploadState::queued);
  EXPECT_EQ((*jobs_.claim("two"))->attempts, 1);
}

TEST_F(JobsTest, RemovingTheUploadCancelsTheJob) {
  const auto job = **jobs_.claim("one");
  ASSERT_TRUE(uploads_.remove(user_, upload_));
  EXPECT_EQ(jobs_.heartbeat(job.id, "one").error().code, ErrorCode::cancelled);
}

TEST_F(JobsTest, AFailureSaysWhy) {
  const auto job = **jobs_.claim("one");
  ASSERT_TRUE(jobs_.finish(job, "one", {.error_code = "damaged", .error_detail = "The archive is cut."}));
  const auto upload = *uploads_.find(user_, upload_);
  EXPECT_EQ(upload.state, UploadState::failed);
  EXPECT_EQ(upload.error_code, "damaged");
}

}  // namespace
}  // namespace scanetrix
