// SPDX-License-Identifier: Apache-2.0
#include "ingest/group_series.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace scanetrix {
namespace {

using Indices = std::vector<std::size_t>;

/// Places closer than this are one place.
constexpr double kSamePlaceMm = 1e-3;

/// A series that has more volumes in one place runs over time.
constexpr std::size_t kMostVolumes = 16;

/// Machines whose pictures without a position are still slices of one stack.
constexpr std::array kStackModalities{"CT", "MR", "PT", "NM", "OT"};

bool takes_stacks(const std::string& modality) {
  return std::find(kStackModalities.begin(), kStackModalities.end(), modality) != kStackModalities.end();
}

bool close(std::optional<double> a, std::optional<double> b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return std::abs(*a - *b) <= 1e-3 * std::max(*a, *b);
}

/// What must be the same in one volume, apart from direction and place.
bool same_kind(const DicomSlice& a, const DicomSlice& b) {
  PixelLayout x = a.pixels;
  PixelLayout y = b.pixels;
  x.bits_stored = y.bits_stored;  // May change from slice to slice: each is unpacked by its own.
  x.high_bit = y.high_bit;
  x.planar = y.planar;
  return x == y && close(a.row_spacing_mm, b.row_spacing_mm) &&
         close(a.column_spacing_mm, b.column_spacing_mm) && a.unit == b.unit && a.localizer == b.localizer;
}

bool same_direction(const DicomSlice& a, const DicomSlice& b) {
  if (!a.pose || !b.pose) return a.pose.has_value() == b.pose.has_value();
  return is_parallel(*a.pose, *b.pose);
}

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

std::string join(const std::string& a, const std::string& b) {
  return a.empty() ? b : b.empty() ? a : a + ", " + b;
}

/// The plane of the body nearest to the slice's own.
std::string direction_of(const DicomSlice& slice) {
  if (!slice.pose) return {};
  const Vec3 normal = slice.pose->normal();
  const double x = std::abs(normal.x);
  const double y = std::abs(normal.y);
  const double z = std::abs(normal.z);
  return z >= x && z >= y ? "axial" : y >= x ? "coronal" : "sagittal";
}

/// Puts each index to the first part whose first member `fits`, else into a new part.
template <typename Fits>
std::vector<Indices> partition(const Indices& indices, Fits fits) {
  std::vector<Indices> parts;
  for (const std::size_t index : indices) {
    const auto part =
        std::find_if(parts.begin(), parts.end(), [&](const Indices& p) { return fits(p.front(), index); });
    if (part != parts.end())
      part->push_back(index);
    else
      parts.push_back({index});
  }
  return parts;
}

/// Groups of slices that share a place, in order along the normal. Slices without a place: one group each.
std::vector<Indices> places_of(std::span<const DicomSlice> slices, const Indices& group) {
  if (!slices[group.front()].pose) {
    std::vector<Indices> places;
    for (const std::size_t index : group) places.push_back({index});
    return places;
  }
  const Vec3 normal = slices[group.front()].pose->normal();
  const auto place = [&](std::size_t index) { return dot(slices[index].pose->origin_mm, normal); };
  Indices sorted = group;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
  std::vector<Indices> places;
  for (const std::size_t index : sorted) {
    const bool same =
        !places.empty() && place(index) - place(places.back().front()) < kSamePlaceMm &&
        length(slices[index].pose->origin_mm - slices[places.back().front()].pose->origin_mm) < 1;
    if (same)
      places.back().push_back(index);
    else
      places.push_back({index});
  }
  return places;
}

std::size_t most_in_one_place(std::span<const DicomSlice> slices, const Indices& group) {
  std::size_t most = 0;
  for (const Indices& place : places_of(slices, group)) most = std::max(most, place.size());
  return most;
}

/// Groups and refusals as they come about.
class Grouper {
 public:
  Grouper(std::span<const DicomSlice> slices, const SamePixels& same_pixels)
      : slices_(slices), same_pixels_(same_pixels) {}

