// SPDX-License-Identifier: Apache-2.0
#include "ingest/tile_cuts.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace scanetrix {
namespace {

/// Up to this spread of gray a line counts as one colour; JPEG leaves some noise.
constexpr int kFlatSpread = 16;
/// A gutter is at most one part in so many of what repeats; wider, it is background between pictures.
constexpr std::int64_t kNarrowestTile = 6;
/// How many ways to cut one side into so many tiles are looked at.
constexpr std::size_t kMostWays = 6;

}  // namespace

std::vector<FlatRun> flat_runs(const GrayView& picture, bool columns) {
  const std::int64_t lines = columns ? picture.width : picture.height;
  const std::int64_t length = columns ? picture.height : picture.width;
  std::vector<std::array<std::uint32_t, 256>> histograms(static_cast<std::size_t>(lines));
  for (std::int64_t y = 0; y < picture.height; ++y)
    for (std::int64_t x = 0; x < picture.width; ++x)
      ++histograms[static_cast<std::size_t>(columns ? x : y)]
                  [picture.samples[static_cast<std::size_t>(y * picture.width + x)]];
  std::vector<FlatRun> runs;
  std::vector<int> medians;
  for (std::int64_t line = 0; line < lines; ++line) {
    const auto& histogram = histograms[static_cast<std::size_t>(line)];
    const auto gray_at = [&](std::int64_t rank) {
      std::int64_t seen = 0;
      for (int gray = 0; gray < 256; ++gray)
        if ((seen += histogram[static_cast<std::size_t>(gray)]) > rank) return gray;
      return 255;
    };
    const int gray = gray_at(length / 2);
    medians.push_back(gray);
    if (gray_at(length - 1 - length / 100) - gray_at(length / 100) > kFlatSpread) continue;
    if (!runs.empty() && runs.back().end == line && std::abs(runs.back().gray - gray) <= kFlatSpread / 2)
      ++runs.back().end;
    else
      runs.push_back({line, line + 1, gray});
  }
  for (FlatRun& run : runs) {
    const auto differs = [&](std::int64_t line) {
      return line < 0 || line >= lines ||
             std::abs(medians[static_cast<std::size_t>(line)] - run.gray) > kFlatSpread / 2;
    };
    run.stands_out = differs(run.first - 1) && differs(run.end);
  }
  return runs;
}

Content content_of(std::int64_t size, const std::vector<FlatRun>& runs) {
  const std::int64_t first = !runs.empty() && runs.front().first == 0 ? runs.front().end : 0;
  const std::int64_t end = !runs.empty() && runs.back().end == size ? runs.back().first : size;
  return first < end ? std::pair(first, end) : std::pair(std::int64_t{0}, size);
}

std::vector<TileRow> ways_to_cut(std::int64_t size, int count, const std::vector<FlatRun>& runs) {
  std::vector<TileRow> ways;
  const auto add = [&](std::int64_t first, std::int64_t tile, std::int64_t gutter) {
    const TileRow way{count, first, tile, gutter};
    if (tile < 1 || first < 0 || way.start(count - 1) + tile > size) return;
    if (std::find(ways.begin(), ways.end(), way) == ways.end()) ways.push_back(way);
  };
  // What lies outside the tiles is margin, of one colour but for a pixel or two; never a tile left out.
  const auto between_margins = content_of(size, runs);
  const std::int64_t content = between_margins.first;  // clang 14 captures no structured binding.
  const std::int64_t content_end = between_margins.second;
  const auto add_between_margins = [&](std::int64_t first, std::int64_t tile, std::int64_t gutter) {
    const std::int64_t end = first + count * (tile + gutter) - gutter;
    if (first <= content + 2 && end + 2 >= content_end) add(first, tile, gutter);
  };
  std::vector<FlatRun> inner;
  for (const FlatRun& run : runs)
    if (run.first > 0 && run.end < size) inner.push_back(run);
  if (count < 2) {
    add(content, content_end - content, 0);
    return ways;
  }
  // A gutter is told by its neighbour a period on: same width, same gray, and so between all tiles.
  const auto has_gutter = [&](std::int64_t first, std::int64_t width, int gray) {
    return std::any_of(inner.begin(), inner.end(), [&](const FlatRun& run) {
      return std::abs(run.first - first) <= 1 && std::abs(run.end - first - width) <= 1 &&
             std::abs(run.gray - gray) <= kFlatSpread;
    });
  };
  const auto try_gutters = [&](const FlatRun& one, std::int64_t period) {
    const std::int64_t width = one.end - one.first;
    if (kNarrowestTile * width > period) return;  // Background between pictures.
    for (int n = 1; n < count - 1; ++n)
      if (!has_gutter(one.first + n * period, width, one.gray)) return;
    add_between_margins(one.first - (period - width), period - width, width);
  };
  for (std::size_t a = 0; a < inner.size() && ways.size() < kMostWays; ++a) {
    const FlatRun& one = inner[a];
    if (count == 2) {
      const std::int64_t tile = std::min(one.first, size - one.end);
      // A single one may be chance.
      if (one.stands_out && kNarrowestTile * (one.end - one.first) <= tile)
        add_between_margins(one.first - tile, tile, one.end - one.first);
      continue;
    }
    for (std::size_t b = a + 1; b < inner.size(); ++b) {
      const std::int64_t period = inner[b].first - one.first;
      if (one.first + (count - 2) * period >= size) break;
      try_gutters(one, period);
    }
  }
  add(0, size / count, 0);
  if (content_end - content >= count) add(content, (content_end - content) / count, 0);
  return ways;
}

}  // namespace scanetrix
