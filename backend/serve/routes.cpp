// SPDX-License-Identifier: Apache-2.0
#include "serve/routes.h"

#include <array>
#include <optional>

#include "serve/account_handlers.h"
#include "serve/health_handlers.h"
#include "serve/job_handlers.h"
#include "serve/model_handlers.h"
#include "serve/picture_handlers.h"
#include "serve/scan_handlers.h"
#include "serve/upload_body.h"
#include "serve/upload_handlers.h"
#include "serve/volume_handlers.h"

namespace scanetrix {
namespace {

constexpr auto kEverybody = Access::everybody;
constexpr auto kSignedIn = Access::signed_in;

/// GET /events → 200, a stream that stays open.
Response get_events(const Request& request, const Services&) {
  EventStreamBody stream{request.user_id(), -1};
  const std::string last = request.header("last-event-id");
  if (!last.empty() && last.size() < 19 && last.find_first_not_of("0123456789") == last.npos)
    stream.after_seq = std::stoll(last);
  Response response(200);
  response.with("Content-Type", "text/event-stream")
      .with("Cache-Control", "no-store")
      .with("X-Accel-Buffering", "no");
  response.body = std::move(stream);
  return response;
}

constexpr std::array kRoutes{
    Route{"GET", "/healthz", kEverybody, get_health},
    Route{"GET", "/readyz", kEverybody, get_readiness},
    Route{"GET", "/metrics", kEverybody, get_metrics},
    Route{"GET", "/api/docs", kEverybody, get_api_docs},
    Route{"GET", "/api/openapi.json", kEverybody, get_openapi},

    Route{"POST", "/api/v1/auth/register", kEverybody, register_user},
    Route{"POST", "/api/v1/auth/login", kEverybody, log_in},
    Route{"POST", "/api/v1/auth/refresh", kEverybody, refresh_session},
    Route{"POST", "/api/v1/auth/logout", kEverybody, log_out},
    Route{"GET", "/api/v1/auth/me", kSignedIn, get_me},

    Route{"GET", "/api/v1/uploads", kSignedIn, list_uploads},
    Route{"POST", "/api/v1/uploads", kSignedIn, nullptr, open_upload},
    Route{"GET", "/api/v1/uploads/{id}", kSignedIn, get_upload},
    Route{"DELETE", "/api/v1/uploads/{id}", kSignedIn, delete_upload},
    Route{"PUT", "/api/v1/uploads/{id}/files/{path...}", kSignedIn, nullptr, open_file},
    Route{"POST", "/api/v1/uploads/{id}/complete", kSignedIn, complete_upload},

    Route{"GET", "/api/v1/scans", kSignedIn, list_scans},
    Route{"GET", "/api/v1/scans/{id}", kSignedIn, get_scan},
    Route{"PATCH", "/api/v1/scans/{id}", kSignedIn, patch_scan},
    Route{"DELETE", "/api/v1/scans/{id}", kSignedIn, delete_scan},
    Route{"GET", "/api/v1/scans/{id}/thumbnail.png", kSignedIn, get_thumbnail},
    Route{"GET", "/api/v1/scans/{id}/preview.png", kSignedIn, get_preview},
    Route{"GET", "/api/v1/scans/{id}/light-box", kSignedIn, get_light_box},
    Route{"GET", "/api/v1/scans/{id}/original", kSignedIn, get_original},
    Route{"GET", "/api/v1/scans/{id}/export", kSignedIn, export_scan},
    Route{"GET", "/api/v1/scans/{id}/annotations", kSignedIn, get_annotations},
    Route{"PUT", "/api/v1/scans/{id}/annotations", kSignedIn, put_annotations},
    Route{"GET", "/api/v1/scans/{id}/jobs", kSignedIn, list_jobs},
    Route{"POST", "/api/v1/scans/{id}/jobs", kSignedIn, create_job},
    Route{"GET", "/api/v1/jobs/{id}", kSignedIn, get_job},
    Route{"DELETE", "/api/v1/jobs/{id}", kSignedIn, cancel_job},
    Route{"DELETE", "/api/v1/scans/{id}/volumes/{volume}", kSignedIn, delete_volume},
    Route{"GET", "/api/v1/scans/{id}/volumes/{volume}/slice.png", kSignedIn, get_slice},
    Route{"GET", "/api/v1/scans/{id}/volumes/{volume}/turntable.png", kSignedIn, get_turntable},
    Route{"GET", "/api/v1/scans/{id}/volumes/{volume}/zarr/{path...}", kSignedIn, get_zarr, nullptr, true},
    Route{"GET", "/api/v1/scans/{id}/revisions/{revision}/volumes/{volume}/zarr/{path...}", kSignedIn,
          get_zarr_of_revision, nullptr, true},

    Route{"GET", "/api/v1/events", kSignedIn, get_events},
    Route{"GET", "/api/v1/models", kSignedIn, list_models},
};

std::string_view take_segment(std::string_view& path) {
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string_view segment = path.substr(0, end);
  path = end == path.size() ? std::string_view{} : path.substr(end + 1);
  return segment;
}

std::optional<std::map<std::string, std::string>> match_path(std::string_view pattern,
                                                             std::string_view path) {
  std::map<std::string, std::string> values;
  while (!pattern.empty() || !path.empty()) {
    if (pattern.empty() || path.empty()) return std::nullopt;
    const std::string_view expected = take_segment(pattern);
    if (expected.ends_with("...}")) {
      values[std::string(expected.substr(1, expected.size() - 5))] = std::string(path);
      return values;
    }
    const std::string_view given = take_segment(path);
    if (expected.starts_with('{')) {
      if (given.empty()) return std::nullopt;
      values[std::string(expected.substr(1, expected.size() - 2))] = std::string(given);
    } else if (expected != given) {
      return std::nullopt;
    }
  }
  return values;
}

}  // namespace

std::span<const Route> all_routes() {
  return kRoutes;
}

RouteMatch find_route(std::string_view method, std::string_view path) {
  RouteMatch match;
  for (const Route& route : kRoutes) {
    auto values = match_path(route.pattern.substr(1), path.substr(std::min<std::size_t>(1, path.size())));
    if (!values) continue;
    if (route.method == method || (method == "HEAD" && route.method == "GET")) {
      match.route = &route;
      match.path_values = std::move(*values);
      return match;
    }
    match.allowed += (match.allowed.empty() ? "" : ", ") + std::string(route.method);
    if (route.method == "GET") match.allowed += ", HEAD";
  }
  return match;
}

}  // namespace scanetrix
