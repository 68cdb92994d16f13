// SPDX-License-Identifier: Apache-2.0
#include "store/accounts.h"

#include <soci/soci.h>

#include <algorithm>

#include "base/id.h"

namespace scanetrix {
namespace {

constexpr UnixMs kFailureMemoryMs = 1'800'000;  // 30 minutes
constexpr UnixMs kLongestDelayMs = 900'000;     // 15 minutes

constexpr auto kUserColumns = "SELECT id, email, name, password_hash, role, disabled, created_at FROM users ";

/// Rows of `tail`, whose one parameter (if any) is `value`.
std::vector<UserRow> select_users(soci::session& sql, const std::string& tail, const std::string* value) {
  UserRow row;
  std::string role;
  int disabled = 0;
  long long created = 0;
  soci::statement statement(sql);
  statement.exchange(soci::into(row.id));
  statement.exchange(soci::into(row.email));
  statement.exchange(soci::into(row.name));
  statement.exchange(soci::into(row.password_hash));
  statement.exchange(soci::into(role));
  statement.exchange(soci::into(disabled));
  statement.exchange(soci::into(created));
  if (value != nullptr) statement.exchange(soci::use(*value, "value"));
  statement.alloc();
  statement.prepare(kUserColumns + tail);
  statement.define_and_bind();
  statement.execute();
  std::vector<UserRow> rows;
  while (statement.fetch()) {
    row.role = role == "administrator" ? Role::administrator : Role::user;
    row.disabled = disabled != 0;
    row.created_at = created;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

std::string name_of(Role role) {
  switch (role) {
    case Role::user:
      return "user";
    case Role::administrator:
      return "administrator";
  }
  std::abort();
}

Result<UserRow> Accounts::add_user(const NewUser& user) const {
  return database_.write<UserRow>([&](soci::session& sql) -> Result<UserRow> {
    if (!select_users(sql, "WHERE email = :value", &user.email).empty())
      return fail(ErrorCode::conflict, "email_taken",
                  "There is an account with this e-mail address already.");
    int administrators = 0;
    sql << "SELECT count(*) FROM users WHERE role = 'administrator'", soci::into(administrators);
    UserRow row{.id = new_id(),
                .email = user.email,
                .name = user.name,
                .password_hash = user.password_hash,
                .role = user.role.value_or(administrators == 0 ? Role::administrator : Role::user),
                .created_at = now_ms()};
    const std::string role = name_of(row.role);
    const long long created = row.created_at;
    sql << "INSERT INTO users (id, email, name, password_hash, role, created_at) "
           "VALUES (:id, :email, :name, :hash, :role, :created)",
        soci::use(row.id), soci::use(row.email), soci::use(row.name), soci::use(row.password_hash),
        soci::use(role), soci::use(created);
    return row;
  });
}

Result<std::optional<UserRow>> Accounts::user_by_email(const std::string& email) const {
  return database_.read<std::optional<UserRow>>([&](soci::session& sql) -> Result<std::optional<UserRow>> {
    const auto rows = select_users(sql, "WHERE email = :value", &email);
    return rows.empty() ? std::nullopt : std::optional(rows.front());
  });
}

Result<UserRow> Accounts::user(const std::string& id) const {
  return database_.read<UserRow>([&](soci::session& sql) -> Result<UserRow> {
    const auto rows = select_users(sql, "WHERE id = :value", &id);
    if (rows.empty()) return fail(ErrorCode::not_found, "There is no such account.");
    return rows.front();
  });
}

Result<std::vector<UserRow>> Accounts::users() const {
  return database_.read<std::vector<UserRow>>([](soci::session& sql) -> Result<std::vector<UserRow>> {
    return select_users(sql, "ORDER BY created_at", nullptr);
  });
}

Result<void> Accounts::set_password(const std::string& user_id, const std::string& password_hash) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    sql << "UPDATE users SET password_hash = :hash WHERE id = :id", soci::use(password_hash),
        soci::use(user_id);
    sql << "DELETE FROM refresh_tokens WHERE user_id = :id", soci::use(user_id);
    return {};
  });
}

Result<void> Accounts::set_disabled(const std::string& user_id, bool disabled) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    const int value = disabled ? 1 : 0;
    sql << "UPDATE users SET disabled = :value WHERE id = :id", soci::use(value), soci::use(user_id);
    sql << "DELETE FROM refresh_tokens WHERE user_id = :id", soci::use(user_id);
    return {};
  });
}

