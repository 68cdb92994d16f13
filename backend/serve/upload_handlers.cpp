// SPDX-License-Identifier: Apache-2.0
#include "serve/upload_handlers.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <limits>

#include "serve/cursor.h"

namespace scanetrix {
namespace {

namespace json = boost::json;
constexpr int kPageLimit = 200;

Result<UploadView> with_lists(const Library& library, UploadRow row) {
  UploadView view{.row = std::move(row)};
  if (view.row.state == UploadState::open) {
    for (const UploadFileRow& file : TRY(library.uploads.files(view.row.id)))
      if (file.sha256.empty()) view.missing.push_back(file.path);
  } else if (view.row.state == UploadState::done || view.row.state == UploadState::failed) {
    view.scans = TRY(library.uploads.scans(view.row.id));
    view.refused = TRY(library.uploads.refusals(view.row.id));
  }
  return view;
}

Result<std::vector<UploadState>> parse_states(const std::string& list) {
  std::vector<UploadState> states;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const auto state = upload_state_named(list.substr(begin, end - begin));
    if (!state)
      return fail(
          ErrorCode::bad_input, "validation_failed",
          "\"state\" must be open, queued, processing, done or failed, or several with commas between.");
    states.push_back(*state);
    begin = end + 1;
  }
  return states;
}

Result<json::object> list_page(const Request& request, const Library& library) {
  const auto states = TRY(parse_states(request.query_value("state").value_or("")));
  const int limit = TRY(parse_limit(request, 50, kPageLimit));
  UnixMs before = std::numeric_limits<UnixMs>::max();
  std::string before_id;
  if (const auto cursor = request.query_value("cursor"); cursor && !cursor->empty()) {
    const auto parts = TRY(read_cursor(*cursor, 2));
    std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), before);
    before_id = parts[1];
  }
  auto rows = TRY(library.uploads.list(request.user_id(), states, before, before_id, limit + 1));
  json::value next = nullptr;
  if (static_cast<int>(rows.size()) > limit) {
    rows.pop_back();
    next = make_cursor({std::to_string(rows.back().created_at), rows.back().id});
  }
  json::array items;
  for (UploadRow& row : rows) items.push_back(upload_to_json(TRY(with_lists(library, std::move(row)))));
  return json::object{{"items", items}, {"nextCursor", next}};
}

}  // namespace

Result<UploadView> view_upload(const Library& library, const std::string& user_id, const std::string& id) {
  return with_lists(library, TRY(library.uploads.find(user_id, id)));
}

Result<void> accept_upload(const Library& library, const std::string& upload_id) {
  const auto files = TRY(library.uploads.files(upload_id));
  if (!files.empty() &&
      std::all_of(files.begin(), files.end(), [](const auto& f) { return !f.sha256.empty(); }))
    TRY(library.staging.sync(upload_id));
  return library.uploads.complete(upload_id);
}

Response list_uploads(const Request& request, const Services& services) {
  const auto page = list_page(request, services.library);
  return page ? json_response(200, *page) : problem(page.error());
}

Response get_upload(const Request& request, const Services& services) {
  const auto view = view_upload(services.library, request.user_id(), request.path_value("id"));
  return view ? json_response(200, upload_to_json(*view)) : problem(view.error());
}

Response complete_upload(const Request& request, const Services& services) {
  const Library& library = services.library;
  const std::string& id = request.path_value("id");
  auto view = view_upload(library, request.user_id(), id);
  if (!view) return problem(view.error());
  if (view->row.state == UploadState::open) {
    if (auto accepted = accept_upload(library, id); !accepted) {
      Response response = problem(accepted.error());
      if (accepted.error().slug == "files_missing") {
        auto body = json::parse(std::get<std::string>(response.body)).as_object();
        body["missing"] = json::value_from(view->missing);
        response.body = json::serialize(body);
      }
      return response;
    }
    view = view_upload(library, request.user_id(), id);
    if (!view) return problem(view.error());
  }
  return json_response(202, upload_to_json(*view));
}

Response delete_upload(const Request& request, const Services& services) {
  const std::string& id = request.path_value("id");
  if (auto removed = services.library.uploads.remove(request.user_id(), id); !removed)
    return problem(removed.error());
  if (auto removed = services.library.staging.remove(id); !removed) return problem(removed.error());
  return Response(204);
}

}  // namespace scanetrix
