// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "base/time.h"

namespace scanetrix {

/// Who asks. Set by the session from the access token, before a handler runs.
struct Identity {
  std::string user_id;
  bool administrator = false;
  UnixMs valid_until = 0;  ///< When the token that says so expires.
};

/// A request as handlers see it: no sockets, no Beast.
struct Request {
  std::string method;
  std::string path;  ///< Decoded segment by segment, '/' between; no "..".
  std::vector<std::pair<std::string, std::string>> query;    ///< Decoded, in order.
  std::vector<std::pair<std::string, std::string>> headers;  ///< Names in lower case.
  std::map<std::string, std::string> path_values;            ///< What stood at {id} and so on.
  std::string body;                                          ///< Empty for routes that stream it.
  std::string peer;                                          ///< The client's address.
  bool secure = false;                                       ///< It came over TLS, as far as we know.
  std::optional<Identity> identity;

  /// The header's value, empty when it is not there.
  [[nodiscard]] std::string header(std::string_view lower_case_name) const;
  [[nodiscard]] std::optional<std::string> query_value(std::string_view name) const;
  [[nodiscard]] const std::string& path_value(const std::string& name) const { return path_values.at(name); }
  [[nodiscard]] const std::string& user_id() const { return identity->user_id; }
  /// The value of a cookie, empty when it is not there.
  [[nodiscard]] std::string cookie(std::string_view name) const;
};

/// An open file with what is said of it to whoever gets it.
struct ServedFile {
  FileHandle handle;
  std::uint64_t size = 0;
  std::string etag;
  std::string type;
  std::string cache_control;
};

/// A part of a file, sent as it lies on disk.
struct FileBody {
  std::shared_ptr<const ServedFile> file;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// The session stays open and is fed by the event hub.
struct EventStreamBody {
  std::string user_id;
  std::int64_t after_seq = -1;  ///< −1: from now on.
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::variant<std::string, FileBody, EventStreamBody> body;

  Response() = default;
  explicit Response(int status_) : status(status_) {}
  Response& with(std::string name, std::string value) & {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  Response&& with(std::string name, std::string value) && {
    headers.emplace_back(std::move(name), std::move(value));
    return std::move(*this);
  }
};

/// Takes a request's body as it arrives.
class BodySink {
 public:
  virtual ~BodySink() = default;
  /// On the session's thread; quick (a write to the page cache).
  virtual Result<void> write(ByteView bytes) = 0;
  /// After the last byte, on a thread that may block.
  virtual Response finish() = 0;
};

/// A request target in pieces. \error bad_input  Not origin-form, a bad escape, or a path with "..".
struct Target {
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
};
Result<Target> parse_target(std::string_view target);

/// "%2F"-style escapes undone. \error bad_input
Result<std::string> percent_decoded(std::string_view text);

/// A Content-Disposition that offers a download under this name (RFC 6266, RFC 8187), whatever is in it.
[[nodiscard]] std::string attachment(std::string_view filename);

}  // namespace scanetrix
