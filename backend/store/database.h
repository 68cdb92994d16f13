// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace soci {
class session;
}

namespace scanetrix {

/// The database, its schema brought up to date. All SQL of the program stands in this folder.
///
/// SQLite in WAL mode: one writer at a time, readers never wait. Safe from any thread.
class Database {
 public:
  /// `url` is `sqlite:PATH`. The file is made when it is not there.
  /// \error unsupported  Another scheme.
  /// \error unavailable  Cannot be opened, or a newer program has changed the schema.
  static Result<Database> open(const std::string& url);

  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  /// Runs `work` on a session of the pool. For reading.
  /// \error unavailable  No session became free in time, or the database does not answer.
  template <typename T>
  Result<T> read(const std::function<Result<T>(soci::session&)>& work) const {
    Result<T> result = fail(ErrorCode::internal, "read did not run");
    if (auto run =
            run_on_session(false, [&](soci::session& sql) { return static_cast<bool>(result = work(sql)); });
        !run)
      return tl::make_unexpected(run.error());
    return result;
  }

  /// Runs `work` inside one transaction that holds the writer's lock from its start. Rolled back when `work`
  /// fails.
  template <typename T>
  Result<T> write(const std::function<Result<T>(soci::session&)>& work) const {
    Result<T> result = fail(ErrorCode::internal, "write did not run");
    if (auto run =
            run_on_session(true, [&](soci::session& sql) { return static_cast<bool>(result = work(sql)); });
        !run)
      return tl::make_unexpected(run.error());
    return result;
  }

 private:
  struct Pool;
  explicit Database(std::unique_ptr<Pool> pool);
  /// `work` returns whether the transaction should be kept. Errors are the database's own.
  Result<void> run_on_session(bool transaction, const std::function<bool(soci::session&)>& work) const;
  std::unique_ptr<Pool> pool_;
};

}  // namespace scanetrix