  SliceGrouping run() {
    Indices all(slices_.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    std::map<std::pair<std::string, std::string>, Indices> series;
    for (const std::size_t i : all) {
      if (slices_[i].series_uid.empty())
        add({i}, "");  // Of no series: with no other.
      else
        series[{slices_[i].series_uid, slices_[i].frame_of_reference_uid}].push_back(i);
    }
    for (const auto& [uid, members] : series) {
      const std::size_t before = result_.groups.size();
      split_by_kind(members);
      name_kinds(before);
    }
    std::stable_sort(result_.groups.begin(), result_.groups.end(),
                     [&](const SliceGroup& a, const SliceGroup& b) {
                       const auto number = [&](const SliceGroup& group) {
                         return slices_[group.slices.front()].series_number.value_or(0);
                       };
                       return number(a) < number(b);
                     });
    return std::move(result_);
  }

 private:
  void split_by_kind(const Indices& series) {
    const auto kinds = partition(series, [&](std::size_t a, std::size_t b) {
      return same_kind(slices_[a], slices_[b]) && same_direction(slices_[a], slices_[b]);
    });
    for (const Indices& kind : kinds) {
      const Indices kept = drop_copies(kind);
      if (slices_[kept.front()].pose) {
        split_by_place(kept);
      } else if (takes_stacks(slices_[kept.front()].modality) && are_numbered(kept)) {
        add(kept, "");
      } else {
        for (const std::size_t index : kept) add({index}, "");
      }
    }
  }

  /// Tells the groups that one series fell into by kind apart: by their direction, else by the picture's
  /// size, else by count.
  void name_kinds(std::size_t first_group) {
    const auto groups = std::span(result_.groups).subspan(first_group);
    if (groups.size() < 2) return;
    const auto names_with = [&](auto name_of) {
      std::vector<std::string> names;
      for (const SliceGroup& group : groups)
        names.push_back(join(group.distinction, name_of(slices_[group.slices.front()])));
      return names;
    };
    const auto are_distinct = [](const std::vector<std::string>& names) {
      return std::set<std::string>(names.begin(), names.end()).size() == names.size();
    };
    auto names = names_with([](const DicomSlice&) { return std::string(); });
    if (!are_distinct(names)) names = names_with(direction_of);
    if (!are_distinct(names))
      names = names_with(
          [](const DicomSlice& s) { return fmt::format("{} × {}", s.pixels.columns, s.pixels.rows); });
    if (!are_distinct(names)) {
      int number = 0;
      names = names_with([&](const DicomSlice&) { return fmt::format("{} of {}", ++number, groups.size()); });
    }
    for (std::size_t i = 0; i < groups.size(); ++i) groups[i].distinction = names[i];
  }

  /// Whether each slice has an instance number of its own.
  [[nodiscard]] bool are_numbered(const Indices& group) const {
    std::set<int> numbers;
    return std::all_of(group.begin(), group.end(), [&](std::size_t index) {
      return slices_[index].instance_number && numbers.insert(*slices_[index].instance_number).second;
    });
  }

  /// Without those that repeat an instance that is there already, pixels and all.
  Indices drop_copies(const Indices& group) {
    std::map<std::string, Indices> seen;
    Indices kept;
    for (const std::size_t index : group) {
      const std::string& uid = slices_[index].instance_uid;
      Indices& same_instance = seen[uid];
      const bool copy =
          !uid.empty() && std::any_of(same_instance.begin(), same_instance.end(),
                                      [&](std::size_t other) { return same_pixels_(other, index); });
      if (copy) {
        refuse(index, "The same slice is there already, pixel for pixel.");
      } else {
        same_instance.push_back(index);
        kept.push_back(index);
      }
    }
    return kept;
  }

  void split_by_place(const Indices& group, const std::string& distinction = "") {
    const std::size_t most = most_in_one_place(slices_, group);
    if (most <= 1) return add(group, distinction);
    if (most > kMostVolumes) return refuse_series_over_time(group, most);
    for (std::size_t t = 0; t < slices_[group.front()].traits.size(); ++t) {
      const auto parts = partition(group, [&](std::size_t a, std::size_t b) {
        return slices_[a].traits[t].value == slices_[b].traits[t].value;
      });
      if (parts.size() < 2 || parts.size() > most) continue;
      std::size_t most_left = 0;
      for (const Indices& part : parts) most_left = std::max(most_left, most_in_one_place(slices_, part));
      if (most_left * parts.size() > most) continue;
      for (const Indices& part : parts) {
        split_by_place(part, join(distinction, name_part(part, parts, t)));
      }
      return;
    }
    if (!split_by_number(group, distinction)) drop_repeats(group, distinction);
  }

  /// "echo time 30 ms". Of values with several parts only the first that differs: "image type PHASE".
  [[nodiscard]] std::string name_part(const Indices& part, const std::vector<Indices>& parts,
                                      std::size_t trait) const {
    const auto words_of = [&](const Indices& indices) {
      return split(slices_[indices.front()].traits[trait].value, '\\');
    };
    const auto words = words_of(part);
    const std::string_view label = slices_[part.front()].traits[trait].label;
    for (std::size_t w = 0; w < words.size(); ++w)
      for (const Indices& other : parts) {
        const auto others = words_of(other);
        if (w >= others.size() || others[w] != words[w]) return fmt::format("{} {}", label, words[w]);
      }
    return fmt::format("{} not given", label);
  }

  /// Where the numbers count evenly through the volumes: place 1 … P, place 1 … P, …; or through the places:
  /// place 1 of each volume, place 2 of each, ….
  bool split_by_number(const Indices& group, const std::string& distinction) {
    if (!are_numbered(group)) return false;
    const auto places = places_of(slices_, group);
    const std::size_t volumes = places.front().size();
    if (std::any_of(places.begin(), places.end(),
                    [&](const Indices& place) { return place.size() != volumes; }))
      return false;
    std::map<std::size_t, std::size_t> place_of;
    for (std::size_t p = 0; p < places.size(); ++p)
      for (const std::size_t index : places[p]) place_of[index] = p;
    Indices sorted = group;
    std::sort(sorted.begin(), sorted.end(), [&](std::size_t a, std::size_t b) {
      return *slices_[a].instance_number < *slices_[b].instance_number;
    });
    const std::size_t count = places.size();
    bool volume_by_volume = true;
    bool place_by_place = true;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      volume_by_volume &= place_of[sorted[i]] == place_of[sorted[i % count]];
      place_by_place &= place_of[sorted[i]] == place_of[sorted[i - i % volumes]];
    }
    if (!volume_by_volume && !place_by_place) return false;
    std::vector<Indices> parts(volumes);
    for (std::size_t i = 0; i < sorted.size(); ++i)
      parts[volume_by_volume ? i / count : i % volumes].push_back(sorted[i]);
    for (std::size_t v = 0; v < volumes; ++v) {
      add(parts[v], join(distinction, fmt::format("volume {} of {}", v + 1, volumes)));
    }
    return true;
  }

