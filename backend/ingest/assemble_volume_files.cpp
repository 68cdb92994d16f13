// SPDX-License-Identifier: Apache-2.0
#include "ingest/assemble_volume_files.h"

#include <algorithm>
#include <map>
#include <optional>

#include "ingest/plain_text.h"
#include "ingest/stored_voxels.h"
#include "ingest/text_numbers.h"

namespace scanetrix {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
  return result;
}

struct NameParts {
  std::string stem;
  std::string suffix;  ///< In lower case, without ".gz".
};

NameParts parts_of(std::string_view name) {
  std::string_view stem = without_folders(name);
  if (lower(stem).ends_with(".gz")) stem.remove_suffix(3);
  const std::size_t dot = stem.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return {std::string(stem), ""};
  return {std::string(stem.substr(0, dot)), lower(stem.substr(dot))};
}

/// The files of one folder, to be found by name.
class Folder {
 public:
  void add(std::size_t file, std::string_view path) {
    const std::string_view name = without_folders(path);
    by_name_.emplace(name, file);
    by_lower_name_.emplace(lower(name), file);
    by_lower_stem_.emplace(lower(parts_of(name).stem), std::pair(file, name));
  }

  [[nodiscard]] std::optional<std::size_t> named(std::string_view name, const std::vector<bool>& free) const {
    if (const auto exact = first_free(by_name_, name, free)) return exact;
    return first_free(by_lower_name_, lower(name), free);
  }

  [[nodiscard]] std::optional<std::size_t> called_like(std::string_view header,
                                                       const std::vector<bool>& free) const {
    const std::string stem = parts_of(header).stem;
    std::optional<std::size_t> image;
    std::vector<std::size_t> others;
    const auto [first, end] = by_lower_stem_.equal_range(lower(stem));
    for (auto entry = first; entry != end; ++entry) {
      const auto& [file, name] = entry->second;
      if (!free[file]) continue;
      const NameParts parts = parts_of(name);
      if (parts.suffix == ".img" && (!image || parts.stem == stem)) image = file;
      if (parts.stem == stem) others.push_back(file);
    }
    if (image) return image;
    return others.size() == 1 ? std::optional(others.front()) : std::nullopt;
  }

 private:
  template <typename Key, typename Name>
  static std::optional<std::size_t> first_free(const std::multimap<Key, std::size_t>& files, const Name& name,
                                               const std::vector<bool>& free) {
    const auto [first, end] = files.equal_range(Key(name));
    const auto found = std::find_if(first, end, [&](const auto& entry) { return free[entry.second]; });
    return found == end ? std::nullopt : std::optional(found->second);
  }

  std::multimap<std::string_view, std::size_t> by_name_;
  std::multimap<std::string, std::size_t> by_lower_name_;
  std::multimap<std::string, std::pair<std::size_t, std::string_view>> by_lower_stem_;
};

/// Names of the data files as a sentence has them.
std::vector<std::string> wanted_names(const VolumeFile& volume, std::string_view name) {
  if (volume.header.data.where == DataPlace::Where::same_stem) return {parts_of(name).stem + ".img"};
  return volume.header.data.names;
}

RefusedFile missing(const VolumeFile& volume, std::string_view wanted) {
  return {volume.file,
          Error{ErrorCode::bad_input,
                fmt::format(
                    "This is a header without voxels. They belong into “{}” in the same folder, which is not "
                    "among the files or is taken by another header.",
                    one_line(wanted)),
                "missing_data_file"}};
}

std::string how(const VolumeFile& volume, std::int64_t time_points) {
  const std::size_t data_files = volume.data_files.size();
  std::string text =
      data_files == 0   ? fmt::format("One {} volume", volume.format)
      : data_files == 1 ? fmt::format("One {} volume, a header and its data", volume.format)
                        : fmt::format("One {} volume, a header and {} data files", volume.format, data_files);
  text += time_points > 1 ? fmt::format(", of {} time points.", time_points) : ".";
  if (!volume.header.remark.empty()) text += " " + volume.header.remark;
  return text;
}

}  // namespace

std::vector<RefusedFile> find_data_files(std::vector<VolumeFile>& volumes,
                                         std::span<const std::string_view> names, std::vector<bool>& free) {
  std::map<std::string_view, Folder> folders;
  for (std::size_t i = 0; i < names.size(); ++i) folders[folder_of(names[i])].add(i, names[i]);

  std::vector<RefusedFile> refused;
  std::erase_if(volumes, [&](VolumeFile& volume) {
    const DataPlace& place = volume.header.data;
    if (place.where == DataPlace::Where::same_file) return false;
    const std::string_view own_name = names[volume.file];
    const Folder& folder = folders[folder_of(own_name)];
    for (const std::string& wanted : wanted_names(volume, own_name)) {
      const auto found = place.where == DataPlace::Where::same_stem ? folder.called_like(own_name, free)
                                                                    : folder.named(wanted, free);
      if (!found) {
        for (const std::size_t file : volume.data_files) free[file] = true;
        refused.push_back(missing(volume, wanted));
        return true;
      }
      free[*found] = false;
      volume.data_files.push_back(*found);
    }
    return false;
  });
  return refused;
}

Result<Series> assemble_volume_file(VolumeFile volume, std::span<const std::string_view> names,
                                    const OpenFile& open) {
  std::vector<MappedFile> files;
  if (volume.data_files.empty()) files.push_back(TRY(open(volume.file)));
  for (const std::size_t file : volume.data_files) files.push_back(TRY(open(file)));

  Series series;
  series.volumes.push_back(TRY(open_stored_voxels(volume.header, std::move(files))));
  series.volumes.front().how = how(volume, volume.header.time_points());
  series.name = stem_of(names[volume.file]);
  if (series.name.empty()) series.name = fmt::format("{} volume", volume.format);
  series.modality = "OT";
  series.format = std::string(volume.format);
  series.files = {volume.file};
  series.files.insert(series.files.end(), volume.data_files.begin(), volume.data_files.end());
  if (volume.header.window) series.windows.push_back(*volume.header.window);
  series.warnings = std::move(volume.header.warnings);
  if (volume.header.geometry.shape.z == 1)
    series.warnings.push_back({"single_slice", "This is one slice, not a volume: it has no depth."});
  return series;
}

}  // namespace scanetrix
