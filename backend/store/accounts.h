// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "store/database.h"

namespace scanetrix {

enum class Role { user, administrator };

[[nodiscard]] std::string name_of(Role role);

struct UserRow {
  std::string id;
  std::string email;  ///< Lower case.
  std::string name;
  std::string password_hash;
  Role role = Role::user;
  bool disabled = false;
  UnixMs created_at = 0;
};

struct NewUser {
  std::string email;  ///< Lower case.
  std::string name;
  std::string password_hash;
  std::optional<Role> role;  ///< None: administrator when there is no administrator yet, else user.
};

struct RefreshRow {
  std::string family;
  std::string user_id;
  UnixMs expires_at = 0;
  UnixMs used_at = 0;  ///< 0: not used.
};

/// Who may sign in, and with what. Safe from any thread.
class Accounts {
 public:
  explicit Accounts(const Database& database) : database_(database) {}

  /// \error conflict  "email_taken"
  Result<UserRow> add_user(const NewUser& user) const;
  Result<std::optional<UserRow>> user_by_email(const std::string& email) const;
  /// \error not_found
  Result<UserRow> user(const std::string& id) const;
  Result<std::vector<UserRow>> users() const;
  Result<void> set_password(const std::string& user_id, const std::string& password_hash) const;
  /// Ends all sessions too.
  Result<void> set_disabled(const std::string& user_id, bool disabled) const;

  /// `hash` is the SHA-256 of the token. Removes what has expired on the way.
  Result<void> add_refresh_token(const std::string& hash, const RefreshRow& row) const;
  /// Marks the token as used and adds its successor, in one transaction.
  ///
  /// A token that was used less than `grace_ms` ago is taken once more: two tabs may refresh at the same
  /// moment. \error unauthorized  Unknown, expired, or used before: then its whole family is ended.
  Result<RefreshRow> rotate_refresh_token(const std::string& hash, const std::string& next_hash,
                                          UnixMs next_expiry, UnixMs grace_ms) const;
  /// Ends the family of this token. An unknown token is success.
  Result<void> end_family_of(const std::string& hash) const;

  /// How long this subject must wait, 0 when it need not. Doubles with every failure after `free_failures`.
  Result<UnixMs> sign_in_delay_ms(const std::string& subject_hash, int free_failures) const;
  Result<void> count_sign_in_failure(const std::string& subject_hash) const;
  Result<void> forget_sign_in_failures(const std::string& subject_hash) const;

 private:
  const Database& database_;
};

}  // namespace scanetrix
