// SPDX-License-Identifier: Apache-2.0
#include "store/uploads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "store/changes.h"
#include "store/jobs.h"
#include "store/test_database.h"

namespace scanetrix {
namespace {

constexpr std::array<std::string_view, 1> kKinds{"ingest"};

constexpr UnixMs kEnd = 9'000'000'000'000;

TEST(Uploads, SumsUpWhatHasArrived) {
  TestDatabase test;
  const Uploads uploads(test.database());
  const std::string user = test.add_user("a@b.c");
  const auto upload = uploads.add(
      user, "CT",
      {{.number = 1, .path = "a", .size_bytes = 10}, {.number = 2, .path = "b", .size_bytes = 5}});
  ASSERT_TRUE(upload) << upload.error().message;
  ASSERT_TRUE(uploads.file_received(upload->id, 2, 5, "hash"));
  const auto row = uploads.find(user, upload->id);
  EXPECT_EQ(row->files_expected, 2);
  EXPECT_EQ(row->files_received, 1);
  EXPECT_EQ(row->bytes_received, 5);
}

TEST(Uploads, CompleteOnlyWhenAllFilesAreHereAndThenOnce) {
  TestDatabase test;
  const Uploads uploads(test.database());
  const std::string user = test.add_user("a@b.c");
  const auto upload = *uploads.add(user, "CT", {{.number = 1, .path = "a", .size_bytes = 10}});
  EXPECT_EQ(uploads.complete(upload.id).error().slug, "files_missing");
  ASSERT_TRUE(uploads.file_received(upload.id, 1, 10, "hash"));
  ASSERT_TRUE(uploads.complete(upload.id));
  ASSERT_TRUE(uploads.complete(upload.id));
  EXPECT_EQ(uploads.find(user, upload.id)->state, UploadState::queued);
  const Jobs jobs(test.database());
  EXPECT_TRUE(jobs.claim("w", kKinds)->has_value());
  EXPECT_FALSE(jobs.claim("w", kKinds)->has_value());
}

TEST(Uploads, AnEmptyOneCannotBeCompleted) {
  TestDatabase test;
  const Uploads uploads(test.database());
  const auto upload = *uploads.add(test.add_user("a@b.c"), "CT", {});
  EXPECT_EQ(uploads.complete(upload.id).error().slug, "files_missing");
}

TEST(Uploads, FilesMayComeThatNobodyAnnouncedUntilItIsClosed) {
  TestDatabase test;
  const Uploads uploads(test.database());
  const auto upload = *uploads.add(test.add_user("a@b.c"), "CT", {});
  const auto file = uploads.expect_file(upload.id, "a/b", 3);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->number, 1);
  EXPECT_EQ(uploads.expect_file(upload.id, "a/b", 3)->number, 1);
  EXPECT_EQ(uploads.expect_file(upload.id, "c", 3)->number, 2);
  ASSERT_TRUE(uploads.file_received(upload.id, 1, 3, "h"));
  ASSERT_TRUE(uploads.file_received(upload.id, 2, 3, "h"));
  ASSERT_TRUE(uploads.complete(upload.id));
  EXPECT_EQ(uploads.expect_file(upload.id, "d", 3).error().slug, "upload_closed");
}

TEST(Uploads, AnotherUsersIsNotThere) {
  TestDatabase test;
  const Uploads uploads(test.database());
  const std::string mine = test.add_user("a@b.c");
  const std::string other = test.add_user("d@b.c");
  const auto upload = *uploads.add(mine, "CT", {});
  EXPECT_EQ(uploads.find(other, upload.id).error().code, ErrorCode::not_found);
  EXPECT_EQ(uploads.remove(other, upload.id).error().code, ErrorCode::not_found);
  EXPECT_TRUE(uploads.list(other, {}, kEnd, "", 10)->empty());
  EXPECT_TRUE(uploads.remove(mine, upload.id));
}

TEST(Uploads, ListPagesNewestFirst) {
  TestDatabase test;
  const Uploads uploads(test.database());
  const std::string user = test.add_user("a@b.c");
  for (const char* name : {"1", "2", "3"}) ASSERT_TRUE(uploads.add(user, name, {}));
  const auto first = *uploads.list(user, {UploadState::open}, kEnd, "", 2);
  ASSERT_EQ(first.size(), 2u);
  const auto second = *uploads.list(user, {}, first[1].created_at, first[1].id, 2);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_NE(second[0].id, first[0].id);
  EXPECT_TRUE(uploads.list(user, {UploadState::done}, kEnd, "", 2)->empty());
}

}  // namespace
}  // namespace scanetrix
