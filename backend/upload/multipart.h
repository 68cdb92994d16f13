// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace scanetrix {

/// The head of one part.
struct MultipartPart {
  std::string name;
  std::string filename;  ///< As sent, path and all; empty when the part is a field.
};

/// Reads a multipart/form-data body piece by piece (RFC 7578, RFC 2046 section 5.1). Holds at most one
/// boundary's length of body and 16 KB of part headers, whatever the size of the parts.
class MultipartParser {
 public:
  struct Events {
    std::function<Result<void>(const MultipartPart&)> begin;
    std::function<Result<void>(ByteView)> data;
    std::function<Result<void>()> end;
  };

  /// `boundary` without the dashes, 1 … 70 characters.
  MultipartParser(std::string boundary, Events events);

  /// The next bytes of the body. \error bad_input  Not a multipart body; or what an event returned.
  Result<void> feed(ByteView bytes);

  /// \error bad_input  The closing boundary never came.
  Result<void> finish() const;

 private:
  enum class State { preamble, headers, body, after_boundary, epilogue };
  Result<void> read_headers();
  Result<void> read_body();

  std::string delimiter_;  ///< CRLF "--" boundary
  Events events_;
  State state_ = State::preamble;
  std::string buffer_;
};

/// The boundary of a Content-Type, or an error that says what is wrong with it.
Result<std::string> multipart_boundary(std::string_view content_type);

}  // namespace scanetrix
