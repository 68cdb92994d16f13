// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <atomic>
#include <boost/json.hpp>
#include <iostream>

#include "base/id.h"
#include "commands/commands.h"
#include "commands/describe_series.h"
#include "commands/inputs.h"
#include "commands/make_isotropic.h"
#include "commands/signals.h"
#include "commands/write_series.h"
#include "upload/open_archives.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

/// A folder of our own for unpacked archives, gone at the end.
class WorkFolder {
 public:
  WorkFolder() : path_(fs::temp_directory_path() / ("scanetrix-convert-" + new_id())) {}
  ~WorkFolder() {
    if (!remove_tree(path_)) std::cerr << "scanetrix: could not remove " << path_ << '\n';
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Ends the work on SIGINT and SIGTERM, so that everything unfinished is removed. The signals are blocked.
class UntilInterrupted final : public Progress {
 public:
  void report(std::string_view, double) override {}
  [[nodiscard]] bool cancelled() const override {
    if (!interrupted_ && wait_for_stop_signal(0)) interrupted_ = true;
    return interrupted_;
  }

 private:
  mutable std::atomic<bool> interrupted_ = false;
};

/// Writes one series after the other and numbers them once there are several.
class SeriesWriter {
 public:
  SeriesWriter(OutputName name, const WriteOptions& options, Progress& progress)
      : name_(std::move(name)), options_(options), progress_(progress) {}

  /// May be called again with what is left of a series after a failure, which leaves nothing and counts
  /// nothing.
  Result<void> write(const Series& series) {
    const OutputName name = count_ == 0 ? name_ : name_.with(std::to_string(count_ + 1));
    const auto written = TRY(write_series(series, name, options_, progress_));
    for (const Warning& warning : series.warnings)
      std::cerr << series.name << ": " << warning.message << '\n';
    for (const WrittenFile& file : written)
      if (file.volume != &series.volumes.front())
        std::cerr << series.name << ": " << file.path.string() << " is the volume \"" << file.volume->id
                  << "\": " << file.volume->how << '\n';
    if (count_ == 0)
      for (const WrittenFile& file : written) first_.push_back(file.path);
    if (count_ == 1) TRY(number_first());
    ++count_;
    return {};
  }

 private:
  /// That there are several is known with the second; then the first gets its number too.
  Result<void> number_first() const {
    for (const fs::path& path : first_) {
      std::error_code error;
      fs::rename(path, name_.with("1").stem + path.string().substr(name_.stem.size()), error);
      if (error)
        return fail(ErrorCode::unavailable,
                    fmt::format("cannot rename the first volume: {}", error.message()));
    }
    return {};
  }

  OutputName name_;
  WriteOptions options_;
  Progress& progress_;
  std::size_t count_ = 0;
  std::vector<fs::path> first_;  ///< Of the first series, as long as it has no number.
};

/// Files and folders; what is not there is refused like any other input.
std::vector<SourceFile> find_inputs(const std::vector<std::string>& inputs, std::vector<Refusal>& refused) {
  std::vector<SourceFile> files;
  for (const std::string& input : inputs) {
    auto found = collect_files({input});
    if (found)
      files.insert(files.end(), found->begin(), found->end());
    else
      refused.push_back({input, "not_found", found.error().message});
  }
  return files;
}

/// Archives opened, everything else as it is.
Result<std::vector<SourceFile>> with_archives_opened(const std::vector<SourceFile>& files,
                                                     const fs::path& work, std::vector<Refusal>& refused,
                                                     Progress& progress) {
  std::vector<NamedFile> named;
  for (const SourceFile& file : files) named.push_back({file.name, file.path});
  OpenedArchives opened = TRY(open_archives(named, work, {}, progress));
  refused.insert(refused.end(), opened.refused.begin(), opened.refused.end());
  std::vector<SourceFile> out;
  for (OpenedFile& file : opened.files) out.push_back({std::move(file.name), std::move(file.path)});
  return out;
}

/// Hands every series to `sink`. \return What was refused, all of it.
Result<std::vector<Refusal>> read_inputs(const std::vector<std::string>& inputs, const IngestOptions& decided,
                                         const SeriesSink& sink, Progress& progress) {
  const WorkFolder work;
  std::vector<Refusal> refused;
  const auto files = TRY(with_archives_opened(find_inputs(inputs, refused), work.path(), refused, progress));
  const auto more = TRY(ingest(files, sink, progress, decided));
  refused.insert(refused.end(), more.begin(), more.end());
  for (const Refusal& refusal : refused)
    std::cerr << refusal.path << ": " << refusal.reason << " [" << refusal.code << "]\n";
  return refused;
}

Result<bool> list(const ConvertOptions& options, const IngestOptions& decided) {
  json::array listed;
  const SeriesSink sink = [&](Series&& series) -> Result<void> {
    listed.push_back(describe(series));
    return {};
  };
  UntilInterrupted progress;
  const auto refused = TRY(read_inputs(options.inputs, decided, sink, progress));
  const bool all_in = refused.empty() && !listed.empty();
  if (options.json) {
    std::cout << json::serialize(json::object{{"series", std::move(listed)}, {"refused", describe(refused)}})
              << '\n';
    return all_in;
  }
  for (const json::value& series : listed)
    std::cout << json::value_to<std::string>(series.at("name")) << '\t'
              << json::value_to<std::string>(series.at("modality")) << '\t'
              << json::serialize(series.at("shape")) << '\n';
  return all_in;
}

Result<bool> convert(const ConvertOptions& options, const IngestOptions& decided, const OutputName& name) {
  UntilInterrupted progress;
  SeriesWriter writer(name, {options.isovalue}, progress);
  const auto isotropic = reconstruction_mode_named(options.isotropic);
  bool any = false;
  bool all = true;
  const SeriesSink sink = [&](Series&& series) -> Result<void> {
    const WorkFolder work;
    const auto written = writer.write(
        isotropic ? TRY(make_isotropic(series, *isotropic, options.refine_seconds, work.path(), progress))
                  : series);
    if (!written && written.error().slug == "no_surface") {  // Others may have one.
      std::cerr << series.name << ": " << written.error().message << " [no_surface]\n";
      all = false;
      return {};
    }
    TRY(written);
    any = true;
    return {};
  };
  return TRY(read_inputs(options.inputs, decided, sink, progress)).empty() && any && all;
}

int report(const Error& error, int status) {
  std::cerr << "scanetrix: " << error.message << '\n';
  return status;
}

}  // namespace

int run_convert(const ConvertOptions& options) {
  block_stop_signals();
  Result<bool> all_in = false;
  const auto decided = parse_entered(options.entered);
  if (!decided) return report(decided.error(), 2);
  if (options.list) {
    all_in = list(options, *decided);
  } else {
    const auto name = parse_output_name(options.output);
    if (!name) return report(name.error(), 2);
    all_in = convert(options, *decided, *name);
  }
  if (!all_in) return report(all_in.error(), 1);
  return *all_in ? 0 : 1;
}

}  // namespace scanetrix
