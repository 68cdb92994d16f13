// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "volume/series.h"

namespace scanetrix {

/// Opens one of the files given to ingest, by its index.
using OpenFile = std::function<Result<MappedFile>(std::size_t file)>;

/// A file whose pixels turned out not to be what its header promised.
struct RefusedFile {
  std::size_t file;
  Error error;
};

/// What came of decoding a group. With `damaged` files the series is empty: the group has to be looked at
/// again without them, because a missing slice may leave a gap.
struct Assembled {
  Series series;
  std::vector<RefusedFile> damaged;
};

/// Counts decoded pictures over all series and tells the progress.
class DecodeCount {
 public:
  DecodeCount(Progress& progress, std::size_t expected) : progress_(progress), expected_(expected) {}

  /// After each picture. \error cancelled
  Result<void> step() {
    const std::size_t done = ++done_;
    if (progress_.cancelled()) return fail(ErrorCode::cancelled, "The reading was cancelled.");
    if (done <= expected_)
      progress_.report("assembling", static_cast<double>(done) / static_cast<double>(expected_));
    return {};
  }

 private:
  Progress& progress_;
  std::size_t expected_;
  std::atomic<std::size_t> done_ = 0;
};

/// Decodes `count` pictures on all cores. `decode(k)` says what is wrong with the k-th; such are gathered, in
/// order of k. \error cancelled
[[nodiscard]] Result<std::vector<std::pair<std::size_t, Error>>> decode_all(
    std::size_t count, const std::function<Result<void>(std::size_t)>& decode, DecodeCount& progress);

}  // namespace scanetrix
