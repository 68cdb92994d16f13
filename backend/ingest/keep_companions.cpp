// SPDX-License-Identifier: Apache-2.0
#include "ingest/keep_companions.h"

#include <algorithm>
#include <set>
#include <utility>

namespace scanetrix {

std::map<std::string, std::vector<std::size_t>> keep_companions(std::span<const ObjectFile> objects,
                                                                std::span<const DicomSlice> slices) {
  std::map<std::string, std::set<std::pair<int, std::string>>> series_of;  ///< By study: number and UID.
  if (!objects.empty())
    for (const DicomSlice& slice : slices)
      if (!slice.study_uid.empty() && !slice.series_uid.empty())
        series_of[slice.study_uid].emplace(slice.series_number.value_or(0), slice.series_uid);

  std::map<std::string, std::vector<std::size_t>> kept;
  for (const auto& [file, object] : objects) {
    std::set<std::string> targets;
    const std::string* first = nullptr;
    for (const std::string& study : object.study_uids) {
      const auto found = series_of.find(study);
      if (found == series_of.end()) continue;
      if (first == nullptr) first = &found->second.begin()->second;
      for (const auto& [number, uid] : found->second)
        if (std::ranges::find(object.series_uids, uid) != object.series_uids.end()) targets.insert(uid);
    }
    if (targets.empty() && first != nullptr) targets.insert(*first);
    for (const std::string& uid : targets) kept[uid].push_back(file);
  }
  return kept;
}

}  // namespace scanetrix