namespace {

void insert_refresh_token(soci::session& sql, const std::string& hash, const RefreshRow& row) {
  const long long expires = row.expires_at;
  sql << "INSERT INTO refresh_tokens (hash, family, user_id, expires_at) VALUES (:hash, :family, :user, "
         ":expires)",
      soci::use(hash), soci::use(row.family), soci::use(row.user_id), soci::use(expires);
}

}  // namespace

Result<void> Accounts::add_refresh_token(const std::string& hash, const RefreshRow& row) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    const long long now = now_ms();
    sql << "DELETE FROM refresh_tokens WHERE expires_at < :now", soci::use(now);
    insert_refresh_token(sql, hash, row);
    return {};
  });
}

Result<RefreshRow> Accounts::rotate_refresh_token(const std::string& hash, const std::string& next_hash,
                                                  UnixMs next_expiry, UnixMs grace_ms) const {
  const auto expired = [] {
    return fail(ErrorCode::unauthorized, "session_expired", "Your session has ended. Sign in again.");
  };
  // The outcome travels beside the transaction, which must be kept also when a stolen token ends its family.
  std::optional<RefreshRow> next;
  TRY(database_.write<void>([&](soci::session& sql) -> Result<void> {
    RefreshRow row;
    long long expires = 0;
    long long used = 0;
    sql << "SELECT family, user_id, expires_at, used_at FROM refresh_tokens WHERE hash = :hash",
        soci::into(row.family), soci::into(row.user_id), soci::into(expires), soci::into(used),
        soci::use(hash);
    if (!sql.got_data()) return {};
    const long long now = now_ms();
    if (expires < now) return {};
    // Once a successor has been used too, this one is old, however little time has passed.
    int later = 0;
    sql << "SELECT count(*) FROM refresh_tokens WHERE family = :family AND used_at > :used",
        soci::into(later), soci::use(row.family), soci::use(used);
    if (used != 0 && (now - used > grace_ms || later > 0)) {
      sql << "DELETE FROM refresh_tokens WHERE family = :family", soci::use(row.family);
      return {};
    }
    if (used == 0)
      sql << "UPDATE refresh_tokens SET used_at = :now WHERE hash = :hash", soci::use(now), soci::use(hash);
    row.expires_at = next_expiry;
    insert_refresh_token(sql, next_hash, row);
    next = row;
    return {};
  }));
  if (!next) return expired();
  return *next;
}

Result<void> Accounts::end_family_of(const std::string& hash) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    sql << "DELETE FROM refresh_tokens WHERE family IN (SELECT family FROM refresh_tokens WHERE hash = "
           ":hash)",
        soci::use(hash);
    return {};
  });
}

Result<UnixMs> Accounts::sign_in_delay_ms(const std::string& subject_hash, int free_failures) const {
  return database_.read<UnixMs>([&](soci::session& sql) -> Result<UnixMs> {
    int failures = 0;
    long long last = 0;
    sql << "SELECT failures, last_at FROM sign_in_failures WHERE subject = :subject", soci::into(failures),
        soci::into(last), soci::use(subject_hash);
    if (!sql.got_data() || failures < free_failures) return UnixMs{0};
    const UnixMs delay = std::min(kLongestDelayMs, UnixMs{1000} << std::min(failures - free_failures, 20));
    return std::max(UnixMs{0}, UnixMs{last} + delay - now_ms());
  });
}

Result<void> Accounts::count_sign_in_failure(const std::string& subject_hash) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    const long long now = now_ms();
    const long long forgotten = now - kFailureMemoryMs;
    sql << "DELETE FROM sign_in_failures WHERE last_at < :forgotten", soci::use(forgotten);
    sql << "INSERT INTO sign_in_failures (subject, failures, last_at) VALUES (:subject, 1, :now) "
           "ON CONFLICT (subject) DO UPDATE SET failures = sign_in_failures.failures + 1, last_at = "
           "excluded.last_at",
        soci::use(subject_hash), soci::use(now);
    return {};
  });
}

Result<void> Accounts::forget_sign_in_failures(const std::string& subject_hash) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    sql << "DELETE FROM sign_in_failures WHERE subject = :subject", soci::use(subject_hash);
    return {};
  });
}

}  // namespace scanetrix
