// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "store/accounts.h"
#include "store/database.h"

namespace scanetrix {

/// A new database in a folder of its own, for tests. Gone at the end of its life.
class TestDatabase {
 public:
  TestDatabase() {
    std::string pattern = testing::TempDir() + "scanetrix-db-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    database_ = std::make_unique<Database>(std::move(Database::open(url()).value()));
  }
  ~TestDatabase() {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }
  [[nodiscard]] const Database& database() const { return *database_; }
  [[nodiscard]] std::string url() const { return "sqlite:" + (folder_ / "test.db").string(); }

  /// A user to own things.
  [[nodiscard]] std::string add_user(const std::string& email) const {
    return Accounts(*database_)
        .add_user({.email = email, .name = "Name", .password_hash = "hash"})
        .value()
        .id;
  }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<Database> database_;
};

}  // namespace scanetrix
