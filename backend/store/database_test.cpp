// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include <gtest/gtest.h>
#include <soci/soci.h>
#include <sqlite3.h>

#include <array>
#include <thread>
#include <vector>

#include "base/file.h"
#include "store/jobs.h"
#include "store/scans.h"
#include "store/test_database.h"

namespace scanetrix {
namespace {

int count_users(const Database& database) {
  return *database.read<int>([](soci::session& sql) -> Result<int> {
    int count = 0;
    sql << "SELECT count(*) FROM users", soci::into(count);
    return count;
  });
}

Result<void> add_user(soci::session& sql, const std::string& id) {
  sql << "INSERT INTO users (id, email, name, password_hash, role, created_at) "
         "VALUES (:id, :email, 'n', 'h', 'user', 0)",
      soci::use(id), soci::use(id);
  return {};
}

TEST(Database, OpensAgainWithWhatWasWritten) {
  TestDatabase test;
  ASSERT_TRUE(test.database().write<void>([](soci::session& sql) { return add_user(sql, "a"); }));
  const auto again = Database::open(test.url());
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(count_users(*again), 1);
}

TEST(Database, AFailedWriteLeavesNothingBehind) {
  TestDatabase test;
  const auto result = test.database().write<void>([](soci::session& sql) -> Result<void> {
    TRY(add_user(sql, "a"));
    return fail(ErrorCode::bad_input, "no");
  });
  EXPECT_EQ(result.error().message, "no");
  EXPECT_EQ(count_users(test.database()), 0);
}

TEST(Database, AnSqlErrorIsUnavailableAndTheSessionGoesOn) {
  TestDatabase test;
  for (int i = 0; i < 20; ++i) {
    const auto result = test.database().write<void>([](soci::session& sql) -> Result<void> {
      TRY(add_user(sql, "a"));
      return add_user(sql, "a");  // The key is taken.
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::unavailable);
  }
  EXPECT_EQ(count_users(test.database()), 0);
}

TEST(Database, ManyWritersWaitForOneAnother) {
  TestDatabase test;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i)
        EXPECT_TRUE(test.database().write<void>(
            [&](soci::session& sql) { return add_user(sql, std::to_string(t * 100 + i)); }));
    });
  threads.clear();
  EXPECT_EQ(count_users(test.database()), 80);
}

/// A database as the first release left it: its schema, and what a person had in it.
class OldDatabase {
 public:
  OldDatabase() {
    std::string pattern = testing::TempDir() + "scanetrix-old-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    run(std::string(as_text(
        *read_file(fs::path(SCANETRIX_SOURCE_DIR) / "backend/store/schema/0001_start.sql", 1 << 20))));
    run(R"(CREATE TABLE schema_files (name TEXT PRIMARY KEY, number INTEGER NOT NULL);
           INSERT INTO schema_files VALUES ('0001_start.sql', 0);
           INSERT INTO users (id, email, name, password_hash, role, created_at) VALUES ('u', 'a@b.c', 'A', 'h', 'user', 1);
           INSERT INTO uploads (id, user_id, name, state, stage, fraction, created_at) VALUES
             ('done', 'u', 'CT', 'done', 'done', 1, 1), ('waits', 'u', 'MR', 'queued', 'waiting', 0, 2);
           INSERT INTO jobs (id, kind, upload_id, state, attempts, created_at) VALUES
             ('j1', 'ingest', 'done', 'done', 1, 1), ('j2', 'ingest', 'waits', 'queued', 3, 2);)");
    add_scan("ct", R"({"format":"DICOM","fileCount":9,"sizeBytes":1})",
             R"([{"shape":[9,2,2],"calibrated":true,"timePoints":1,"provenance":{}}])");
    add_scan("us", R"({"format":"DICOM","fileCount":1,"sizeBytes":1})",
             R"([{"shape":[1,2,2],"calibrated":false,"timePoints":1,"provenance":{}}])");
    add_scan("sheet", R"({"format":"PNG","fileCount":1,"sizeBytes":1})",
             R"([{"shape":[1,2,2],"calibrated":false,"timePoints":1,"provenance":{}}])");
    add_scan("stack", R"({"format":"JPEG, PNG","fileCount":2,"sizeBytes":1})",
             R"([{"shape":[2,2,2],"calibrated":false,"timePoints":1,"provenance":{}}])");
    add_scan("imagej", R"({"format":"TIFF","fileCount":1,"sizeBytes":1})",
             R"([{"shape":[12,2,2],"calibrated":true,"timePoints":1,"provenance":{}}])");
    add_scan("nifti", R"({"format":"NIfTI","fileCount":1,"sizeBytes":1})",
             R"([{"shape":[1,2,2],"calibrated":true,"timePoints":1,"provenance":{}}])");
  }
  ~OldDatabase() { fs::remove_all(folder_); }
  OldDatabase(const OldDatabase&) = delete;
  OldDatabase& operator=(const OldDatabase&) = delete;
  [[nodiscard]] std::string url() const { return "sqlite:" + (folder_ / "old.db").string(); }

 private:
  void add_scan(const std::string& id, const std::string& source, const std::string& volumes) {
    run("INSERT INTO scans (id, user_id, upload_id, name, state, modality, description, study_date, "
        "size_bytes, "
        "stored_bytes, tags_json, source_json, warnings_json, volumes_json, original_name, created_at) "
        "VALUES ('" +
        id + "', 'u', 'done', 'N', 'ready', 'OT', '', '', 1, 1, '[]', '" + source + "', '[]', '" + volumes +
        "', 'o', 1)");
  }
  void run(const std::string& script) const {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open((folder_ / "old.db").c_str(), &connection), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(connection, script.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(connection);
    sqlite3_close(connection);
  }
  fs::path folder_;
};

TEST(Database, OneOfTheFirstReleaseIsBroughtUpToDateWithAllThatIsInIt) {
  const OldDatabase old;
  for (int opened = 0; opened < 2; ++opened) {
    const auto database = Database::open(old.url());
    ASSERT_TRUE(database) << database.error().message;
    const Scans scans(*database);
    const auto facts = [&](const std::string& id) {
      const ScanRow row = scans.find("u", id).value();
      EXPECT_EQ(row.revision, 0);
      EXPECT_EQ(row.package, "");
      return row.spacing_json + (row.light_box_json == "null" ? "" : " sheet?");
    };
    EXPECT_EQ(facts("ct"), R"({"origin":"scanner","editable":false,"entered":null})");
    EXPECT_EQ(facts("us"), R"({"origin":"none","editable":true,"entered":null})");
    EXPECT_EQ(facts("sheet"), R"({"origin":"none","editable":true,"entered":null} sheet?)");
    EXPECT_EQ(facts("stack"), R"({"origin":"none","editable":true,"entered":null})");
    EXPECT_EQ(facts("imagej"), R"({"origin":"file","editable":true,"entered":null})");
    EXPECT_EQ(facts("nifti"), R"({"origin":"file","editable":false,"entered":null})");
  }
  const auto database = *Database::open(old.url());
  constexpr std::array<std::string_view, 1> kKinds{"ingest"};
  const auto job = *Jobs(database).claim("w", kKinds);
  ASSERT_TRUE(job) << "What waited still waits.";
  EXPECT_EQ(job->id, "j2");
  EXPECT_EQ(job->upload_id, "waits");
  EXPECT_EQ(job->user_id, "u");
  EXPECT_EQ(job->attempts, 4);
}

TEST(Database, AnUnknownSchemeIsRefused) {
  EXPECT_EQ(Database::open("mysql:x").error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace scanetrix
