// SPDX-License-Identifier: Apache-2.0
#include "serve/scan_handlers.h"

#include <array>
#include <boost/json.hpp>
#include <charconv>

#include "serve/cursor.h"
#include "serve/wire.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr int kPageLimit = 200;

constexpr std::array kOrders{
    std::pair{std::string_view("-createdAt"), ScanOrder::newest},
    std::pair{std::string_view("createdAt"), ScanOrder::oldest},
    std::pair{std::string_view("name"), ScanOrder::name},
    std::pair{std::string_view("-name"), ScanOrder::name_down},
    std::pair{std::string_view("-studyDate"), ScanOrder::study_newest},
    std::pair{std::string_view("studyDate"), ScanOrder::study_oldest},
    std::pair{std::string_view("-size"), ScanOrder::largest},
    std::pair{std::string_view("size"), ScanOrder::smallest},
    std::pair{std::string_view("modality"), ScanOrder::modality},
};

Result<ScanOrder> parse_order(const std::string& sort) {
  if (sort.empty()) return ScanOrder::newest;
  std::string known;
  for (const auto& [name, order] : kOrders) {
    if (name == sort) return order;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  return fail(ErrorCode::bad_input, "validation_failed", fmt::format("\"sort\" must be one of {}.", known));
}

Result<ScanQuery> parse_query(const Request& request) {
  ScanQuery query{.user_id = request.user_id(),
                  .text = request.query_value("query").value_or(""),
                  .modality = request.query_value("modality").value_or(""),
                  .state = request.query_value("state").value_or("")};
  query.order = TRY(parse_order(request.query_value("sort").value_or("")));
  query.limit = TRY(parse_limit(request, 50, kPageLimit));
  if (!query.state.empty() && query.state != "ready" && query.state != "processing" &&
      query.state != "failed")
    return fail(ErrorCode::bad_input, "validation_failed", "\"state\" must be processing, ready or failed.");
  if (const auto cursor = request.query_value("cursor"); cursor && !cursor->empty()) {
    const auto parts = TRY(read_cursor(*cursor, 1));
    std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), query.offset);
    if (query.offset < 0) query.offset = 0;
  }
  return query;
}

Result<json::object> list_page(const Request& request, const Library& library) {
  const ScanQuery query = TRY(parse_query(request));
  const ScanList list = TRY(library.scans.list(query));
  const UserRow owner = TRY(library.accounts.user(request.user_id()));
  json::array items;
  for (const ScanRow& row : list.rows) items.push_back(scan_to_json(row, owner));
  const int seen = query.offset + static_cast<int>(list.rows.size());
  return json::object{{"items", items},
                      {"nextCursor", seen < list.total && !list.rows.empty()
                                         ? json::value(make_cursor({std::to_string(seen)}))
                                         : json::value(nullptr)},
                      {"total", list.total},
                      {"modalities", json::value_from(list.modalities)},
                      {"usedBytes", list.used_bytes}};
}

Result<json::object> with_owner(const Result<ScanRow>& row, const Request& request, const Library& library) {
  if (!row) return tl::make_unexpected(row.error());
  return scan_to_json(*row, TRY(library.accounts.user(request.user_id())));
}

Response answer(const Result<json::object>& body) {
  return body ? json_response(200, *body) : problem(body.error());
}

std::string etag_of(int version) {
  return fmt::format("\"{}\"", version);
}

Response annotations_response(const AnnotationsRow& row) {
  return json_response(200, json::parse(row.body_json).as_object()).with("ETag", etag_of(row.version));
}

}  // namespace

Response list_scans(const Request& request, const Services& services) {
  return answer(list_page(request, services.library));
}

Response get_scan(const Request& request, const Services& services) {
  const Library& library = services.library;
  return answer(
      with_owner(library.scans.find(request.user_id(), request.path_value("id")), request, library));
}

Response patch_scan(const Request& request, const Services& services) {
  const auto patch = parse_scan_patch(request.body);
  if (!patch) return patch.error();
  const Library& library = services.library;
  return answer(with_owner(
      library.scans.change(request.user_id(), request.path_value("id"), patch->name, patch->tags_json),
      request, library));
}

Response delete_scan(const Request& request, const Services& services) {
  const std::string& id = request.path_value("id");
  // The row first: what is not listed any more may lie about, but what is listed must be whole.
  if (auto removed = services.library.scans.remove(request.user_id(), id); !removed)
    return problem(removed.error());
  if (auto removed = services.library.blobs.remove_scan(id); !removed) return problem(removed.error());
  return Response(204);
}

Response get_annotations(const Request& request, const Services& services) {
  const auto row = services.library.scans.annotations(request.user_id(), request.path_value("id"));
  return row ? annotations_response(*row) : problem(row.error());
}

Response put_annotations(const Request& request, const Services& services) {
  const auto body = parse_annotations(request.body);
  if (!body) return body.error();
  const std::string match = request.header("if-match");
  int version = -1;
  if (match.size() > 2 && match.front() == '"')
    std::from_chars(match.data() + 1, match.data() + match.size() - 1, version);
  if (match.empty())
    return problem(428, "precondition_required",
                   "Send If-Match with the ETag that you loaded, so that no change of another is lost.");
  const auto row =
      services.library.scans.set_annotations(request.user_id(), request.path_value("id"), version, *body);
  return row ? annotations_response(*row) : problem(row.error());
}

}  // namespace scanetrix
