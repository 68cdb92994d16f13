// SPDX-License-Identifier: Apache-2.0
#include "ingest/match_labels.h"

#include <algorithm>
#include <cmath>

namespace scanetrix {
namespace {

/// Positions are written with a few digits.
constexpr double kSamePlaneMm = 0.05;

std::vector<double> places_along(Vec3 normal, std::span<const DicomSlice> slices, const SliceGroup& group) {
  std::vector<double> places;
  for (const std::size_t index : group.times.front())
    if (slices[index].pose) places.push_back(dot(slices[index].pose->origin_mm, normal));
  std::sort(places.begin(), places.end());
  return places;
}

bool holds_every_frame(const LabelFile& labels, std::span<const DicomSlice> slices, const SliceGroup& group) {
  const auto& pose = slices[group.first()].pose;
  if (!pose) return false;
  const Vec3 normal = pose->normal();
  const auto places = places_along(normal, slices, group);
  return std::all_of(labels.frames.begin(), labels.frames.end(), [&](const DicomSlice& frame) {
    if (!frame.pose || !is_parallel(*frame.pose, *pose)) return false;
    const double place = dot(frame.pose->origin_mm, normal);
    const auto next = std::lower_bound(places.begin(), places.end(), place - kSamePlaneMm);
    return next != places.end() && *next <= place + kSamePlaneMm;
  });
}

}  // namespace

std::optional<std::size_t> group_of_labels(const LabelFile& labels, std::span<const DicomSlice> slices,
                                           std::span<const SliceGroup> groups) {
  const DicomSlice& own = labels.frames.front();
  const auto& referenced = labels.segmentation().series_uids;
  std::vector<std::size_t> named;
  std::vector<std::size_t> beside;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const DicomSlice& first = slices[groups[g].first()];
    if (std::find(referenced.begin(), referenced.end(), first.series_uid) != referenced.end())
      named.push_back(g);
    else if (!own.frame_of_reference_uid.empty() && first.pose && first.study_uid == own.study_uid &&
             first.frame_of_reference_uid == own.frame_of_reference_uid)
      beside.push_back(g);
  }
  const auto& candidates = named.empty() ? beside : named;
  if (candidates.empty()) return std::nullopt;
  const auto fitting = std::find_if(candidates.begin(), candidates.end(), [&](std::size_t g) {
    return holds_every_frame(labels, slices, groups[g]);
  });
  return fitting == candidates.end() ? candidates.front() : *fitting;
}

}  // namespace scanetrix
