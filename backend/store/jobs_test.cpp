// SPDX-License-Identifier: Apache-2.0
#include "store/jobs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "base/id.h"
#include "store/changes.h"
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
  auto claim(const std::string& worker) const {
    constexpr std::array<std::string_view, 2> kKinds{"ingest", "reread"};
    return jobs_.claim(worker, kKinds);
  }
  /// A scan that is in the library, from the upload.
  ScanRow add_scan() {
    ScanRow row = scan();
    row.volumes_json = "[1]";
    EXPECT_TRUE(jobs_.finish(**claim("one"), "one", IngestOutcome{.scans = {row}}));
    return *scans_.find(user_, row.id);
  }
  ScanRow scan() const { return {.id = new_id(), .user_id = user_, .upload_id = upload_, .name = "CT"}; }

  TestDatabase test_;
  Uploads uploads_{test_.database()};
  Jobs jobs_{test_.database()};
  Scans scans_{test_.database()};
  std::string user_;
  std::string upload_;
};

TEST_F(JobsTest, AJobIsClaimedOnceAndItsUploadIsProcessing) {
  const auto job = *claim("one");
  ASSERT_TRUE(job);
  EXPECT_EQ(job->upload_id, upload_);
  EXPECT_EQ(job->attempts, 1);
  EXPECT_FALSE(*claim("two"));
  EXPECT_EQ(uploads_.find(user_, upload_)->state, UploadState::processing);
}

TEST_F(JobsTest, TheOutcomeListsScansAndRefusalsAtOnce) {
  const auto job = **claim("one");
  ASSERT_TRUE(jobs_.finish(job, "one",
                           IngestOutcome{.scans = {scan()}, .refused = {{"a", "damaged", "It is cut."}}}));
  EXPECT_EQ(uploads_.find(user_, upload_)->state, UploadState::done);
  EXPECT_EQ(uploads_.scans(upload_)->size(), 1u);
  EXPECT_EQ(uploads_.refusals(upload_)->front().code, "damaged");
}

