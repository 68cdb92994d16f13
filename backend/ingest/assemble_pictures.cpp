// SPDX-License-Identifier: Apache-2.0
#include "ingest/assemble_pictures.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "ingest/decode_jpeg.h"
#include "ingest/decode_png.h"
#include "ingest/limits.h"
#include "ingest/natural_order.h"
#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

constexpr std::size_t kLeastForOwnStack = 3;

/// The name with its last number taken out: what the names of one stack have in common.
struct NamePattern {
  std::string before;
  std::string after;
  auto operator<=>(const NamePattern&) const = default;
};

NamePattern pattern_of(std::string_view name) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t end = name.size();
  while (end > 0 && !is_digit(name[end - 1])) --end;
  std::size_t first = end;
  while (first > 0 && is_digit(name[first - 1])) --first;
  return {std::string(name.substr(0, first)), std::string(name.substr(end))};
}

using Size = std::tuple<std::int64_t, std::int64_t, int>;  ///< Width, height, bits.

Size size_of(const Picture& picture) {
  return {picture.width, picture.height, picture.bits};
}

/// Leaves in `members` those of the most frequent size (the first by name when two are as frequent).
void refuse_odd_sizes(std::span<const Picture> pictures, std::vector<std::size_t>& members,
                      std::vector<RefusedFile>& refused) {
  std::map<Size, std::size_t> counts;
  for (const std::size_t member : members) ++counts[size_of(pictures[member])];
  if (counts.size() == 1) return;
  Size usual = size_of(pictures[members.front()]);
  for (const std::size_t member : members)
    if (counts[size_of(pictures[member])] > counts[usual]) usual = size_of(pictures[member]);
  std::vector<std::size_t> kept;
  for (const std::size_t member : members) {
    const Picture& picture = pictures[member];
    if (size_of(picture) == usual) {
      kept.push_back(member);
      continue;
    }
    refused.push_back(
        {picture.file,
         Error{ErrorCode::bad_input,
               fmt::format("{} × {} pixels of {} bits; the other pictures beside it have {} × {} of {}.",
                           picture.width, picture.height, picture.bits, std::get<0>(usual),
                           std::get<1>(usual), std::get<2>(usual)),
               "mixed_sizes"}});
  }
  members = std::move(kept);
}

/// Each gray sample three times.
template <typename Sample>
void spread_gray(std::span<const std::byte> gray, std::span<std::byte> rgb) {
  for (std::size_t i = 0; i < gray.size() / sizeof(Sample); ++i)
    for (std::size_t c = 0; c < 3; ++c)
      std::memcpy(rgb.data() + (3 * i + c) * sizeof(Sample), gray.data() + i * sizeof(Sample),
                  sizeof(Sample));
}

Result<bool> decode_as_stored(ByteView file, const Picture& picture, std::string_view format,
                              std::span<std::byte> samples) {
  if (format == "PNG") return decode_png(file, picture, samples);
  TRY(decode_jpeg(file, picture, samples));
  return false;
}

/// Decodes to `channels`; a gray picture among coloured ones becomes gray colour. Returns whether alpha
/// showed.
Result<bool> decode_one(const Picture& picture, std::string_view format, int channels, const OpenFile& open,
                        std::span<std::byte> samples) {
  const MappedFile file = TRY(open(picture.file));
  if (picture.channels == channels) return decode_as_stored(file.bytes(), picture, format, samples);
  Bytes gray(picture.bytes());
  const bool see_through = TRY(decode_as_stored(file.bytes(), picture, format, gray));
  spread_gray<std::uint8_t>(gray, samples);
  return see_through;
}

/// Colour that is gray everywhere keeps one channel.
void collapse_gray(Volume& volume) {
  if (volume.channels != 3) return;
  const auto rgb = volume.samples<std::uint8_t>();
  for (std::size_t i = 0; i < rgb.size(); i += 3)
    if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) return;
  Bytes gray(rgb.size() / 3);
  for (std::size_t i = 0; i < gray.size(); ++i) gray[i] = volume.voxels[3 * i];
  volume.voxels = std::move(gray);
  volume.channels = 1;
}

std::string name_of(std::span<const std::string_view> files) {
  if (files.size() == 1) return stem_of(files.front());
  const std::string_view folder = folder_of(files.front());
  if (!folder.empty()) return one_line(folder.substr(folder.rfind('/') + 1));
  std::string common(files.front());
  for (const std::string_view name : files)
    common.resize(static_cast<std::size_t>(
        std::mismatch(common.begin(), common.end(), name.begin(), name.end()).first - common.begin()));
  while (!common.empty() &&
         (std::string_view("_-. (0123456789").find(common.back()) != std::string_view::npos))
    common.pop_back();
  return common.empty() ? fmt::format("{} pictures", files.size()) : one_line(common);
}

