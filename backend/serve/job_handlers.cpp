// SPDX-License-Identifier: Apache-2.0
#include "serve/job_handlers.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "pipeline/known_models.h"
#include "pipeline/scan_volumes.h"
#include "reconstruct/offer.h"
#include "serve/problem.h"
#include "serve/wire.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr int kListed = 20;

/// Whether the scan will have no slices with a step once these decisions are followed: it is one picture
/// alone, or its third axis is time.
bool will_have_no_step(const ScanRow& scan, const ScanDecisions& decisions) {
  if (!json::parse(scan.light_box_json).is_null())
    return !decisions.light_box || decisions.light_box->is_one_picture();
  const json::value volumes = json::parse(scan.volumes_json);
  const json::object& first = volumes.at(0).as_object();
  return first.at("shape").at(0) == 1 || first.contains("cine");
}

/// Why this scan cannot be read again so.
std::optional<Response> objection(const ScanRow& scan, const DecisionChange& change,
                                  const ScanDecisions& decisions) {
  if (change.light_box && *change.light_box && json::parse(scan.light_box_json).is_null())
    return problem(422, "not_one_picture",
                   "Only one picture in a file of its own can be a sheet of slices, and this scan is none.");
  if (!change.spacing || !*change.spacing) return std::nullopt;
  if (!json::parse(scan.spacing_json).at("editable").as_bool())
    return problem(422, "spacing_is_measured",
                   "This scan's distances were measured when it was taken. They cannot be entered.");
  if ((*change.spacing)->slice_mm && will_have_no_step(scan, decisions))
    return problem(std::vector<FieldError>{
        {"parameters.spacing.sliceMm",
         "There are no slices to be apart: this is one picture, or pictures over time. Send null."}});
  return std::nullopt;
}

/// What a job's row is to hold, or why there is to be none.
using JobParameters = tl::expected<std::string, Response>;

auto refused(Response why) {
  return tl::make_unexpected(std::move(why));
}

JobParameters reread_parameters(const std::string& body, const ScanRow& scan, const Library& /*library*/) {
  const auto change = parse_reread(body);
  if (!change) return refused(change.error());
  auto decided = decisions_from(scan.decisions_json);
  if (!decided) return refused(problem(decided.error()));
  const ScanDecisions decisions = changed(*decided, *change);
  if (auto why = objection(scan, *change, decisions)) return refused(std::move(*why));
  return json::serialize(to_json(decisions));
}

/// The volume that a job is to work on, of those of its scan.
tl::expected<SeriesVolume, Response> source_of(const ScanRow& scan, const std::string& wanted) {
  const auto volumes = volumes_of(scan);
  if (!volumes) return refused(problem(volumes.error()));
  const SeriesVolume* source = find_source(*volumes, wanted);
  if (source != nullptr) return *source;
  if (!wanted.empty())
    return refused(
        problem(std::vector<FieldError>{{"parameters.volume", "This scan has no volume of this id."}}));
  return refused(problem(422, "not_an_image", "This scan has no volume of measured values."));
}

JobParameters reconstruct_parameters(const std::string& body, const ScanRow& scan,
                                     const Library& /*library*/) {
  const auto wanted = parse_reconstruct(body);
  if (!wanted) return refused(wanted.error());
  const auto source = source_of(scan, wanted->volume);
  if (!source) return refused(source.error());
  const auto warnings = warnings_of(scan);
  if (!warnings) return refused(problem(warnings.error()));
  const auto offer = reconstruction_offer(*source, *warnings);
  if (!offer) return refused(problem(422, offer.error().slug, offer.error().message));
  return to_text(ReconstructParameters{source->id, wanted->mode, wanted->refine_seconds});
}

JobParameters segment_parameters(const std::string& body, const ScanRow& scan, const Library& library) {
  const auto wanted = parse_segment(body);
  if (!wanted) return refused(wanted.error());
  const auto model = installed_models(library.config).find(wanted->model);
  if (!model && model.error().code == ErrorCode::not_found)
    return refused(problem(std::vector<FieldError>{
        {"parameters.model", "This server has no model of this id that makes segments."}}));
  if (!model) return refused(problem(model.error()));
  const auto source = source_of(scan, wanted->volume);
  if (!source) return refused(source.error());
  if (const auto suits = check_suits(model->description, *source); !suits)
    return refused(problem(422, suits.error().slug, suits.error().message));
  return to_text(SegmentParameters{model->id, source->id});
}

/// What can be asked for. Each has its row in pipeline/worker.cpp too.
struct JobKind {
  std::string_view name;
  JobParameters (*parameters)(const std::string& body, const ScanRow& scan, const Library& library);
};
constexpr std::array kKinds{JobKind{"reread", reread_parameters},
                            JobKind{"reconstruct", reconstruct_parameters},
                            JobKind{"segment", segment_parameters}};

constexpr auto kKindNames = [] {
  std::array<std::string_view, kKinds.size()> names;
  for (std::size_t i = 0; i < kKinds.size(); ++i) names[i] = kKinds[i].name;
  return names;
}();

}  // namespace

Response create_job(const Request& request, const Services& services) {
  const auto asked = parse_job_kind(request.body, kKindNames);
  if (!asked) return asked.error();
  const Library& library = services.library;
  const auto scan = library.scans.find(request.user_id(), request.path_value("id"));
  if (!scan) return problem(scan.error());
  const auto kind =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const JobKind& known) { return known.name == *asked; });
  const auto parameters = kind->parameters(request.body, *scan, library);
  if (!parameters) return parameters.error();
  const auto job = library.jobs.add(request.user_id(), scan->id, *asked, *parameters);
  return job ? json_response(202, job_to_json(*job)) : problem(job.error());
}

Response list_jobs(const Request& request, const Services& services) {
  const auto jobs = services.library.jobs.list(request.user_id(), request.path_value("id"), kListed);
  if (!jobs) return problem(jobs.error());
  json::array items;
  for (const JobRow& job : *jobs) items.push_back(job_to_json(job));
  return json_response(200, {{"items", items}, {"nextCursor", nullptr}});
}

Response get_job(const Request& request, const Services& services) {
  const auto job = services.library.jobs.find(request.user_id(), request.path_value("id"));
  return job ? json_response(200, job_to_json(*job)) : problem(job.error());
}

Response cancel_job(const Request& request, const Services& services) {
  const auto cancelled = services.library.jobs.cancel(request.user_id(), request.path_value("id"));
  return cancelled ? Response(204) : problem(cancelled.error());
}

}  // namespace scanetrix
