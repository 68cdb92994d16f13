// SPDX-License-Identifier: Apache-2.0
#include "serve/account_handlers.h"

#include <boost/json.hpp>

#include "base/hash.h"
#include "base/log.h"
#include "serve/authentication.h"
#include "serve/password.h"
#include "serve/wire.h"

namespace scanetrix {
namespace {

// Five tries at one account and twenty from one address are free; then each failure doubles the wait.
constexpr int kFreeByAccount = 5;
constexpr int kFreeByPeer = 20;

struct Subject {
  std::string hash;
  int free_failures;
};

/// Hashes, so that no address and no e-mail of somebody who mistyped it is kept.
std::array<Subject, 2> subjects_of(const Request& request, const std::string& email) {
  return {Subject{sha256_hex(as_bytes("email:" + email)), kFreeByAccount},
          Subject{sha256_hex(as_bytes("peer:" + request.peer)), kFreeByPeer}};
}

Response too_many(UnixMs wait_ms) {
  const auto seconds = (wait_ms + 999) / 1000;
  Response response = problem(
      Error{ErrorCode::throttled, fmt::format("Too many failed attempts. Try again in {} s.", seconds), {}});
  auto body = boost::json::parse(std::get<std::string>(response.body)).as_object();
  body["retryAfterSeconds"] = seconds;
  response.body = boost::json::serialize(body);
  response.with("Retry-After", std::to_string(seconds));
  return response;
}

/// Whether anybody may register now: always the first, who becomes the administrator.
Result<bool> registration_open(const Services& services) {
  if (services.library.config.registration) return true;
  for (const UserRow& user : TRY(services.library.accounts.users()))
    if (user.role == Role::administrator) return false;
  return true;
}

}  // namespace

Response register_user(const Request& request, const Services& services) {
  const auto open = registration_open(services);
  if (!open) return problem(open.error());
  if (!*open)
    return problem(403, "registration_closed",
                   "New accounts are made by the administrator of this server. Ask them.");
  const auto parsed = parse_registration(request.body);
  if (!parsed) return parsed.error();
  if (const std::string weakness = weakness_of(parsed->password, parsed->email); !weakness.empty()) {
    Response response = problem(std::vector<FieldError>{{"password", weakness}});
    auto body = boost::json::parse(std::get<std::string>(response.body)).as_object();
    body["code"] = "weak_password";
    response.body = boost::json::serialize(body);
    return response;
  }
  const auto hash = hash_password(parsed->password);
  if (!hash) return problem(hash.error());
  const auto user = services.library.accounts.add_user(
      {.email = parsed->email, .name = parsed->name, .password_hash = *hash});
  if (!user) return problem(user.error());
  log(LogLevel::info, "account_made", {{"user", user->id}, {"role", name_of(user->role)}});
  auto session = begin_session(201, *user, request, services);
  return session ? std::move(*session) : problem(session.error());
}

Response log_in(const Request& request, const Services& services) {
  const auto parsed = parse_login(request.body);
  if (!parsed) return parsed.error();
  const Accounts& accounts = services.library.accounts;
  const auto subjects = subjects_of(request, parsed->email);
  for (const Subject& subject : subjects) {
    const auto wait = accounts.sign_in_delay_ms(subject.hash, subject.free_failures);
    if (!wait) return problem(wait.error());
    if (*wait > 0) return too_many(*wait);
  }
  const auto found = accounts.user_by_email(parsed->email);
  if (!found) return problem(found.error());
  const bool right = check_password(*found ? (*found)->password_hash : "", parsed->password);
  if (!right || (*found)->disabled) {
    for (const Subject& subject : subjects)
      if (auto counted = accounts.count_sign_in_failure(subject.hash); !counted)
        return problem(counted.error());
    log(LogLevel::info, "sign_in_failed", {{"known_account", found->has_value() ? 1 : 0}});
    return problem(401, "invalid_credentials", "E-mail address and password do not fit together.");
  }
  if (auto forgotten = accounts.forget_sign_in_failures(subjects[0].hash); !forgotten)
    return problem(forgotten.error());
  auto session = begin_session(200, **found, request, services);
  return session ? std::move(*session) : problem(session.error());
}

Response refresh_session(const Request& request, const Services& services) {
  auto session = continue_session(request, services);
  if (session) return std::move(*session);
  Response response = problem(session.error());
  if (response.status == 401) response.with("Set-Cookie", expired_cookie());
  return response;
}

Response log_out(const Request& request, const Services& services) {
  const std::string token = request.cookie(kRefreshCookie);
  if (auto ended = services.library.accounts.end_family_of(sha256_hex(as_bytes(token))); !ended)
    return problem(ended.error());
  return Response(204).with("Set-Cookie", expired_cookie());
}

Response get_me(const Request& request, const Services& services) {
  const auto user = services.library.accounts.user(request.user_id());
  if (!user && user.error().code == ErrorCode::not_found)
    return problem(Error{ErrorCode::unauthorized, "This account is gone. Sign in again.", {}});
  return user ? json_response(200, user_to_json(*user)) : problem(user.error());
}

}  // namespace scanetrix