void warn(const std::vector<const Picture*>& stack, bool numbered, bool see_through, Series& series) {
  series.warnings.push_back({"uncalibrated",
                             "The pictures do not say how large a pixel is or how far apart the slices are. "
                             "Sizes are shown in voxels."});
  if (stack.size() == 1) {
    series.warnings.push_back(
        {"orientation_unknown",
         "The picture does not say how it lies in the body. Its right is taken as the patient's left."});
    series.warnings.push_back({"single_slice", "This is one picture, not a volume: it has no depth."});
  } else {
    series.warnings.push_back(
        {"orientation_unknown",
         "The pictures do not say how they lie in the body. They are taken as axial slices from the feet "
         "to the head in the order of their names, with the patient's left on the right."});
    if (!numbered)
      series.warnings.push_back(
          {"order_not_verified",
           "The names have no numbers to order the slices by. They are in alphabetical order."});
  }
  if (std::any_of(stack.begin(), stack.end(), [](const Picture* p) { return p->lossy; }))
    series.warnings.push_back(
        {"lossy_compression", "The pictures were compressed with loss before they came here."});
  if (see_through)
    series.warnings.push_back(
        {"transparency_dropped", "The pictures are partly transparent. Transparency is left out."});
}

}  // namespace

PictureGrouping group_pictures(std::span<const Picture> pictures, std::span<const std::string_view> names) {
  std::map<std::string_view, std::map<NamePattern, std::vector<std::size_t>>> folders;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const std::string_view name = names[pictures[i].file];
    folders[folder_of(name)][pattern_of(name)].push_back(i);
  }
  PictureGrouping grouping;
  for (auto& [folder, patterns] : folders) {
    std::vector<std::vector<std::size_t>> stacks;
    std::vector<std::size_t> rest;
    for (auto& [pattern, members] : patterns) {
      if (members.size() >= kLeastForOwnStack)
        stacks.push_back(std::move(members));
      else
        rest.insert(rest.end(), members.begin(), members.end());
    }
    if (!rest.empty()) stacks.push_back(std::move(rest));
    for (auto& stack : stacks) {
      std::sort(stack.begin(), stack.end(), [&](std::size_t a, std::size_t b) {
        return comes_before_naturally(names[pictures[a].file], names[pictures[b].file]);
      });
      refuse_odd_sizes(pictures, stack, grouping.refused);
      grouping.groups.push_back({std::move(stack)});
    }
  }
  return grouping;
}

Result<Assembled> assemble_pictures(std::span<const Picture> pictures, const PictureGroup& group,
                                    std::string_view format, std::span<const std::string_view> names,
                                    const OpenFile& open, DecodeCount& progress) {
  std::vector<const Picture*> stack;
  std::vector<std::string_view> files;
  int channels = 1;
  for (const std::size_t index : group.pictures) {
    stack.push_back(&pictures[index]);
    files.push_back(names[pictures[index].file]);
    channels = std::max(channels, pictures[index].channels);
  }
  const Picture& first = *stack.front();

  Assembled assembled;
  Series& series = assembled.series;
  Volume volume;
  volume.geometry.shape = {static_cast<std::int64_t>(stack.size()), first.height, first.width};
  volume.geometry.calibrated = false;
  volume.type = first.bits == 16 ? VoxelType::uint16 : VoxelType::uint8;
  volume.channels = channels;
  const std::uint64_t slice_bytes =
      static_cast<std::uint64_t>(first.width * first.height) * volume.bytes_per_voxel();
  TRY(check_volume_size(slice_bytes * stack.size()));
  volume.voxels.resize(slice_bytes * stack.size());

  std::atomic<bool> see_through = false;
  const auto failures = TRY(decode_all(
      stack.size(),
      [&](std::size_t k) -> Result<void> {
        const auto samples = std::span(volume.voxels).subspan(k * slice_bytes, slice_bytes);
        if (TRY(decode_one(*stack[k], format, channels, open, samples))) see_through = true;
        return {};
      },
      progress));
  for (const auto& [k, error] : failures) assembled.damaged.push_back({stack[k]->file, error});
  if (!assembled.damaged.empty()) {
    series = {};
    return assembled;
  }
  collapse_gray(volume);

  const bool numbered = std::all_of(files.begin(), files.end(), [&](std::string_view name) {
    return pattern_of(name) == pattern_of(files.front());
  });
  series.name = name_of(files);
  series.modality = "OT";
  series.format = std::string(format);
  for (const Picture* picture : stack) series.files.push_back(picture->file);
  series.volumes.push_back(held_in_memory(
      std::move(volume),
      stack.size() == 1 ? fmt::format("One {} picture.", format)
                        : fmt::format("{} {} pictures in the order of their names.", stack.size(), format)));
  warn(stack, numbered, see_through, series);
  return assembled;
}

}  // namespace scanetrix
