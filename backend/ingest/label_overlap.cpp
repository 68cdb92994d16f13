// SPDX-License-Identifier: Apache-2.0
#include "ingest/label_overlap.h"

#include <algorithm>
#include <limits>
#include <map>
#include <mutex>

#include "base/parallel.h"
#include "ingest/limits.h"

namespace scanetrix {
namespace {

/// The voxels of one segment in one slice: a bit each, and the rows between which they lie.
struct Mask {
  int segment = 0;
  std::vector<std::uint64_t> bits;
  std::size_t first_word = 0;
  std::size_t end_word = 0;  ///< Words outside are 0.
};

bool share_a_voxel(const Mask& a, const Mask& b) {
  const std::size_t end = std::min(a.end_word, b.end_word);
  for (std::size_t w = std::max(a.first_word, b.first_word); w < end; ++w)
    if ((a.bits[w] & b.bits[w]) != 0) return true;
  return false;
}

/// In the lattice's pixels, so that frames of other sizes can be compared.
Mask mask_of(const std::vector<std::uint16_t>& labels, const DicomSlice& frame, const FramePlace& place,
             const Shape& shape) {
  Mask mask{frame.segment, std::vector<std::uint64_t>(static_cast<std::size_t>(shape.y * shape.x + 63) / 64)};
  mask.first_word = std::numeric_limits<std::size_t>::max();
  const std::size_t columns = frame.pixels.columns;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] == 0) continue;
    const std::size_t bit =
        (static_cast<std::size_t>(place.first_row) + i / columns) * static_cast<std::size_t>(shape.x) +
        static_cast<std::size_t>(place.first_column) + i % columns;
    mask.bits[bit / 64] |= std::uint64_t{1} << bit % 64;
    mask.first_word = std::min(mask.first_word, bit / 64);
    mask.end_word = std::max(mask.end_word, bit / 64 + 1);
  }
  return mask;
}

}  // namespace

Result<LabelSurvey> survey_labels(const LabelFile& labels, const LabelLattice& lattice, const OpenFile& open,
                                  const Progress& progress) {
  std::map<std::int64_t, std::vector<std::size_t>> by_place;
  for (std::size_t f = 0; f < lattice.places.size(); ++f) by_place[lattice.places[f].k].push_back(f);
  std::vector<const std::vector<std::size_t>*> places;
  for (const auto& [k, frames] : by_place) places.push_back(&frames);
  const bool by_value = labels.segmentation().kind == SegmentationKind::labelmap;

  LabelSurvey survey;
  std::mutex mutex;
  TRY(parallel_for(places.size(), [&](std::size_t p) -> Result<void> {
    if (progress.cancelled()) return fail(ErrorCode::cancelled, "The reading was cancelled.");
    std::vector<Mask> masks;
    std::set<int> present;
    for (const std::size_t f : *places[p]) {
      const DicomSlice& frame = labels.frames[f];
      const auto found = TRY(within_memory([&] { return labels_of_frame(frame, open); }));
      int last = 0;
      for (const std::uint16_t label : found)
        if (label != last && label != 0) present.insert(last = label);
      if (!by_value && places[p]->size() > 1)
        masks.push_back(mask_of(found, frame, lattice.places[f], lattice.geometry.shape));
    }
    std::set<std::pair<int, int>> overlapping;
    for (std::size_t a = 0; a < masks.size(); ++a)
      for (std::size_t b = a + 1; b < masks.size(); ++b) {
        const std::pair<int, int> pair = std::minmax(masks[a].segment, masks[b].segment);
        if (pair.first != pair.second && !overlapping.contains(pair) && share_a_voxel(masks[a], masks[b]))
          overlapping.insert(pair);
      }
    const std::lock_guard lock(mutex);
    survey.present.merge(present);
    survey.overlapping.merge(overlapping);
    return {};
  }));
  return survey;
}

std::vector<std::set<int>> sets_without_overlap(const std::vector<int>& numbers,
                                                const std::set<std::pair<int, int>>& overlapping) {
  std::vector<std::set<int>> sets;
  for (const int number : numbers) {
    const auto is_free = [&](const std::set<int>& set) {
      return std::none_of(set.begin(), set.end(), [&](int other) {
        return overlapping.contains({std::min(number, other), std::max(number, other)});
      });
    };
    const auto fitting = std::find_if(sets.begin(), sets.end(), is_free);
    if (fitting == sets.end())
      sets.push_back({number});
    else
      fitting->insert(number);
  }
  return sets;
}

}  // namespace scanetrix
