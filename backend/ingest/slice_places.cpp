// SPDX-License-Identifier: Apache-2.0
#include "ingest/slice_places.h"

#include <algorithm>

namespace scanetrix {

std::vector<SliceIndices> places_of(std::span<const DicomSlice> slices, const SliceIndices& group) {
  if (!slices[group.front()].pose) {
    std::vector<SliceIndices> places;
    for (const std::size_t index : group) places.push_back({index});
    return places;
  }
  const Vec3 normal = slices[group.front()].pose->normal();
  const auto place = [&](std::size_t index) { return dot(slices[index].pose->origin_mm, normal); };
  SliceIndices sorted = group;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
  std::vector<SliceIndices> places;
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

std::size_t most_in_one_place(std::span<const DicomSlice> slices, const SliceIndices& group) {
  std::size_t most = 0;
  for (const SliceIndices& place : places_of(slices, group)) most = std::max(most, place.size());
  return most;
}

bool have_same_places(std::span<const DicomSlice> slices, const SliceIndices& a, const SliceIndices& b) {
  if (a.size() != b.size()) return false;
  SliceIndices both = a;
  both.insert(both.end(), b.begin(), b.end());
  const auto places = places_of(slices, both);
  return places.size() == a.size() &&
         std::all_of(places.begin(), places.end(),
                     [](const SliceIndices& place) { return place.size() == 2; });
}

}  // namespace scanetrix
