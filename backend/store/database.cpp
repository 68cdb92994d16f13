// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <array>
#include <string_view>

#include "base/log.h"

namespace scanetrix {
namespace {

struct SchemaFile {
  std::string_view name;
  std::string_view text;
};

/// Applied in this order, each once. A file that has been released is never edited.
constexpr std::array kSchema{
#include "schema_files.inc"
};

constexpr std::size_t kSessions = 8;
constexpr int kLeaseTimeoutMs = 10'000;

Result<std::string> path_of(const std::string& url) {
  constexpr std::string_view kScheme = "sqlite:";
  if (!url.starts_with(kScheme))
    return fail(ErrorCode::unsupported, "the database must be given as sqlite:PATH");
  return url.substr(kScheme.size());
}

/// Runs every statement of `script`. SOCI prepares one statement at a time, SQLite's own call takes them all.
void execute_script(soci::session& sql, const std::string& script) {
  auto* backend = static_cast<soci::sqlite3_session_backend*>(sql.get_backend());
  sqlite_api::sqlite3* connection = backend->conn_;
  if (sqlite_api::sqlite3_exec(connection, script.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    throw soci::soci_error(sqlite_api::sqlite3_errmsg(connection));
}

void migrate(soci::session& sql) {
  sql << "BEGIN IMMEDIATE";
  try {
    execute_script(
        sql, "CREATE TABLE IF NOT EXISTS schema_files (name TEXT PRIMARY KEY, number INTEGER NOT NULL)");
    int applied = 0;
    sql << "SELECT count(*) FROM schema_files", soci::into(applied);
    if (static_cast<std::size_t>(applied) > kSchema.size())
      throw soci::soci_error("the database was made by a newer version of this program");
    for (std::size_t number = static_cast<std::size_t>(applied); number < kSchema.size(); ++number) {
      execute_script(sql, std::string(kSchema[number].text));
      const std::string name(kSchema[number].name);
      const int stored_number = static_cast<int>(number);
      sql << "INSERT INTO schema_files (name, number) VALUES (:name, :number)", soci::use(name),
          soci::use(stored_number);
      log(LogLevel::info, "schema_applied", {{"file", name}});
    }
    sql << "COMMIT";
  } catch (const soci::soci_error&) {
    sql << "ROLLBACK";
    throw;
  }
}

}  // namespace

struct Database::Pool {
  soci::connection_pool sessions{kSessions};
};

Database::Database(std::unique_ptr<Pool> pool) : pool_(std::move(pool)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::string& url) {
  const std::string path = TRY(path_of(url));
  auto pool = std::make_unique<Pool>();
  try {
    for (std::size_t i = 0; i < kSessions; ++i) {
      soci::session& sql = pool->sessions.at(i);
      sql.open(soci::sqlite3, "dbname=\"" + path + "\" timeout=10");
      // FULL: what was answered with success survives a power cut too.
      execute_script(sql, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;");
    }
    migrate(pool->sessions.at(0));
  } catch (const std::exception& error) {
    return fail(ErrorCode::unavailable, fmt::format("cannot open the database: {}", error.what()));
  }
  return Database(std::move(pool));
}

Result<void> Database::run_on_session(bool transaction,
                                      const std::function<bool(soci::session&)>& work) const {
  std::size_t position = 0;
  if (!pool_->sessions.try_lease(position, kLeaseTimeoutMs))
    return fail(ErrorCode::unavailable, "all database sessions are busy");
  soci::session& sql = pool_->sessions.at(position);
  Result<void> result;
  bool open = false;
  try {
    // SOCI's begin() is deferred: a read followed by a write would then fail at once instead of waiting its
    // turn.
    if (transaction) sql << "BEGIN IMMEDIATE";
    open = transaction;
    const bool keep = work(sql);
    if (transaction) sql << (keep ? "COMMIT" : "ROLLBACK");
  } catch (const soci::soci_error& error) {
    result = fail(ErrorCode::unavailable, fmt::format("database: {}", error.what()));
    if (open) {
      try {
        sql << "ROLLBACK";
      } catch (const soci::soci_error&) {
        // A failed COMMIT may have rolled back already; then there is nothing left to undo.
        log(LogLevel::warning, "rollback_failed");
      }
    }
  }
  pool_->sessions.give_back(position);
  return result;
}

}  // namespace scanetrix
