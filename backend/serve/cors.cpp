// SPDX-License-Identifier: Apache-2.0
#include "serve/cors.h"

#include <algorithm>

namespace scanetrix {

std::string allowed_origin(const Request& request, std::string_view allowed) {
  const std::string origin = request.header("origin");
  if (origin.empty()) return "";
  while (!allowed.empty()) {
    const std::size_t end = std::min(allowed.find(','), allowed.size());
    std::string_view entry = allowed.substr(0, end);
    allowed = end == allowed.size() ? std::string_view{} : allowed.substr(end + 1);
    while (entry.starts_with(' ')) entry.remove_prefix(1);
    while (entry.ends_with(' ')) entry.remove_suffix(1);
    if (entry == origin) return origin;
  }
  return "";
}

Response preflight(const Request& request, std::string_view allowed) {
  Response response(204);
  response.with("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  if (allowed_origin(request, allowed).empty()) return response;
  response.with("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
      .with("Access-Control-Allow-Headers",
            "Authorization, Content-Type, If-Match, If-None-Match, Last-Event-ID, Range")
      .with("Access-Control-Max-Age", "600");
  return response;
}

std::vector<std::pair<std::string, std::string>> common_headers(const Request& request,
                                                                std::string_view allowed) {
  const std::string origin = allowed_origin(request, allowed);
  std::vector<std::pair<std::string, std::string>> headers{
      {"Server", "scanetrix"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", origin.empty() ? "same-origin" : "cross-origin"},
  };
  if (origin.empty()) return headers;
  headers.insert(headers.end(), {{"Access-Control-Allow-Origin", origin},
                                 {"Access-Control-Allow-Credentials", "true"},
                                 {"Access-Control-Expose-Headers",
                                  "ETag, Content-Range, Location, Retry-After, Scanetrix-Interpolated, "
                                  "Scanetrix-Level"},
                                 {"Vary", "Origin"}});
  return headers;
}

}  // namespace scanetrix
