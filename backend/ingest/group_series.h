// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "ingest/dicom_slice.h"
#include "volume/warning.h"

namespace scanetrix {

/// Slices that are one volume, or one volume at several time points.
struct SliceGroup {
  /// Indices into the slices given. Of several, each has every place of the first once, in any order.
  std::vector<std::vector<std::size_t>> times;
  std::string distinction;  ///< What tells it from its series' other groups: "kernel B30f"; may be empty.
  std::string time_axis;    ///< "echo time"; empty for one time point.
  std::vector<std::string> time_labels;  ///< One a time point: "30 ms".
  std::vector<Warning> warnings;

  [[nodiscard]] std::size_t first() const { return times.front().front(); }
};

/// A slice that can be in no group.
struct RefusedSlice {
  std::size_t slice;
  Error error;
};

struct SliceGrouping {
  std::vector<SliceGroup> groups;  ///< By series number; of one series in the order of their distinction.
  std::vector<RefusedSlice> refused;
};

/// Whether two slices (indices into the slices given) hold the same pixels.
using SamePixels = std::function<bool(std::size_t, std::size_t)>;

/// Sorts slices into volumes. Never puts two series together, never drops a slice unsaid.
///
/// One group has one series, frame of reference, picture size and kind, pixel spacing and direction. Where
/// one place then holds several slices: copies with the same pixels are refused ("duplicate_slice"); what is
/// left is divided by the first trait (see DicomSlice::traits) that gives each part every place at most once
/// and no more parts than one place has slices, into volumes or time points as the trait's kind says; where
/// none does, by the instance numbers, when they count evenly through one volume after the other, or through
/// one place after the other; else, when each place has as many, by the order of the numbers in each place
/// ("time_order_not_verified"). Time points that a moment tells apart are in its order, others in that of
/// their lowest instance number. Parts that do not have the same places become volumes of their own, and so
/// do pictures of one single place that nothing tells apart. Where nothing tells slices of one place apart,
/// the one with the lowest number stays and the others are refused ("duplicate_slice").
///
/// Slices that lie more than eight times the usual gap apart are parts of their own. Slices without a place
/// make a stack when they come from a machine that takes stacks (CT, MR, …) and are gray; frames of one file
/// without places stay together; else each is a group alone: nothing says that they belong together.
///
/// Without a series UID (anonymised files) slices with places are of one series when their folder, frame of
/// reference, series number, descriptions, date and modality agree, with a warning ("series_uid_missing");
/// those without places, and files of several frames, are each alone.
[[nodiscard]] SliceGrouping group_series(std::span<const DicomSlice> slices, const SamePixels& same_pixels);

}  // namespace scanetrix
