// SPDX-License-Identifier: Apache-2.0
#include "ingest/group_series.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string_view>

#include "ingest/divide_slices.h"

namespace scanetrix {
namespace {

using Indices = SliceIndices;

/// A gap this many times the usual one is not a gap in a stack but between two.
constexpr double kGapBetweenStacks = 8;

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
  return x == y && a.rows() == b.rows() && a.columns() == b.columns() && a.is_cine == b.is_cine &&
         close(a.row_spacing_mm, b.row_spacing_mm) && close(a.column_spacing_mm, b.column_spacing_mm) &&
         a.unit == b.unit && a.localizer == b.localizer &&
         (a.modality_lut == nullptr) == (b.modality_lut == nullptr);
}

bool same_direction(const DicomSlice& a, const DicomSlice& b) {
  if (!a.pose || !b.pose) return a.pose.has_value() == b.pose.has_value();
  return is_parallel(*a.pose, *b.pose);
}

/// What must agree where no series UID says what belongs together (anonymised files).
std::vector<std::string> marks_of(const DicomSlice& slice) {
  const std::string number = slice.series_number ? std::to_string(*slice.series_number) : "";
  return {slice.folder,
          slice.frame_of_reference_uid,
          slice.modality,
          number,
          slice.series_description,
          slice.protocol_name,
          slice.study_description,
          slice.body_part,
          slice.study_date};
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

/// Groups and refusals as they come about.
class Grouper {
 public:
  Grouper(std::span<const DicomSlice> slices, const SamePixels& same_pixels)
      : slices_(slices), division_(slices), same_pixels_(same_pixels) {}

  SliceGrouping run() {
    std::map<std::pair<std::string, std::string>, Indices> series;
    std::map<std::vector<std::string>, Indices>
        alike;                             // Of no series, but with places and all else the same.
    std::map<std::size_t, Indices> alone;  // Of no series: with no other file.
    for (std::size_t i = 0; i < slices_.size(); ++i) {
      const DicomSlice& slice = slices_[i];
      if (!slice.series_uid.empty())
        series[{slice.series_uid, slice.frame_of_reference_uid}].push_back(i);
      else if (slice.pose && slice.frames == 1)
        alike[marks_of(slice)].push_back(i);
      else
        alone[slice.file].push_back(i);
    }
    for (const auto& [file, members] : alone) split_by_kind(members);
    for (const auto& [marks, members] : alike) split_series(members, true);
    for (const auto& [uid, members] : series) split_series(members, false);
    std::stable_sort(
        result_.groups.begin(), result_.groups.end(), [&](const SliceGroup& a, const SliceGroup& b) {
          return slices_[a.first()].series_number.value_or(0) < slices_[b.first()].series_number.value_or(0);
        });
    return std::move(result_);
  }

 private:
  void split_series(const Indices& series, bool without_uid) {
    const std::size_t before = result_.groups.size();
    split_by_kind(series);
    name_kinds(before);
    if (!without_uid) return;
    for (SliceGroup& group : std::span(result_.groups).subspan(before))
      if (group.times.size() > 1 || group.times.front().size() > 1)
        group.warnings.push_back({"series_uid_missing",
                                  "The files do not say which series they are of. They were put together "
                                  "because their folder, frame "
                                  "of reference, description, date and direction agree."});
  }

  void split_by_kind(const Indices& series) {
    const auto kinds = partition(series, [&](std::size_t a, std::size_t b) {
      return same_kind(slices_[a], slices_[b]) && same_direction(slices_[a], slices_[b]);
    });
    for (const Indices& kind : kinds) {
      const Indices kept = drop_copies(kind);
      const DicomSlice& first = slices_[kept.front()];
      if (first.pose)
        split_by_place(kept, "");
      else if (!first.is_cine && takes_stacks(first.modality) && first.pixels.channels() == 1)
        add(kept, "");
      else
        split_by_file(kept);
    }
  }

  /// Without a place only the frames of one file belong together.
  void split_by_file(const Indices& group) {
    const auto files =
        partition(group, [&](std::size_t a, std::size_t b) { return slices_[a].file == slices_[b].file; });
    for (const Indices& file : files) add(file, "");
  }

  /// Tells the groups that one series fell into by kind apart: by their direction, else by the picture's
  /// size, else by count.
  void name_kinds(std::size_t first_group) {
    const auto groups = std::span(result_.groups).subspan(first_group);
    if (groups.size() < 2) return;
    const auto names_with = [&](auto name_of) {
      std::vector<std::string> names;
      for (const SliceGroup& group : groups)
        names.push_back(join(group.distinction, name_of(slices_[group.first()])));
      return names;
    };
    const auto are_distinct = [](const std::vector<std::string>& names) {
      return std::set<std::string>(names.begin(), names.end()).size() == names.size();
    };
    auto names = names_with([](const DicomSlice&) { return std::string(); });
    if (!are_distinct(names)) names = names_with(direction_of);
    if (!are_distinct(names))
      names = names_with([](const DicomSlice& s) { return fmt::format("{} × {}", s.columns(), s.rows()); });
    if (!are_distinct(names)) {
      int number = 0;
      names = names_with([&](const DicomSlice&) { return fmt::format("{} of {}", ++number, groups.size()); });
    }
    for (std::size_t i = 0; i < groups.size(); ++i) groups[i].distinction = names[i];
  }

  /// Without those that repeat an instance that is there already, pixels and all.
  Indices drop_copies(const Indices& group) {
    std::map<std::string, Indices> seen;  ///< By instance: one slice of each file that has it.
    std::set<std::size_t> copies;
    for (const std::size_t index : group) {
      const DicomSlice& slice = slices_[index];
      if (slice.instance_uid.empty() || copies.contains(slice.file)) continue;
      Indices& same_instance = seen[slice.instance_uid];
      if (std::any_of(same_instance.begin(), same_instance.end(),
                      [&](std::size_t other) { return slices_[other].file == slice.file; }))
        continue;
      if (std::any_of(same_instance.begin(), same_instance.end(),
                      [&](std::size_t other) { return same_pixels_(other, index); }))
        copies.insert(slice.file);
      else
        same_instance.push_back(index);
    }
    Indices kept;
    for (const std::size_t index : group) {
      if (copies.contains(slices_[index].file))
        refuse(index, "The same slice is there already, pixel for pixel.");
      else
        kept.push_back(index);
    }
    return kept;
  }

  void split_by_place(const Indices& group, const std::string& distinction) {
    const std::size_t most = most_in_one_place(slices_, group);
    if (most <= 1) return split_by_gaps({TimePoint{group, {}}}, distinction, {});
    const std::vector<Trait>& traits = division_.traits_of(group);
    for (std::size_t t = 0; t < traits.size(); ++t) {
      if (traits[t].kind != TraitKind::volumes) continue;
      const auto parts = division_.parts_by(t, group, most);
      if (parts.empty()) continue;
      for (const Indices& part : parts) {
        const auto [label, value] = division_.name_part(part, parts, t, traits[t].label);
        split_by_place(part, join(distinction, label + " " + value));
      }
      return;
    }
    if (auto times = division_.time_points(group)) return arrange(*times, distinction, {});
    drop_repeats(group, distinction);
  }

  /// Volumes in the same places are time points of one; others stand for themselves.
  void arrange(const std::vector<TimePoint>& times, const std::string& distinction,
               const std::vector<Warning>& warnings) {
    std::vector<std::vector<TimePoint>> classes;
    for (const TimePoint& time : times) {
      const auto same = std::find_if(classes.begin(), classes.end(), [&](const auto& members) {
        return have_same_places(slices_, members.front().slices, time.slices);
      });
      if (same != classes.end())
        same->push_back(time);
      else
        classes.push_back({time});
    }
    for (const auto& members : classes) {
      std::string name = distinction;
      if (classes.size() > 1) name = join(name, name_times(members));
      split_by_gaps(members, name, warnings);
    }
  }

  static std::string label_of(const TimePoint& time) {
    std::string label;
    for (const auto& [axis, value] : time.traits) label = join(label, axis + " " + value);
    return label;
  }

  static std::string name_times(const std::vector<TimePoint>& members) {
    return members.size() == 1 ? label_of(members.front())
                               : fmt::format("{} volumes from {}", members.size(), label_of(members.front()));
  }

  /// No trait tells them apart: what is equal pixel for pixel goes. What is left over is told by the order of
  /// numbers where each place has as many; else the lowest number stays.
  void drop_repeats(const Indices& group, const std::string& distinction) {
    std::vector<Indices> places;
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
      std::sort(here.begin(), here.end(), [&](std::size_t a, std::size_t b) {
        return division_.number_of(a) < division_.number_of(b);
      });
      places.push_back(std::move(here));
    }
    if (places.size() == 1) {  // Pictures of one place, not a volume over time.
      for (const std::size_t index : places.front()) add({index}, distinction);
      return;
    }
    const std::size_t volumes = places.front().size();
    const bool even = std::all_of(places.begin(), places.end(),
                                  [&](const Indices& place) { return place.size() == volumes; });
    if (even && volumes > 1) {
      std::vector<TimePoint> times(volumes);
      for (std::size_t v = 0; v < volumes; ++v) {
        times[v].traits = {{"volume", std::to_string(v + 1)}};
        for (const Indices& place : places) times[v].slices.push_back(place[v]);
      }
      return arrange(
          times, distinction,
          {{"time_order_not_verified",
            fmt::format("{} slices lie in each place, and the files do not say which belong together. "
                        "They are put together in the order of their numbers.",
                        volumes)}});
    }
    Indices kept;
    for (const Indices& place : places) {
      kept.push_back(place.front());
      for (std::size_t i = 1; i < place.size(); ++i)
        refuse(place[i],
               "Another slice lies in the same place, and nothing in the files says which is right. The one "
               "with "
               "the lowest number was taken.");
    }
    std::sort(kept.begin(), kept.end());
    split_by_gaps({TimePoint{kept, {}}}, distinction, {});
  }

  /// Slices far apart are stacks of their own, at all time points alike.
  void split_by_gaps(const std::vector<TimePoint>& times, const std::string& distinction,
                     const std::vector<Warning>& warnings) {
    const Indices& first = times.front().slices;
    const auto starts = stack_starts(first);
    if (starts.size() < 2) return add_times(times, distinction, warnings);
    const Vec3 normal = slices_[first.front()].pose->normal();
    for (std::size_t part = 0; part < starts.size(); ++part) {
      std::vector<TimePoint> members;
      for (const TimePoint& time : times) {
        members.push_back({{}, time.traits});
        for (const std::size_t index : time.slices) {
          const double place = dot(slices_[index].pose->origin_mm, normal);
          const bool after = place >= starts[part] - kSamePlaceMm;
          const bool before = part + 1 == starts.size() || place < starts[part + 1] - kSamePlaceMm;
          if (after && before) members.back().slices.push_back(index);
        }
      }
      add_times(members, join(distinction, fmt::format("part {} of {}", part + 1, starts.size())), warnings);
    }
  }

  /// Where stacks begin along the normal, ascending; one entry unless gaps are many times the usual.
  [[nodiscard]] std::vector<double> stack_starts(const Indices& group) const {
    if (!slices_[group.front()].pose) return {0};
    const Vec3 normal = slices_[group.front()].pose->normal();
    std::vector<double> places;
    for (const std::size_t index : group) places.push_back(dot(slices_[index].pose->origin_mm, normal));
    std::sort(places.begin(), places.end());
    std::vector<double> gaps;
    for (std::size_t i = 1; i < places.size(); ++i) gaps.push_back(places[i] - places[i - 1]);
    std::vector<double> starts{places.front()};
    if (gaps.size() < 3) return starts;
    std::vector<double> sorted = gaps;
    std::sort(sorted.begin(), sorted.end());
    const double usual = sorted[sorted.size() / 2];
    for (std::size_t i = 0; i < gaps.size(); ++i)
      if (gaps[i] > kGapBetweenStacks * usual) starts.push_back(places[i + 1]);
    return starts;
  }

  void add_times(const std::vector<TimePoint>& times, const std::string& distinction,
                 const std::vector<Warning>& warnings) {
    SliceGroup group;
    group.distinction = distinction;
    group.warnings = warnings;
    bool one_axis = true;
    for (const TimePoint& time : times) {
      group.times.push_back(time.slices);
      one_axis = one_axis && time.traits.size() == 1 &&
                 time.traits.front().first == times.front().traits.front().first;
    }
    if (times.size() > 1) {
      group.time_axis = one_axis ? times.front().traits.front().first : "volume";
      for (const TimePoint& time : times)
        group.time_labels.push_back(one_axis ? time.traits.front().second : label_of(time));
    }
    result_.groups.push_back(std::move(group));
  }

  void add(const Indices& group, const std::string& distinction) {
    if (!group.empty()) add_times({TimePoint{group, {}}}, distinction, {});
  }

  void refuse(std::size_t index, std::string message) {
    result_.refused.push_back({index, Error{ErrorCode::bad_input, std::move(message), "duplicate_slice"}});
  }

  std::span<const DicomSlice> slices_;
  SliceDivision division_;
  const SamePixels& same_pixels_;
  SliceGrouping result_;
};

}  // namespace

SliceGrouping group_series(std::span<const DicomSlice> slices, const SamePixels& same_pixels) {
  return Grouper(slices, same_pixels).run();
}

}  // namespace scanetrix
