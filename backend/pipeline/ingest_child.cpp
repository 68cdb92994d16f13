// SPDX-License-Identifier: Apache-2.0
#include "pipeline/ingest_child.h"

#include <algorithm>
#include <boost/json.hpp>
#include <iostream>
#include <map>
#include <optional>
#include <set>

#include "base/file.h"
#include "base/printed_progress.h"
#include "ingest/ingest.h"
#include "pipeline/decisions_json.h"
#include "pipeline/package.h"
#include "upload/open_archives.h"
#include "walls/lock_down.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

// Below the job's folder, which is the working directory of the child.
constexpr auto kOrder = "order.json";
constexpr auto kIn = "in";
constexpr auto kOut = "out";
constexpr auto kReport = "out/report.json";

constexpr int kNoWalls = 126;
constexpr std::uint64_t kJsonLimit = std::uint64_t{256} << 20;

/// Everything there is to look at. \return Nothing where the only file is an archive that gives nothing: then
/// the upload as a whole has failed.
Result<std::optional<std::vector<OpenedFile>>> open_inputs(const IngestOrder& order, IngestReport& report,
                                                           Progress& progress) {
  std::vector<NamedFile> files;
  for (std::size_t i = 0; i < order.files.size(); ++i)
    files.push_back({order.files[i].name, fs::path(kIn) / std::to_string(i)});
  OpenedArchives opened = TRY(open_archives(files, kOut, order.limits, progress));
  report.refused = std::move(opened.refused);
  if (files.size() == 1 && opened.files.empty() && report.refused.size() == 1 &&
      report.refused[0].path == files[0].name) {
    report.error_code = report.refused[0].code;
    report.error_detail = report.refused[0].reason;
    return std::nullopt;
  }
  return std::move(opened.files);
}

std::int64_t size_of(const Series& series, const std::vector<OpenedFile>& inputs) {
  std::int64_t bytes = 0;
  std::error_code error;
  for (const std::size_t file : series.files)
    bytes += static_cast<std::int64_t>(fs::file_size(inputs[file].path, error));
  return bytes;
}

/// Of whatever is handed over, packages are written and reported.
class Keeper {
 public:
  Keeper(const std::vector<OpenedFile>& inputs, IngestReport& report, Progress& progress)
      : inputs_(inputs), report_(report), progress_(progress) {}

  Result<void> keep(const Series& series) {
    IngestedScan scan = TRY(write(series, std::to_string(report_.scans.size())));
    scan.anchor_number = with_file_[series.files.front()];
    for (const std::size_t file : series.files) ++with_file_[file];
    report_.scans.push_back(std::move(scan));
    return {};
  }

  /// Keeps the one that is wanted alone.
  Result<void> keep_wanted(const Series& series, const std::string& anchor_file, int anchor_number) {
    const bool is_candidate = std::any_of(series.files.begin(), series.files.end(), [&](std::size_t file) {
      return inputs_[file].name == anchor_file;
    });
    if (!is_candidate || !report_.scans.empty()) return {};
    // One that is damaged throughout was never counted, and only reading tells.
    IngestedScan scan = TRY(write(series, "0"));
    if (candidates_++ < anchor_number) return remove_tree(fs::path(kOut) / "0");
    scan.anchor_file = anchor_file;
    scan.anchor_number = anchor_number;
    report_.scans.push_back(std::move(scan));
    return {};
  }

 private:
  Result<IngestedScan> write(const Series& series, const std::string& name) {
    PackageFacts facts = TRY(write_package(series, fs::path(kOut) / name, progress_));
    IngestedScan scan{.folder = name,
                      .name = series.name,
                      .modality = series.modality,
                      .description = series.description,
                      .study_date = series.study_date,
                      .format = series.format,
                      .transfer_syntaxes = series.transfer_syntaxes,
                      .file_count = static_cast<std::int64_t>(series.files.size()),
                      .size_bytes = size_of(series, inputs_),
                      .anchor_file = inputs_[series.files.front()].name,
                      .volumes_json = std::move(facts.volumes_json),
                      .warnings_json = std::move(facts.warnings_json),
                      .light_box_json = std::move(facts.light_box_json),
                      .spacing_json = std::move(facts.spacing_json)};
    std::set<std::size_t> sources;
    for (const auto* files : {&series.files, &series.companions})
      for (const std::size_t file : *files) sources.insert(inputs_[file].source);
    scan.sources.assign(sources.begin(), sources.end());
    return scan;
  }

  const std::vector<OpenedFile>& inputs_;
  IngestReport& report_;
  Progress& progress_;
  std::map<std::size_t, int> with_file_;  ///< How many kept series have this file.
  int candidates_ = 0;
};

/// Names as they were before we packed the files.
void strip_archive_name(const std::string& archive, std::vector<OpenedFile>& inputs) {
  for (OpenedFile& input : inputs)
    if (input.name.starts_with(archive + "/")) input.name.erase(0, archive.size() + 1);
}

