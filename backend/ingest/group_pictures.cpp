// SPDX-License-Identifier: Apache-2.0
#include "ingest/group_pictures.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "ingest/natural_order.h"
#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

constexpr std::size_t kLeastForOwnStack = 3;

using Members = std::vector<std::size_t>;

/// The name with its last number and its suffix taken out: what the names of one stack have in common.
struct NamePattern {
  std::string before;
  std::string after;
  friend auto operator<=>(const NamePattern&, const NamePattern&) = default;
};

struct NumberedName {
  NamePattern pattern;
  std::string number;  ///< Without leading zeros; may be empty.
};

NumberedName take_apart(std::string_view name) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const std::size_t dot = name.rfind('.');
  // "slice.12" has no suffix; "slice_12.png" has.
  if (dot != std::string_view::npos && dot + 1 < name.size() &&
      name.find('/', dot) == std::string_view::npos &&
      !std::all_of(name.begin() + static_cast<std::ptrdiff_t>(dot) + 1, name.end(), is_digit))
    name = name.substr(0, dot);
  std::size_t end = name.size();
  while (end > 0 && !is_digit(name[end - 1])) --end;
  std::size_t first = end;
  while (first > 0 && is_digit(name[first - 1])) --first;
  std::string_view number = name.substr(first, end - first);
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return {{std::string(name.substr(0, first)), std::string(name.substr(end))}, std::string(number)};
}

/// Width, height, type, and whether white is zero.
using Kind = std::tuple<std::int64_t, std::int64_t, VoxelType, bool>;

Kind kind_of(const Picture& picture) {
  return {picture.width, picture.height, picture.type, picture.inverted};
}

std::string bits_in_words(const Kind& kind) {
  const VoxelType type = std::get<2>(kind);
  return fmt::format(
      "{}{}{}", 8 * size_bytes(type),
      type == VoxelType::uint8 || type == VoxelType::uint16 ? "" : fmt::format(" ({})", name_of(type)),
      std::get<3>(kind) ? " with white as zero" : "");
}

/// Leaves in `members` those of the most frequent kind (the first by name when two are as frequent).
void refuse_odd_ones(std::span<const Picture> pictures, Members& members, std::vector<RefusedFile>& refused) {
  std::map<Kind, std::size_t> counts;
  for (const std::size_t member : members) ++counts[kind_of(pictures[member])];
  if (counts.size() == 1) return;
  Kind usual = kind_of(pictures[members.front()]);
  for (const std::size_t member : members)
    if (counts[kind_of(pictures[member])] > counts[usual]) usual = kind_of(pictures[member]);
  Members kept;
  for (const std::size_t member : members) {
    const Kind kind = kind_of(pictures[member]);
    if (kind == usual) {
      kept.push_back(member);
      continue;
    }
    refused.push_back(
        {pictures[member].file,
         Error{ErrorCode::bad_input,
               fmt::format("{} × {} pixels of {} bits; the other pictures beside it have {} × {} of {}.",
                           std::get<0>(kind), std::get<1>(kind), bits_in_words(kind), std::get<0>(usual),
                           std::get<1>(usual), bits_in_words(usual)),
               "mixed_sizes"}});
  }
  members = std::move(kept);
}

std::vector<Members> by_format(std::span<const Picture> pictures, const Members& members) {
  std::map<std::string_view, Members> formats;
  for (const std::size_t member : members) formats[pictures[member].format].push_back(member);
  std::vector<Members> parts;
  for (auto& [format, part] : formats) parts.push_back(std::move(part));
  return parts;
}

}  // namespace

PictureGrouping group_pictures(std::span<const Picture> pictures, std::span<const std::string_view> names,
                               const IngestOptions& options) {
  PictureGrouping grouping;
  std::map<std::string_view, std::map<NamePattern, Members>> folders;
  std::map<std::size_t, std::string> numbers;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const std::string_view name = names[pictures[i].file];
    const auto sheet = options.light_boxes.find(name);
    if (pictures[i].page_count() > 1) {
      grouping.groups.push_back({{i}, {}});
    } else if (sheet != options.light_boxes.end()) {
      grouping.groups.push_back({{i}, sheet->second});
    } else if (options.light_box_of_all) {
      grouping.groups.push_back({{i}, options.light_box_of_all});
    } else {
      NumberedName parts = take_apart(name);
      folders[folder_of(name)][parts.pattern].push_back(i);
      numbers[i] = std::move(parts.number);
    }
  }
  for (auto& [folder, patterns] : folders) {
    std::vector<Members> stacks;
    Members rest;
    const auto place = [&](const Members& members) {
      if (members.size() >= kLeastForOwnStack)
        stacks.push_back(members);
      else
        rest.insert(rest.end(), members.begin(), members.end());
    };
    for (const auto& [pattern, members] : patterns) {
      std::set<std::string> seen;
      const bool shared = std::any_of(members.begin(), members.end(), [&](std::size_t member) {
        return !seen.insert(numbers[member]).second;
      });
      if (!shared)
        place(members);
      else
        for (const Members& part : by_format(pictures, members)) place(part);
    }
    for (Members& part : by_format(pictures, rest)) stacks.push_back(std::move(part));
    for (Members& stack : stacks) {
      std::sort(stack.begin(), stack.end(), [&](std::size_t a, std::size_t b) {
        return comes_before_naturally(names[pictures[a].file], names[pictures[b].file]);
      });
      refuse_odd_ones(pictures, stack, grouping.refused);
      grouping.groups.push_back({std::move(stack), {}});
    }
  }
  return grouping;
}

bool have_one_numbering(std::span<const std::string_view> names) {
  const NamePattern pattern = take_apart(names.front()).pattern;
  return std::all_of(names.begin(), names.end(),
                     [&](std::string_view name) { return take_apart(name).pattern == pattern; });
}

}  // namespace scanetrix