  void refuse_series_over_time(const Indices& group, std::size_t volumes) {
    for (const std::size_t index : group)
      result_.refused.push_back(
          {index,
           Error{ErrorCode::unsupported,
                 fmt::format("The series has {} volumes in one place. Series over time are not read yet.",
                             volumes),
                 "multi_volume"}});
  }

  /// No trait tells them apart: what is equal pixel for pixel goes; if places are still shared, all go.
  void drop_repeats(const Indices& group, const std::string& distinction) {
    Indices kept;
    for (const Indices& place : places_of(slices_, group)) {
      Indices here;
      for (const std::size_t index : place) {
        const bool copy =
            std::any_of(here.begin(), here.end(), [&](std::size_t o) { return same_pixels_(o, index); });
        if (copy)
          refuse(index, "Another slice with the same pixels lies in the same place.");
        else
          here.push_back(index);
      }
      kept.insert(kept.end(), here.begin(), here.end());
    }
    const std::size_t most = most_in_one_place(slices_, kept);
    if (most <= 1) {
      std::sort(kept.begin(), kept.end());
      return add(kept, distinction);
    }
    for (const std::size_t index : kept)
      refuse(index,
             fmt::format(
                 "Up to {} different slices of this series lie in the same place, and nothing in the files "
                 "says which belong together.",
                 most));
  }

  void add(const Indices& group, const std::string& distinction) {
    if (!group.empty()) result_.groups.push_back({group, distinction});
  }

  void refuse(std::size_t index, std::string message) {
    result_.refused.push_back({index, Error{ErrorCode::bad_input, std::move(message), "duplicate_slice"}});
  }

  std::span<const DicomSlice> slices_;
  const SamePixels& same_pixels_;
  SliceGrouping result_;
};

}  // namespace

SliceGrouping group_series(std::span<const DicomSlice> slices, const SamePixels& same_pixels) {
  return Grouper(slices, same_pixels).run();
}

}  // namespace scanetrix
