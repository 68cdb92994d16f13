// SPDX-License-Identifier: Apache-2.0
#include "serve/problem.h"

#include <boost/json.hpp>

#include "base/log.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

std::string_view title_of(int status) {
  switch (status) {
    case 400:
      return "Bad request";
    case 401:
      return "Not signed in";
    case 403:
      return "Not allowed";
    case 404:
      return "Not found";
    case 405:
      return "Method not allowed";
    case 408:
      return "Request timed out";
    case 409:
      return "Conflict";
    case 411:
      return "Length required";
    case 412:
      return "Precondition failed";
    case 413:
      return "Too large";
    case 415:
      return "Unsupported media type";
    case 416:
      return "Range not satisfiable";
    case 422:
      return "Not as expected";
    case 429:
      return "Too many attempts";
    case 431:
      return "Headers too large";
    case 500:
      return "Internal error";
    case 503:
      return "Not available";
    default:
      return "Error";
  }
}

std::string_view code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::bad_input:
      return "bad_request";
    case ErrorCode::unsupported:
      return "unsupported_media_type";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::conflict:
      return "conflict";
    case ErrorCode::too_large:
      return "payload_too_large";
    case ErrorCode::unauthorized:
      return "unauthenticated";
    case ErrorCode::forbidden:
      return "forbidden";
    case ErrorCode::throttled:
      return "too_many_attempts";
    case ErrorCode::cancelled:
      return "conflict";
    case ErrorCode::unavailable:
      return "unavailable";
    case ErrorCode::internal:
      return "internal";
  }
  std::abort();  // Not a value of the enum: memory is damaged.
}

Response with_json(int status, json::object body) {
  body["type"] = "about:blank";
  body["title"] = title_of(status);
  body["status"] = status;
  Response response(status);
  response.with("Content-Type", "application/problem+json").with("Cache-Control", "no-store");
  if (status == 401) response.with("WWW-Authenticate", "Bearer");
  response.body = json::serialize(body);
  return response;
}

}  // namespace

int http_status(const Error& error) {
  if (error.slug == "out_of_range" || error.slug == "weak_password" || error.slug == "checksum_mismatch" ||
      error.slug == "unsafe_path" || error.slug == "validation_failed" || error.slug == "not_one_picture" ||
      error.slug == "unsuitable_light_box" || error.slug == "not_dicom")
    return 422;
  if (error.slug == "version_conflict") return 412;
  switch (error.code) {  // No default, so that a new code does not build until it has a status.
    case ErrorCode::bad_input:
      return 400;
    case ErrorCode::unauthorized:
      return 401;
    case ErrorCode::forbidden:
      return 403;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::conflict:
    case ErrorCode::cancelled:
      return 409;
    case ErrorCode::too_large:
      return 413;
    case ErrorCode::unsupported:
      return 415;
    case ErrorCode::throttled:
      return 429;
    case ErrorCode::internal:
      return 500;
    case ErrorCode::unavailable:
      return 503;
  }
  std::abort();  // Not a value of the enum: memory is damaged.
}

Response problem(const Error& error) {
  const int status = http_status(error);
  const std::string_view code = error.slug.empty() ? code_of(error.code) : error.slug;
  if (status < 500) return with_json(status, {{"code", code}, {"detail", error.message}});
  // The cause is for the operator alone.
  log(LogLevel::error, "request_failed", {{"code", code}, {"reason", error.message}});
  return with_json(status,
                   {{"code", code},
                    {"detail", error.slug == "disk_full"
                                   ? "The server has no room left on its disk. Ask who runs it to make some."
                               : status == 503 ? "The server cannot do this right now. Try again in a moment."
                                               : "Something went wrong on our side. Try again."}});
}

Response problem(const std::vector<FieldError>& fields) {
  json::array errors;
  for (const FieldError& field : fields)
    errors.push_back({{"field", field.field}, {"message", field.message}});
  return with_json(422,
                   {{"code", "validation_failed"}, {"detail", fields.front().message}, {"errors", errors}});
}

Response problem(int status, std::string_view code, std::string_view detail) {
  return with_json(status, {{"code", code}, {"detail", detail}});
}

}  // namespace scanetrix
