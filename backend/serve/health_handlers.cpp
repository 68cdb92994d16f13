// SPDX-License-Identifier: Apache-2.0
#include "serve/health_handlers.h"

#include <unistd.h>

#include "serve/problem.h"
#include "serve/static_files.h"

namespace scanetrix {
namespace {

Response plain(std::string text) {
  Response response(200);
  response.with("Content-Type", "text/plain; charset=utf-8").with("Cache-Control", "no-store");
  response.body = std::move(text);
  return response;
}

}  // namespace

Response get_health(const Request&, const Services&) {
  return plain("ok\n");
}

Response get_readiness(const Request&, const Services& services) {
  const auto counts = services.library.jobs.counts();
  if (!counts) return problem(counts.error());
  if (::access(services.library.config.data_dir.c_str(), W_OK) != 0)
    return problem(Error{ErrorCode::unavailable, "the data directory cannot be written", {}});
  return plain("ready\n");
}

Response get_metrics(const Request&, const Services& services) {
  if (const auto counts = services.library.jobs.counts()) services.metrics.set_jobs(*counts);
  Response response = plain(services.metrics.text());
  response.headers.front().second = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

Response get_api_docs(const Request& request, const Services& services) {
  return file_response(request, fs::path(services.library.config.web_dir) / "api" / "docs.html",
                       "text/html; charset=utf-8", "no-cache")
      .with("Content-Security-Policy",
            "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'");
}

Response get_openapi(const Request& request, const Services& services) {
  return file_response(request, fs::path(services.library.config.web_dir) / "api" / "openapi.json",
                       "application/json", "no-cache");
}

}  // namespace scanetrix