/// Of a scan that is older than anchors: the series that is as the scan's row says, if there is only one.
/// Reads headers alone. \error bad_input  "series_not_found"
Result<std::pair<std::string, int>> find_anchor(const WantedSeries& wanted,
                                                std::span<const SourceFile> sources,
                                                const std::vector<OpenedFile>& inputs, Progress& progress) {
  std::map<std::size_t, int> with_file;
  std::vector<std::pair<std::string, int>> found;
  const SeriesSink look = [&](Series&& series) -> Result<void> {
    if (series.format == wanted.format && series.modality == wanted.modality &&
        series.study_date == wanted.study_date &&
        static_cast<std::int64_t>(series.files.size()) == wanted.file_count &&
        size_of(series, inputs) == wanted.size_bytes)
      found.emplace_back(inputs[series.files.front()].name, with_file[series.files.front()]);
    for (const std::size_t file : series.files) ++with_file[file];
    return {};
  };
  TRY(ingest(sources, look, progress));
  if (found.size() == 1) return found.front();
  return fail(ErrorCode::bad_input, "series_not_found",
              found.empty() ? "This scan was not found in its own original files any more. Upload them again."
                            : "Several series of the original files are like this scan, and it does not say "
                              "which it was. Upload them again.");
}

Result<void> ingest_wanted(const WantedSeries& wanted, std::span<const SourceFile> sources,
                           const std::vector<OpenedFile>& inputs, IngestReport& report, Progress& progress) {
  const auto [anchor_file, anchor_number] = wanted.anchor_file.empty()
                                                ? TRY(find_anchor(wanted, sources, inputs, progress))
                                                : std::pair(wanted.anchor_file, wanted.anchor_number);
  IngestOptions options{.spacing = wanted.decisions.spacing};
  if (wanted.decisions.light_box) options.light_boxes[anchor_file] = *wanted.decisions.light_box;
  Keeper keeper(inputs, report, progress);
  const SeriesSink keep = [&, &file = anchor_file, number = anchor_number](Series&& series) {
    return keeper.keep_wanted(series, file, number);
  };
  const auto refused = TRY(ingest(sources, keep, progress, options));
  if (!report.scans.empty()) return {};
  for (const Refusal& refusal : refused) {
    if (refusal.path != anchor_file) continue;
    report.error_code = refusal.code;
    report.error_detail = refusal.reason;
    return {};
  }
  return fail(ErrorCode::bad_input, "series_not_found",
              "This scan was not found in its own original files any more. Upload them again.");
}

Result<void> ingest_order(const IngestOrder& order, IngestReport& report, Progress& progress) {
  auto inputs = TRY(open_inputs(order, report, progress));
  if (!inputs) return {};
  if (order.wanted && order.wanted->is_packed) strip_archive_name(order.files.front().name, *inputs);
  std::vector<SourceFile> sources;
  for (const OpenedFile& input : *inputs) sources.push_back({input.name, input.path});
  if (order.wanted) return ingest_wanted(*order.wanted, sources, *inputs, report, progress);
  Keeper keeper(*inputs, report, progress);
  const SeriesSink keep = [&](Series&& series) { return keeper.keep(series); };
  const auto refused = TRY(ingest(sources, keep, progress));
  report.refused.insert(report.refused.end(), refused.begin(), refused.end());
  return {};
}

json::value to_json(const IngestReport& report) {
  json::array scans;
  for (const IngestedScan& scan : report.scans)
    scans.push_back({{"folder", scan.folder},
                     {"name", scan.name},
                     {"modality", scan.modality},
                     {"description", scan.description},
                     {"studyDate", scan.study_date},
                     {"format", scan.format},
                     {"transferSyntaxes", json::value_from(scan.transfer_syntaxes)},
                     {"fileCount", scan.file_count},
                     {"sizeBytes", scan.size_bytes},
                     {"sources", json::value_from(scan.sources)},
                     {"anchorFile", scan.anchor_file},
                     {"anchorNumber", scan.anchor_number},
                     {"volumes", scan.volumes_json},
                     {"warnings", scan.warnings_json},
                     {"lightBox", scan.light_box_json},
                     {"spacing", scan.spacing_json}});
  json::array refused;
  for (const Refusal& refusal : report.refused)
    refused.push_back({{"path", refusal.path}, {"code", refusal.code}, {"reason", refusal.reason}});
  return {{"scans", scans},
          {"refused", refused},
          {"errorCode", report.error_code},
          {"errorDetail", report.error_detail}};
}

std::string text(const json::value& object, std::string_view key) {
  return json::value_to<std::string>(object.at(key));
}

json::value to_json(const WantedSeries& wanted) {
  return {{"anchorFile", wanted.anchor_file}, {"anchorNumber", wanted.anchor_number},
          {"isPacked", wanted.is_packed},     {"decisions", json::serialize(to_json(wanted.decisions))},
          {"format", wanted.format},          {"modality", wanted.modality},
          {"studyDate", wanted.study_date},   {"fileCount", wanted.file_count},
          {"sizeBytes", wanted.size_bytes}};
}

