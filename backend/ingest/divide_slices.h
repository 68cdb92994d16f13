// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/slice_places.h"

namespace scanetrix {

/// One volume of several in the same places.
struct TimePoint {
  SliceIndices slices;
  std::vector<std::pair<std::string, std::string>> traits;  ///< What tells it apart: label and value.
};

/// In the order of acquisition, as far as numbers tell it: the file's, then the frame's or tile's.
struct SliceNumber {
  int instance = 0;
  std::size_t position = 0;  ///< Index among the slices given: frames and tiles follow one another there.
  auto operator<=>(const SliceNumber&) const = default;
};

/// Divides slices that share places, by their traits, else by their numbers.
class SliceDivision {
 public:
  explicit SliceDivision(std::span<const DicomSlice> slices) : slices_(slices) {}

  /// The traits that a group's slices may have. Files of one series may differ in how many they have: frames
  /// of nuclear medicine have more, at the end.
  [[nodiscard]] const std::vector<Trait>& traits_of(const SliceIndices& group) const;

  /// The parts that a trait divides `group` into, if they bring it nearer to one slice a place; `most`: as
  /// most_in_one_place().
  [[nodiscard]] std::vector<SliceIndices> parts_by(std::size_t trait, const SliceIndices& group,
                                                   std::size_t most) const;

  /// "echo time" and "30 ms". Of values with several words only the first that differs: "PHASE".
  [[nodiscard]] std::pair<std::string, std::string> name_part(const SliceIndices& part,
                                                              const std::vector<SliceIndices>& parts,
                                                              std::size_t trait,
                                                              std::string_view label) const;

  /// The time points of a group; none where nothing tells them. By a trait that runs in time (temporal
  /// position, trigger time, acquisition, clock) they follow its values; by any other trait their lowest
  /// instance numbers, and so where a clock has passed midnight.
  [[nodiscard]] std::optional<std::vector<TimePoint>> time_points(const SliceIndices& group) const;

  [[nodiscard]] SliceNumber number_of(std::size_t index) const {
    return {slices_[index].instance_number.value_or(0), index};
  }

 private:
  [[nodiscard]] std::string_view trait_value(std::size_t index, std::size_t trait) const;
  [[nodiscard]] SliceNumber lowest_number(const SliceIndices& group) const;
  void put_in_order(std::vector<SliceIndices>& parts, std::size_t trait, bool runs_in_time) const;
  [[nodiscard]] bool are_numbered(const SliceIndices& group) const;
  [[nodiscard]] std::optional<std::vector<TimePoint>> divide_by_number(const SliceIndices& group) const;

  std::span<const DicomSlice> slices_;
};

}  // namespace scanetrix
