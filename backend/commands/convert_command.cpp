// SPDX-License-Identifier: Apache-2.0
#include <libdeflate.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <iostream>

#include "base/id.h"
#include "commands/commands.h"
#include "commands/inputs.h"
#include "store/export_nifti.h"
#include "upload/open_archives.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr int kGzipLevel = 1;

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

/// OUT_2.nii for the second of several.
fs::path numbered_path(const std::string& output, std::size_t number) {
  const std::string suffix = output.ends_with(".nii.gz") ? ".nii.gz" : ".nii";
  return output.substr(0, output.size() - suffix.size()) + "_" + std::to_string(number) + suffix;
}

/// One gzip member (RFC 1952). \error too_large  No memory.
Result<Bytes> gzipped(ByteView first, ByteView second) {
  Bytes plain(first.begin(), first.end());
  plain.insert(plain.end(), second.begin(), second.end());
  libdeflate_compressor* compressor = libdeflate_alloc_compressor(kGzipLevel);
  if (compressor == nullptr) return fail(ErrorCode::too_large, "no memory to compress");
  Bytes packed(libdeflate_gzip_compress_bound(compressor, plain.size()));
  packed.resize(
      libdeflate_gzip_compress(compressor, plain.data(), plain.size(), packed.data(), packed.size()));
  libdeflate_free_compressor(compressor);
  return packed;
}

Result<void> write_nifti(const Volume& volume, const fs::path& path) {
  const Bytes header = TRY(nifti_header(volume));
  std::error_code error;
  fs::remove(path, error);
  const FileHandle file = TRY(create_file(path));
  if (path.string().ends_with(".gz")) return write_all(file, TRY(gzipped(header, volume.voxels)));
  TRY(write_all(file, header));
  return write_all(file, volume.voxels);
}

Result<void> move_aside(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error)
    return fail(ErrorCode::unavailable, fmt::format("cannot rename the first volume: {}", error.message()));
  return {};
}

json::object describe(const Series& series) {
  json::array warnings;
  for (const Warning& warning : series.warnings)
    warnings.push_back({{"code", warning.code}, {"message", warning.message}});
  const VolumeForm& form = series.volumes.front().form;
  const Shape& shape = form.geometry.shape;
  const auto spacing = form.geometry.spacing_mm();
  json::array matrix;
  for (const double number : form.geometry.ijk_to_lps.row_major()) matrix.push_back(number);
  return {{"name", series.name},
          {"modality", series.modality},
          {"format", series.format},
          {"fileCount", series.files.size()},
          {"shape", json::array{shape.z, shape.y, shape.x}},
          {"spacingMm", json::array{spacing[0], spacing[1], spacing[2]}},
          {"ijkToLps", matrix},
          {"dtype", name_of(form.type)},
          {"channels", form.channels},
          {"slope", form.slope},
          {"intercept", form.intercept},
          {"valueUnit", form.unit},
          {"how", series.volumes.front().how},
          {"warnings", warnings}};
}

/// Archives opened, everything else as it is.
Result<std::vector<SourceFile>> with_archives_opened(const std::vector<SourceFile>& files,
                                                     const fs::path& work, std::vector<Refusal>& refused) {
  std::vector<NamedFile> named;
  for (const SourceFile& file : files) named.push_back({file.name, file.path});
  SilentProgress progress;
  OpenedArchives opened = TRY(open_archives(named, work, {}, progress));
  refused = std::move(opened.refused);
  std::vector<SourceFile> out;
  for (OpenedFile& file : opened.files) out.push_back({std::move(file.name), std::move(file.path)});
  return out;
}

Result<bool> convert(const ConvertOptions& options) {
  const WorkFolder work;
  std::vector<Refusal> refused;
  const auto files = TRY(with_archives_opened(TRY(collect_files(options.inputs)), work.path(), refused));
  json::array listed;
  std::size_t number = 0;
  const SeriesSink sink = [&](Series&& series) -> Result<void> {
    ++number;
    if (options.list) {
      listed.push_back(describe(series));
      return {};
    }
    for (const Warning& warning : series.warnings)
      std::cerr << series.name << ": " << warning.message << '\n';
    // That there are several is known with the second; then the first gets its number too.
    if (number == 2) TRY(move_aside(options.output, numbered_path(options.output, 1)));
    const SeriesVolume& shown = series.volumes.front();
    return write_nifti(TRY(read_volume(shown.form, *shown.voxels)),
                       number == 1 ? fs::path(options.output) : numbered_path(options.output, number));
  };
  SilentProgress progress;
  const auto more = TRY(ingest(files, sink, progress));
  refused.insert(refused.end(), more.begin(), more.end());

  for (const Refusal& refusal : refused)
    std::cerr << refusal.path << ": " << refusal.reason << " [" << refusal.code << "]\n";
  if (options.list && options.json) {
    std::cout << json::serialize(json::object{{"series", listed}}) << '\n';
  } else if (options.list) {
    for (const json::value& series : listed)
      std::cout << json::value_to<std::string>(series.at("name")) << '\t'
                << json::value_to<std::string>(series.at("modality")) << '\t'
                << json::serialize(series.at("shape")) << '\n';
  }
  return refused.empty() && number > 0;
}

}  // namespace

int run_convert(const ConvertOptions& options) {
  if (!options.list && !options.output.ends_with(".nii") && !options.output.ends_with(".nii.gz")) {
    std::cerr << "scanetrix: --output must end in .nii or .nii.gz\n";
    return 2;
  }
  const auto all_in = convert(options);
  if (all_in) return *all_in ? 0 : 1;
  std::cerr << "scanetrix: " << all_in.error().message << '\n';
  return 1;
}

}  // namespace scanetrix
