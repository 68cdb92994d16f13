// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iostream>

#include "base/id.h"
#include "commands/commands.h"
#include "pipeline/library.h"
#include "serve/password.h"

namespace scanetrix {
namespace {

int report(const Error& error) {
  std::cerr << "scanetrix: " << error.message << '\n';
  return 1;
}

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// A password comes on standard input; an empty one means that we make it and print it.
Result<std::string> read_password(const std::string& email, bool& made) {
  std::string password;
  std::getline(std::cin, password);
  made = password.empty();
  if (made) return new_id().substr(0, 16);
  if (const std::string weakness = weakness_of(password, email); !weakness.empty())
    return fail(ErrorCode::bad_input, weakness);
  return password;
}

Result<void> add_user(const Library& library, const UsersOptions& options, const std::string& email) {
  bool made = false;
  const std::string password = TRY(read_password(email, made));
  const std::string hash = TRY(hash_password(password));
  TRY(library.accounts.add_user({.email = email,
                                 .name = options.name.empty() ? email : options.name,
                                 .password_hash = hash,
                                 .role = options.administrator ? Role::administrator : Role::user}));
  if (made) std::cout << password << '\n';
  return {};
}

Result<void> reset_password(const Library& library, const std::string& user_id, const std::string& email) {
  bool made = false;
  const std::string password = TRY(read_password(email, made));
  TRY(library.accounts.set_password(user_id, TRY(hash_password(password))));
  if (made) std::cout << password << '\n';
  return {};
}

Result<void> list_users(const Library& library) {
  for (const UserRow& user : TRY(library.accounts.users()))
    std::cout << user.email << '\t' << name_of(user.role) << '\t' << (user.disabled ? "disabled" : "active")
              << '\t' << rfc3339(user.created_at) << '\n';
  return {};
}

Result<void> run(const Library& library, const UsersOptions& options) {
  const std::string email = lowered(options.email);
  if (options.action == "list") return list_users(library);
  if (options.action == "add") return add_user(library, options, email);
  const auto user = TRY(library.accounts.user_by_email(email));
  if (!user) return fail(ErrorCode::not_found, fmt::format("there is no account {}", email));
  if (options.action == "reset-password") return reset_password(library, user->id, email);
  return library.accounts.set_disabled(user->id, options.action == "disable");
}

}  // namespace

int run_users(const Config& config, const UsersOptions& options) {
  const auto library = Library::open(config);
  if (!library) return report(library.error());
  const auto done = run(**library, options);
  return done ? 0 : report(done.error());
}

}  // namespace scanetrix
