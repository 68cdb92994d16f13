// SPDX-License-Identifier: Apache-2.0
#include "pipeline/ingest_child.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <iostream>
#include <mutex>
#include <set>

#include "base/file.h"
#include "ingest/ingest.h"
#include "pipeline/package.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr auto kReport = "report.json";
constexpr std::uint64_t kJsonLimit = std::uint64_t{256} << 20;

/// Prints progress, at most ten times a second.
class PrintedProgress final : public Progress {
 public:
  void report(std::string_view stage, double fraction) override {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (stage == stage_ && now - last_ < std::chrono::milliseconds(100)) return;
    stage_ = stage;
    last_ = now;
    std::cout << fmt::format("{} {:.4f}\n", stage_, std::clamp(fraction, 0.0, 1.0)) << std::flush;
  }

 private:
  std::mutex mutex_;
  std::string stage_;
  std::chrono::steady_clock::time_point last_;
};

/// Everything there is to look at, and which of the order's files each came out of.
struct Inputs {
  std::vector<SourceFile> files;
  std::vector<std::size_t> sources;
};

Result<Inputs> collect_inputs(const IngestOrder& order, IngestReport& report, Progress& progress) {
  Inputs inputs;
  std::int64_t counted_files = 0;
  std::int64_t counted_bytes = 0;
  const auto archives = std::count_if(order.files.begin(), order.files.end(),
                                      [](const auto& file) { return is_archive(file.path); });
  for (std::size_t i = 0; i < order.files.size(); ++i) {
    const IngestOrder::File& file = order.files[i];
    if (!is_archive(file.path)) {
      inputs.files.push_back({file.name, file.path});
      inputs.sources.push_back(i);
      continue;
    }
    auto unpacked = unpack(file.path, file.name, order.folder / ("unpacked" + std::to_string(i)),
                           order.limits, counted_files, counted_bytes, progress);
    if (!unpacked) {
      const Error& error = unpacked.error();
      if (error.slug.empty()) return tl::make_unexpected(error);
      report.refused.push_back({file.name, std::string(error.slug), error.message});
      // Archives that burst the limits, or a cut one that is all there is, spoil the upload as a whole.
      if (error.code == ErrorCode::too_large || (archives == 1 && order.files.size() == 1))
        return tl::make_unexpected(error);
      continue;
    }
    report.refused.insert(report.refused.end(), unpacked->refused.begin(), unpacked->refused.end());
    for (const UnpackedFile& entry : unpacked->files) {
      inputs.files.push_back({entry.name, entry.path});
      inputs.sources.push_back(i);
    }
  }
  return inputs;
}

Result<IngestedScan> keep_series(const Series& series, const Inputs& inputs, const fs::path& folder,
                                 const std::string& name, Progress& progress) {
  const PackageFacts facts = TRY(write_package(series, folder / name, progress));
  IngestedScan scan{.folder = name,
                    .name = series.name,
                    .modality = series.modality,
                    .description = series.description,
                    .study_date = series.study_date,
                    .format = series.format,
                    .transfer_syntaxes = series.transfer_syntaxes,
                    .file_count = static_cast<std::int64_t>(series.files.size()),
                    .volumes_json = facts.volumes_json,
                    .warnings_json = facts.warnings_json};
  std::set<std::size_t> sources;
  std::error_code error;
  for (const std::size_t file : series.files) {
    scan.size_bytes += static_cast<std::int64_t>(fs::file_size(inputs.files[file].path, error));
    sources.insert(inputs.sources[file]);
  }
  scan.sources.assign(sources.begin(), sources.end());
  return scan;
}

Result<void> ingest_order(const IngestOrder& order, IngestReport& report, Progress& progress) {
  const Inputs inputs = TRY(collect_inputs(order, report, progress));
  const SeriesSink keep = [&](Series&& series) -> Result<void> {
    report.scans.push_back(
        TRY(keep_series(series, inputs, order.folder, std::to_string(report.scans.size()), progress)));
    return {};
  };
  const auto refused = TRY(ingest(inputs.files, keep, progress));
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
                     {"volumes", scan.volumes_json},
                     {"warnings", scan.warnings_json}});
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

IngestOrder order_from(const json::value& value) {
  IngestOrder order;
  order.folder = text(value, "folder");
  for (const json::value& file : value.at("files").as_array())
    order.files.push_back({text(file, "name"), text(file, "path")});
  order.limits.files = value.at("limitFiles").to_number<std::int64_t>();
  order.limits.bytes = value.at("limitBytes").to_number<std::int64_t>();
  return order;
}

}  // namespace

Result<void> write_order(const IngestOrder& order, const fs::path& file) {
  json::array files;
  for (const IngestOrder::File& entry : order.files)
    files.push_back({{"name", entry.name}, {"path", entry.path.string()}});
  const json::object value{{"folder", order.folder.string()},
                           {"files", files},
                           {"limitFiles", order.limits.files},
                           {"limitBytes", order.limits.bytes}};
  const FileHandle handle = TRY(create_file(file));
  return write_all(handle, as_bytes(json::serialize(value)));
}

Result<IngestReport> read_report(const fs::path& folder) {
  const Bytes bytes = TRY(read_file(folder / kReport, kJsonLimit));
  try {
    const json::value value = json::parse(as_text(bytes));
    IngestReport report{.error_code = text(value, "errorCode"), .error_detail = text(value, "errorDetail")};
    for (const json::value& scan : value.at("scans").as_array())
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
           .volumes_json = text(scan, "volumes"),
           .warnings_json = text(scan, "warnings")});
    for (const json::value& refusal : value.at("refused").as_array())
      report.refused.push_back({text(refusal, "path"), text(refusal, "code"), text(refusal, "reason")});
    return report;
  } catch (const std::exception&) {
    return fail(ErrorCode::internal, "the decoding process left a report that cannot be read");
  }
}

int run_ingest_child(const fs::path& order_file) {
  PrintedProgress progress;
  IngestReport report;
  fs::path folder;
  try {
    const auto bytes = read_file(order_file, kJsonLimit);
    if (!bytes) return 2;
    const IngestOrder order = order_from(json::parse(as_text(*bytes)));
    folder = order.folder;
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
  return write_durably(folder / kReport, as_bytes(json::serialize(to_json(report)))) ? 0 : 4;
}

}  // namespace scanetrix