TEST_F(JobsTest, AJobWhoseWorkerFellSilentIsGivenToTheNextAndTheFirstCannotFinishIt) {
  const auto job = **claim("one");
  EXPECT_EQ(*jobs_.requeue_silent(60'000), 0);
  EXPECT_EQ(*jobs_.requeue_silent(-1), 1);
  EXPECT_EQ((*claim("two"))->attempts, 2);
  EXPECT_EQ(jobs_.finish(job, "one", IngestOutcome{.scans = {scan()}}).error().code, ErrorCode::cancelled);
  EXPECT_TRUE(uploads_.scans(upload_)->empty());
}

TEST_F(JobsTest, AReleasedJobDoesNotCountAsAnAttempt) {
  const auto job = **claim("one");
  ASSERT_TRUE(jobs_.release(job.id, "one"));
  EXPECT_EQ(uploads_.find(user_, upload_)->state, UploadState::queued);
  EXPECT_EQ((*claim("two"))->attempts, 1);
}

TEST_F(JobsTest, RemovingTheUploadCancelsTheJob) {
  const auto job = **claim("one");
  ASSERT_TRUE(uploads_.remove(user_, upload_));
  EXPECT_EQ(jobs_.heartbeat(job.id, "one", "reading", 0.5).error().code, ErrorCode::cancelled);
}

TEST_F(JobsTest, AFailureSaysWhy) {
  const auto job = **claim("one");
  const IngestOutcome cut{.error_code = "damaged", .error_detail = "The archive is cut."};
  ASSERT_TRUE(jobs_.finish(job, "one", cut));
  const auto upload = *uploads_.find(user_, upload_);
  EXPECT_EQ(upload.state, UploadState::failed);
  EXPECT_EQ(upload.error_code, "damaged");
}

TEST_F(JobsTest, ProgressNeverGoesBackAndIsToldAsAChange) {
  const auto job = **claim("one");
  const auto before = *Changes(test_.database()).newest();
  ASSERT_TRUE(jobs_.heartbeat(job.id, "one", "reading", 0.5));
  ASSERT_TRUE(jobs_.heartbeat(job.id, "one", "reading", 0.4));
  EXPECT_EQ(uploads_.find(user_, upload_)->fraction, 0.5);
  EXPECT_EQ(*Changes(test_.database()).newest(), before + 1);
}

TEST_F(JobsTest, OnlyKindsThatAWorkerCanDoAreClaimed) {
  constexpr std::array<std::string_view, 1> kOther{"surface"};
  EXPECT_FALSE(*jobs_.claim("one", kOther));
  EXPECT_TRUE(*claim("one"));
}

TEST_F(JobsTest, ARereadPutsTheNewInThePlaceOfTheOldAndNotesThePackageThatWas) {
  ScanRow row = add_scan();
  const auto queued = *jobs_.add(user_, row.id, "reread", R"({"a":1})");
  EXPECT_EQ(queued.state, "queued");
  const auto job = **claim("one");
  EXPECT_EQ(job.id, queued.id);
  EXPECT_EQ(job.parameters_json, R"({"a":1})");
  ASSERT_TRUE(scans_.change(user_, row.id, "Renamed meanwhile", {}));

  row.volumes_json = "[2]";
  row.package = new_id();
  row.decisions_json = R"({"lightBox":1})";
  ASSERT_TRUE(jobs_.finish(job, "one", ScanOutcome{.scan = row}));
  const ScanRow now = *scans_.find(user_, row.id);
  EXPECT_EQ(now.revision, 1);
  EXPECT_EQ(now.volumes_json, "[2]");
  EXPECT_EQ(now.package, row.package);
  EXPECT_EQ(now.decisions_json, row.decisions_json);
  EXPECT_EQ(now.name, "Renamed meanwhile");
  EXPECT_EQ(jobs_.find(user_, job.id)->state, "done");
  EXPECT_EQ(jobs_.find(user_, job.id)->result_json, R"({"revision":1})");

  EXPECT_TRUE(scans_.replaced_packages(60'000)->empty());
  const auto replaced = *scans_.replaced_packages(0);
  ASSERT_EQ(replaced.size(), 1u);
  EXPECT_EQ(replaced[0].package, "");
  EXPECT_TRUE(*scans_.replaced_package(row.id, 0));
  EXPECT_THAT(*scans_.packages(row.id), testing::UnorderedElementsAre("", row.package));
  ASSERT_TRUE(scans_.forget_package(replaced[0]));
  EXPECT_FALSE(*scans_.replaced_package(row.id, 0));
}

TEST_F(JobsTest, ARereadThatFailsLeavesTheScanAndSaysWhy) {
  const ScanRow row = add_scan();
  ASSERT_TRUE(jobs_.add(user_, row.id, "reread", "{}"));
  const auto job = **claim("one");
  ASSERT_TRUE(jobs_.finish(job, "one", ScanOutcome{.error_code = "crashed", .error_detail = "It stopped."}));
  EXPECT_EQ(scans_.find(user_, row.id)->revision, 0);
  EXPECT_EQ(scans_.find(user_, row.id)->volumes_json, "[1]");
  EXPECT_EQ(jobs_.find(user_, job.id)->state, "failed");
  EXPECT_EQ(jobs_.find(user_, job.id)->error_code, "crashed");
  EXPECT_TRUE(jobs_.add(user_, row.id, "reread", "{}")) << "Another may be tried.";
}

TEST_F(JobsTest, WhatFollowsIsQueuedWithTheOutcome) {
  const ScanRow row = scan();
  ASSERT_TRUE(jobs_.finish(**claim("one"), "one",
                           IngestOutcome{.scans = {row}, .then = {{row.id, "reread", R"({"a":1})"}}}));
  const auto next = **claim("one");
  EXPECT_EQ(next.scan_id, row.id);
  EXPECT_EQ(next.parameters_json, R"({"a":1})");
  EXPECT_EQ(next.user_id, user_);
  ASSERT_TRUE(jobs_.finish(next, "one", ScanOutcome{.scan = row, .then = {{row.id, "reread", "{}"}}}));
  EXPECT_EQ((*claim("one"))->parameters_json, "{}");
}

TEST_F(JobsTest, AScanIsReplacedOnceNobodyWorksOnItAndItIsStillWhatWasRead) {
  ScanRow row = add_scan();
  const std::string other = test_.add_user("d@b.c");
  row.volumes_json = "[2]";
  row.package = new_id();
  EXPECT_EQ(scans_.replace(other, row).error().code, ErrorCode::not_found);
  const auto job = *jobs_.add(user_, row.id, "reread", "{}");
  EXPECT_EQ(scans_.replace(user_, row).error().slug, "job_running");
  ASSERT_TRUE(jobs_.cancel(user_, job.id));
  const auto replaced = scans_.replace(user_, row);
  ASSERT_TRUE(replaced) << replaced.error().message;
  EXPECT_EQ(replaced->revision, 1);
  EXPECT_EQ(replaced->volumes_json, "[2]");
  EXPECT_EQ(scans_.replaced_packages(0)->size(), 1u);
  EXPECT_EQ(scans_.replace(user_, row).error().slug, "scan_changed") << "The row is of revision 0.";
}

TEST_F(JobsTest, OneJobAtATimeAndNoneOfAnotherUsersScan) {
  const ScanRow row = add_scan();
  const std::string other = test_.add_user("d@b.c");
  EXPECT_EQ(jobs_.add(other, row.id, "reread", "{}").error().code, ErrorCode::not_found);
  const auto job = *jobs_.add(user_, row.id, "reread", "{}");
  EXPECT_EQ(jobs_.add(user_, row.id, "reread", "{}").error().slug, "job_running");
  EXPECT_EQ(jobs_.add(user_, row.id, "reconstruct", "{}").error().slug, "job_running") << "Of whatever kind.";
  EXPECT_EQ(jobs_.find(other, job.id).error().code, ErrorCode::not_found);
  EXPECT_EQ(jobs_.list(other, row.id, 20).error().code, ErrorCode::not_found);
  EXPECT_EQ(jobs_.cancel(other, job.id).error().code, ErrorCode::not_found);
  EXPECT_EQ(jobs_.list(user_, row.id, 20)->size(), 1u);
}

TEST_F(JobsTest, ACancelledJobCannotFinishAndStaysCancelled) {
  const ScanRow row = add_scan();
  const auto queued = *jobs_.add(user_, row.id, "reread", "{}");
  const auto job = **claim("one");
  ASSERT_TRUE(jobs_.cancel(user_, queued.id));
  EXPECT_EQ(jobs_.heartbeat(job.id, "one", "reading", 0.5).error().slug, "job_lost");
  EXPECT_EQ(jobs_.finish(job, "one", ScanOutcome{.scan = row}).error().slug, "job_lost");
  EXPECT_EQ(jobs_.find(user_, job.id)->state, "cancelled");
  EXPECT_EQ(scans_.find(user_, row.id)->revision, 0);
  EXPECT_EQ(*jobs_.requeue_silent(-1), 0);
}

TEST_F(JobsTest, AJobThatHasEndedIsNotCancelled) {
  const ScanRow row = add_scan();
  const auto queued = *jobs_.add(user_, row.id, "reread", "{}");
  ASSERT_TRUE(jobs_.finish(**claim("one"), "one", ScanOutcome{.scan = row}));
  ASSERT_TRUE(jobs_.cancel(user_, queued.id));
  EXPECT_EQ(jobs_.find(user_, queued.id)->state, "done");
}

TEST_F(JobsTest, RemovingTheScanRemovesItsJobs) {
  const ScanRow row = add_scan();
  ASSERT_TRUE(jobs_.add(user_, row.id, "reread", "{}"));
  const auto job = **claim("one");
  ASSERT_TRUE(scans_.remove(user_, row.id));
  EXPECT_EQ(jobs_.heartbeat(job.id, "one", "reading", 0.5).error().slug, "job_gone");
  EXPECT_EQ(jobs_.finish(job, "one", ScanOutcome{.scan = row}).error().slug, "job_gone");
}

TEST_F(JobsTest, OldEndedJobsOfAScanAreForgotten) {
  const ScanRow row = add_scan();
  for (int n = 0; n < 60; ++n) ASSERT_TRUE(jobs_.cancel(user_, jobs_.add(user_, row.id, "reread", "{}")->id));
  EXPECT_LE(jobs_.list(user_, row.id, 1000)->size(), 51u);
}

}  // namespace
}  // namespace scanetrix