WantedSeries wanted_from(const json::value& value) {
  return {.anchor_file = text(value, "anchorFile"),
          .anchor_number = value.at("anchorNumber").to_number<int>(),
          .is_packed = value.at("isPacked").as_bool(),
          .decisions = decisions_from(text(value, "decisions")).value(),
          .format = text(value, "format"),
          .modality = text(value, "modality"),
          .study_date = text(value, "studyDate"),
          .file_count = value.at("fileCount").to_number<std::int64_t>(),
          .size_bytes = value.at("sizeBytes").to_number<std::int64_t>()};
}

IngestOrder order_from(const json::value& value) {
  IngestOrder order;
  for (const json::value& name : value.at("names").as_array())
    order.files.push_back({json::value_to<std::string>(name), {}});
  order.limits.files = value.at("limitFiles").to_number<std::int64_t>();
  order.limits.bytes = value.at("limitBytes").to_number<std::int64_t>();
  if (const json::value& wanted = value.at("wanted"); !wanted.is_null()) order.wanted = wanted_from(wanted);
  if (order.wanted && order.wanted->is_packed) {  // Our archive around them is none of theirs.
    ++order.limits.depth;
    order.limits.path_bytes += order.files.front().name.size() + 1;
  }
  return order;
}

}  // namespace

Result<void> write_order(const IngestOrder& order, const fs::path& folder) {
  TRY(make_directories(folder / kIn));
  TRY(make_directories(folder / kOut));
  json::array names;
  for (const IngestOrder::File& file : order.files) {
    const fs::path inside = folder / kIn / std::to_string(names.size());
    std::error_code error;
    fs::create_hard_link(file.path, inside, error);
    if (error) fs::copy_file(file.path, inside, error);
    if (error) return fail(ErrorCode::unavailable, "cannot hand over a staged file: " + error.message());
    names.emplace_back(file.name);
  }
  const json::object value{{"names", names},
                           {"limitFiles", order.limits.files},
                           {"limitBytes", order.limits.bytes},
                           {"wanted", order.wanted ? to_json(*order.wanted) : json::value(nullptr)}};
  const FileHandle handle = TRY(create_file(folder / kOrder));
  return write_all(handle, as_bytes(json::serialize(value)));
}

Result<IngestReport> read_report(const fs::path& folder) {
  const Bytes bytes = TRY(read_file(folder / kReport, kJsonLimit));
  try {
    const json::value value = json::parse(as_text(bytes));
    IngestReport report{.error_code = text(value, "errorCode"), .error_detail = text(value, "errorDetail")};
    // A child that was taken over may write what it likes: no name of its own becomes a path of ours.
    for (const json::value& scan : value.at("scans").as_array()) {
      if (text(scan, "folder") != std::to_string(report.scans.size()))
        return fail(ErrorCode::internal, "the decoding process reported a folder that is none of its own");
      report.scans.push_back(
          {.folder = text(scan, "folder"),
           .name = text(scan, "name"),
           .modality = text(scan, "modality"),
           .description = text(scan, "description"),
           .study_date = text(scan, "studyDate"),
           .format = text(scan, "format"),
           .transfer_syntaxes = json::value_to<std::vector<std::string>>(scan.at("transferSyntaxes")),
           .file_count = scan.at("fileCount").to_number<std::int64_t>(),
           .size_bytes = scan.at("sizeBytes").to_number<std::int64_t>(),
           .sources = json::value_to<std::vector<std::size_t>>(scan.at("sources")),
           .anchor_file = text(scan, "anchorFile"),
           .anchor_number = scan.at("anchorNumber").to_number<int>(),
           .volumes_json = text(scan, "volumes"),
           .warnings_json = text(scan, "warnings"),
           .light_box_json = text(scan, "lightBox"),
           .spacing_json = text(scan, "spacing")});
    }
    for (const json::value& refusal : value.at("refused").as_array())
      report.refused.push_back({text(refusal, "path"), text(refusal, "code"), text(refusal, "reason")});
    return report;
  } catch (const std::exception&) {
    return fail(ErrorCode::internal, "the decoding process left a report that cannot be read");
  }
}

int run_ingest_child(const fs::path& folder) {
  PrintedProgress progress;
  IngestReport report;
  try {
    const auto bytes = read_file(folder / kOrder, kJsonLimit);
    if (!bytes) return 2;
    const IngestOrder order = order_from(json::parse(as_text(*bytes)));
    prepare_ingest();
    prepare_unpack();
    if (!lock_down(folder, Work::decoding)) return kNoWalls;
    if (auto done = ingest_order(order, report, progress); !done) {
      const Error& error = done.error();
      report.scans.clear();
      report.error_code = error.slug.empty() ? "internal" : std::string(error.slug);
      report.error_detail =
          error.slug.empty() ? "The scan could not be stored. Try again later." : error.message;
      if (error.code == ErrorCode::unavailable || error.code == ErrorCode::internal)
        report.error_code = "unavailable";
    }
  } catch (const std::bad_alloc&) {
    report = {
        .error_code = "too_large",
        .error_detail = "This upload needs more memory than the server gives to one. Upload it in parts."};
  } catch (const std::exception&) {
    return 3;  // A promise of ours is broken; the parent names the upload.
  }
  return write_durably(kReport, as_bytes(json::serialize(to_json(report)))) ? 0 : 4;
}

}  // namespace scanetrix
