// SPDX-License-Identifier: Apache-2.0
#include "upload/multipart.h"

#include <algorithm>
#include <cctype>

namespace scanetrix {
namespace {

constexpr std::size_t kHeaderLimit = std::size_t{16} * 1024;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

/// The value of parameter `name` in `header` ("form-data; name=\"files\""), quoted or not; empty when not
/// there.
std::string parameter(std::string_view header, std::string_view name) {
  const std::string wanted = lower(name);
  std::size_t at = header.find(';');
  while (at != header.npos) {
    ++at;
    while (at < header.size() && (header[at] == ' ' || header[at] == '\t')) ++at;
    const std::size_t equals = header.find('=', at);
    if (equals == header.npos) return "";
    const std::string key = lower(header.substr(at, equals - at));
    std::string value;
    at = equals + 1;
    if (at < header.size() && header[at] == '"') {
      for (++at; at < header.size() && header[at] != '"'; ++at) {
        // Browsers escape the quote as %22 (WHATWG), others as \" (RFC 822).
        if (header[at] == '\\' && at + 1 < header.size() && (header[at + 1] == '"' || header[at + 1] == '\\'))
          ++at;
        value += header[at];
      }
      at = header.find(';', at);
    } else {
      const std::size_t end = header.find(';', at);
      value = header.substr(at, end == header.npos ? header.npos : end - at);
      while (!value.empty() && value.back() == ' ') value.pop_back();
      at = end;
    }
    if (key == wanted) return value;
  }
  return "";
}

Result<MultipartPart> parse_part(std::string_view headers) {
  while (!headers.empty()) {
    const std::size_t end = headers.find("\r\n");
    const std::string_view line = headers.substr(0, end);
    headers = end == headers.npos ? std::string_view{} : headers.substr(end + 2);
    const std::size_t colon = line.find(':');
    if (colon == line.npos || lower(line.substr(0, colon)) != "content-disposition") continue;
    MultipartPart part{parameter(line, "name"), parameter(line, "filename")};
    for (std::size_t at; (at = part.filename.find("%22")) != std::string::npos;)
      part.filename.replace(at, 3, "\"");
    return part;
  }
  return fail(ErrorCode::bad_input, "invalid_multipart", "A part of the form has no Content-Disposition.");
}

}  // namespace

MultipartParser::MultipartParser(std::string boundary, Events events)
    : delimiter_("\r\n--" + std::move(boundary)), events_(std::move(events)) {
  buffer_ = "\r\n";  // So that a boundary at the very start looks like any other.
}

Result<void> MultipartParser::feed(ByteView bytes) {
  buffer_.append(as_text(bytes));
  for (;;) {
    const State before = state_;
    const std::size_t size_before = buffer_.size();
    switch (state_) {
      case State::preamble: {
        const std::size_t at = buffer_.find(delimiter_);
        if (at == buffer_.npos) {
          if (buffer_.size() > delimiter_.size()) buffer_.erase(0, buffer_.size() - delimiter_.size());
          return {};
        }
        buffer_.erase(0, at + delimiter_.size());
        state_ = State::after_boundary;
        break;
      }
      case State::after_boundary:
        if (buffer_.size() < 2) return {};
        if (buffer_.starts_with("--"))
          state_ = State::epilogue;
        else if (buffer_.starts_with("\r\n"))
          state_ = State::headers;
        else
          return fail(ErrorCode::bad_input, "invalid_multipart",
                      "The form's boundary is followed by something else.");
        buffer_.erase(0, 2);
        break;
      case State::headers:
        TRY(read_headers());
        break;
      case State::body:
        TRY(read_body());
        break;
      case State::epilogue:
        buffer_.clear();
        return {};
    }
    if (state_ == before && buffer_.size() == size_before) return {};
  }
}

Result<void> MultipartParser::read_headers() {
  const std::size_t end = buffer_.find("\r\n\r\n");
  if (end == buffer_.npos) {
    if (buffer_.size() > kHeaderLimit)
      return fail(ErrorCode::bad_input, "invalid_multipart",
                  "The headers of a part of the form are over 16 KB.");
    return {};
  }
  const MultipartPart part = TRY(parse_part(std::string_view(buffer_).substr(0, end)));
  // The last CRLF stays: with it, an empty body is followed by a delimiter like any other.
  buffer_.erase(0, end + 2);
  state_ = State::body;
  TRY(events_.begin(part));
  buffer_.erase(0, 2);
  if (buffer_.starts_with(std::string_view(delimiter_).substr(2))) buffer_.insert(0, "\r\n");
  return {};
}

Result<void> MultipartParser::read_body() {
  const std::size_t at = buffer_.find(delimiter_);
  if (at != buffer_.npos) {
    if (at > 0) TRY(events_.data(as_bytes(std::string_view(buffer_).substr(0, at))));
    buffer_.erase(0, at + delimiter_.size());
    state_ = State::after_boundary;
    return events_.end();
  }
  // What could be the beginning of a delimiter waits for the bytes that follow.
  if (buffer_.size() >= delimiter_.size()) {
    const std::size_t safe = buffer_.size() - delimiter_.size() + 1;
    TRY(events_.data(as_bytes(std::string_view(buffer_).substr(0, safe))));
    buffer_.erase(0, safe);
  }
  return {};
}

Result<void> MultipartParser::finish() const {
  if (state_ != State::epilogue)
    return fail(ErrorCode::bad_input, "invalid_multipart",
                "The form ended before its last boundary. Send it again.");
  return {};
}

Result<std::string> multipart_boundary(std::string_view content_type) {
  const std::string boundary = parameter(content_type, "boundary");
  if (boundary.empty() || boundary.size() > 70)
    return fail(ErrorCode::bad_input, "invalid_multipart",
                "The Content-Type names no boundary of 1 to 70 characters.");
  return boundary;
}

}  // namespace scanetrix
