// SPDX-License-Identifier: Apache-2.0
#include "pipeline/try_model.h"

#include <array>
#include <set>

#include "models/bundle_config.h"
#include "models/parse_model.h"
#include "pipeline/run_infer.h"
#include "upload/archive_reader.h"
#include "upload/utf8_locale.h"

namespace scanetrix {
namespace {

/// Where a bundle has what we need, and what scanetrix-infer calls it.
struct BundlePart {
  const char* path;
  const char* name;
};
constexpr std::array kParts{BundlePart{"configs/metadata.json", "metadata.json"},
                            BundlePart{"configs/inference.json", "inference.json"},
                            BundlePart{"models/model.ts", "model.ts"}};
constexpr std::int64_t kLargestFile = std::int64_t{8} << 30;
constexpr int kMostEntries = 10'000;

Result<void> copy_into(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::copy_file(from, to, error);
  if (error) return fail(ErrorCode::unavailable, "a file of the model cannot be copied: " + error.message());
  return {};
}

auto incomplete(const BundlePart& part) {
  return fail(ErrorCode::bad_input, "not_a_bundle", fmt::format("The bundle has no {}.", part.path));
}

Result<void> take_folder(const fs::path& folder, const fs::path& in) {
  std::error_code error;
  for (const BundlePart& part : kParts) {
    if (!fs::is_regular_file(folder / part.path, error)) return incomplete(part);
    TRY(copy_into(folder / part.path, in / part.name));
  }
  return {};
}

/// Which part of a bundle an entry of an archive is: it lies at the root, or in one folder.
const BundlePart* part_named(std::string_view entry) {
  for (const BundlePart& part : kParts) {
    const std::string_view path = part.path;
    if (!entry.ends_with(path)) continue;
    const std::string_view folder = entry.substr(0, entry.size() - path.size());
    if (folder.empty() || folder.find('/') == folder.size() - 1) return &part;
  }
  return nullptr;
}

Result<void> copy_out(ArchiveReader& reader, const fs::path& to) {
  const FileHandle file = TRY(create_file(to));
  Bytes buffer(1 << 20);
  for (std::int64_t total = 0;;) {
    const std::size_t count = TRY(reader.read(buffer));
    if (count == 0) return {};
    total += static_cast<std::int64_t>(count);
    if (total > kLargestFile)
      return fail(ErrorCode::too_large, "too_large", "A file in the bundle is larger than 8 GiB.");
    TRY(write_all(file, ByteView(buffer).first(count)));
  }
}

/// \return Whether it is the zip of a bundle: a TorchScript file is a zip too.
Result<bool> take_zip(const fs::path& zip, const fs::path& in) {
  const Utf8Locale locale;
  ArchiveReader reader = TRY(ArchiveReader::open(zip, {.format = ArchiveFormat::zip}));
  std::set<std::string_view> found;
  for (int count = 0; count < kMostEntries; ++count) {
    const auto entry = TRY(reader.next());
    if (!entry) break;
    const BundlePart* part = entry->type == ArchiveEntry::Type::file ? part_named(entry->path) : nullptr;
    if (part == nullptr) continue;
    if (!found.insert(part->name).second)
      return fail(ErrorCode::bad_input, "not_a_bundle", fmt::format("The zip has two of {}.", part->path));
    TRY(copy_out(reader, in / part->name));
  }
  if (found.empty()) return false;
  for (const BundlePart& part : kParts)
    if (!found.contains(part.name)) return incomplete(part);
  return true;
}

Result<void> take(const fs::path& given, const fs::path& work) {
  std::error_code error;
  if (fs::is_directory(given, error)) return take_folder(given, work / "in");
  if (!fs::is_regular_file(given, error))
    return fail(ErrorCode::not_found, "There is no such file or folder.");
  if (given.extension() == ".zip" && TRY(take_zip(given, work / "in"))) return {};
  return copy_into(given, work / "in" / "model.ts");
}

/// The bundle's own, else what was found inside of the model.
Result<std::string> text_of(const fs::path& work, const char* name) {
  std::error_code error;
  const fs::path own = work / "in" / name;
  return std::string(
      as_text(TRY(read_file(fs::exists(own, error) ? own : work / "out" / name, kBundleTextLimit))));
}

}  // namespace

Result<TriedModel> try_model(const fs::path& given, const fs::path& work, const SandboxLimits& limits,
                             const std::function<bool()>& keep_going) {
  TRY(make_directories(work / "in"));
  TRY(make_directories(work / "out"));
  TRY(take(given, work));
  const fs::path plain = given.has_filename() ? given : given.parent_path();
  TriedModel tried;
  tried.files.fallback_name = plain.stem().string();
  TRY(write_model_order({.task = ModelTask::check, .fallback_name = tried.files.fallback_name}, work));
  const ModelReport report = TRY(run_model(
      work, limits, [](std::string_view, double) {}, keep_going));
  tried.notes = report.notes;
  tried.files.network = work / "in" / "model.ts";
  tried.files.metadata_json = TRY(text_of(work, "metadata.json"));
  tried.files.inference_json = TRY(text_of(work, "inference.json"));
  tried.description =
      TRY(parse_model(tried.files.metadata_json, tried.files.inference_json, tried.files.fallback_name));
  return tried;
}

}  // namespace scanetrix
