// SPDX-License-Identifier: Apache-2.0
#include "ingest/divide_slices.h"

#include <algorithm>
#include <map>

#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> words;
  std::size_t first = 0;
  for (std::size_t end = text.find(separator); end != std::string::npos; end = text.find(separator, first)) {
    words.push_back(text.substr(first, end - first));
    first = end + 1;
  }
  words.push_back(text.substr(first));
  return words;
}

/// The number that a trait's value begins with, before its unit.
std::optional<double> number_in(std::string_view value) {
  return parse_number(std::string(value.substr(0, value.find(' '))));
}

template <typename TimeOf>
std::vector<TimePoint> numbered_times(const SliceIndices& sorted, TimeOf time_of) {
  std::vector<TimePoint> times;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const std::size_t time = time_of(i);
    while (times.size() <= time) times.push_back({{}, {{"volume", std::to_string(times.size() + 1)}}});
    times[time].slices.push_back(sorted[i]);
  }
  return times;
}

}  // namespace

const std::vector<Trait>& SliceDivision::traits_of(const SliceIndices& group) const {
  const auto most = std::max_element(group.begin(), group.end(), [&](std::size_t a, std::size_t b) {
    return slices_[a].traits.size() < slices_[b].traits.size();
  });
  return slices_[*most].traits;
}

std::string_view SliceDivision::trait_value(std::size_t index, std::size_t trait) const {
  const auto& traits = slices_[index].traits;
  return trait < traits.size() ? std::string_view(traits[trait].value) : std::string_view();
}

std::vector<SliceIndices> SliceDivision::parts_by(std::size_t trait, const SliceIndices& group,
                                                  std::size_t most) const {
  std::vector<SliceIndices> parts;
  std::map<std::string_view, std::size_t> part_of;
  for (const std::size_t index : group) {
    const auto [part, is_new] = part_of.emplace(trait_value(index, trait), parts.size());
    if (is_new) parts.emplace_back();
    parts[part->second].push_back(index);
  }
  if (parts.size() < 2 || parts.size() > most) return {};
  std::size_t most_left = 0;
  for (const SliceIndices& part : parts) most_left = std::max(most_left, most_in_one_place(slices_, part));
  if (most_left * parts.size() > most) return {};
  return parts;
}

std::pair<std::string, std::string> SliceDivision::name_part(const SliceIndices& part,
                                                             const std::vector<SliceIndices>& parts,
                                                             std::size_t trait,
                                                             std::string_view label) const {
  const auto words_of = [&](const SliceIndices& indices) {
    return split(std::string(trait_value(indices.front(), trait)), '\\');
  };
  const auto words = words_of(part);
  for (std::size_t w = 0; w < words.size(); ++w)
    for (const SliceIndices& other : parts) {
      const auto others = words_of(other);
      if (w >= others.size() || others[w] != words[w])
        return {std::string(label), words[w].empty() ? "not given" : words[w]};
    }
  return {std::string(label), "not given"};
}

void SliceDivision::put_in_order(std::vector<SliceIndices>& parts, std::size_t trait,
                                 bool runs_in_time) const {
  std::sort(parts.begin(), parts.end(), [&](const SliceIndices& a, const SliceIndices& b) {
    return lowest_number(a) < lowest_number(b);
  });
  if (!runs_in_time) return;
  const auto value_of = [&](const SliceIndices& part) { return number_in(trait_value(part.front(), trait)); };
  if (!std::all_of(parts.begin(), parts.end(), [&](const auto& part) { return value_of(part).has_value(); }))
    return;
  const auto [earliest, latest] = std::minmax_element(
      parts.begin(), parts.end(), [&](const auto& a, const auto& b) { return *value_of(a) < *value_of(b); });
  // A clock (HHMMSS) that spans half a day has passed midnight.
  constexpr double kHalfADay = 120000;
  const std::string_view label = traits_of(parts.front())[trait].label;
  const bool is_clock = label == "acquired at" || label == "taken at";
  const double last = *value_of(*latest);
  if (is_clock && last < 240000 && last - *value_of(*earliest) > kHalfADay) return;
  std::stable_sort(parts.begin(), parts.end(),
                   [&](const auto& a, const auto& b) { return *value_of(a) < *value_of(b); });
}

std::optional<std::vector<TimePoint>> SliceDivision::time_points(const SliceIndices& group) const {
  const std::size_t most = most_in_one_place(slices_, group);
  if (most <= 1) return std::vector<TimePoint>{TimePoint{group, {}}};
  const std::vector<Trait>& traits = traits_of(group);
  for (std::size_t t = 0; t < traits.size(); ++t) {
    if (traits[t].kind != TraitKind::time_points) continue;
    auto parts = parts_by(t, group, most);
    if (parts.empty()) continue;
    put_in_order(parts, t, traits[t].runs_in_time);
    std::vector<TimePoint> times;
    bool all = true;
    for (const SliceIndices& part : parts) {
      auto inner = time_points(part);
      all = all && inner.has_value();
      if (!all) break;
      for (TimePoint& point : *inner) {
        point.traits.insert(point.traits.begin(), name_part(part, parts, t, traits[t].label));
        times.push_back(std::move(point));
      }
    }
    if (all) return times;
  }
  return divide_by_number(group);
}

SliceNumber SliceDivision::lowest_number(const SliceIndices& group) const {
  SliceNumber lowest = number_of(group.front());
  for (const std::size_t index : group) lowest = std::min(lowest, number_of(index));
  return lowest;
}

bool SliceDivision::are_numbered(const SliceIndices& group) const {
  std::map<int, std::size_t> file_of;
  return std::all_of(group.begin(), group.end(), [&](std::size_t index) {
    const DicomSlice& slice = slices_[index];
    if (!slice.instance_number) return slice.frames > 1 || slice.tile.has_value();
    const auto [known, is_new] = file_of.emplace(*slice.instance_number, slice.file);
    return is_new || known->second == slice.file;
  });
}

/// Where the numbers count evenly through the volumes: place 1 … P, place 1 … P, …; or through the places:
/// place 1 of each volume, place 2 of each, …. The last volume may have been cut short.
std::optional<std::vector<TimePoint>> SliceDivision::divide_by_number(const SliceIndices& group) const {
  if (!are_numbered(group)) return std::nullopt;
  const auto places = places_of(slices_, group);
  std::map<std::size_t, std::size_t> place_of;
  std::size_t volumes = 0;
  for (std::size_t p = 0; p < places.size(); ++p) {
    for (const std::size_t index : places[p]) place_of[index] = p;
    volumes = std::max(volumes, places[p].size());
  }
  SliceIndices sorted = group;
  std::sort(sorted.begin(), sorted.end(),
            [&](std::size_t a, std::size_t b) { return number_of(a) < number_of(b); });
  const std::size_t count = places.size();
  const bool whole = sorted.size() == count * volumes;
  bool volume_by_volume = sorted.size() > count * (volumes - 1);
  bool place_by_place = whole;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    volume_by_volume = volume_by_volume && place_of[sorted[i]] == place_of[sorted[i % count]];
    place_by_place = place_by_place && place_of[sorted[i]] == place_of[sorted[i - i % volumes]];
  }
  if (!volume_by_volume && !place_by_place) return std::nullopt;
  return numbered_times(sorted, [&](std::size_t i) { return volume_by_volume ? i / count : i % volumes; });
}

}  // namespace scanetrix
