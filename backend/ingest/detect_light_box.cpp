// SPDX-License-Identifier: Apache-2.0
#include "ingest/detect_light_box.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "ingest/self_likeness.h"
#include "ingest/tile_cuts.h"
#include "ingest/tile_likeness.h"

namespace scanetrix {
namespace {

constexpr std::int64_t kLeastTile = 24;
/// A sheet's tiles must be so alike and stand out so far; found on sheets made of real CT and MR.
constexpr double kLeastLikeness = 0.5;
constexpr double kLeastContrast = 0.3;
/// Beyond it the tiles are copies: a pattern, not slices.
constexpr double kMostLikeness = 0.99999;
/// So many of the best grids are looked at closely.
constexpr std::size_t kRefined = 4;
/// So often they are moved by one step.
constexpr int kMostRounds = 4;
/// Noise moves them too, for less than this.
constexpr double kWorthMoving = 0.02;
/// A gutter that is seen is believed unless tiles without it are so much more alike: a strip of it in each
/// tile makes them somewhat more alike anyway.
constexpr double kSeenGutter = 0.1;
/// Larger pictures are not looked at: the sums take four bytes a pixel.
constexpr std::int64_t kMostPixels = 100'000'000;

struct Found {
  TileRow across;
  TileRow down;
  Evidence evidence;
};

int gutters_of(const TileRow& across, const TileRow& down) {
  return static_cast<int>(across.gutter > 0) + static_cast<int>(down.gutter > 0);
}

/// The best way to cut into given rows and columns.
std::optional<Found> best_cut(const Sums& sums, const std::vector<TileRow>& across,
                              const std::vector<TileRow>& down) {
  std::optional<Found> best;
  for (const TileRow& a : across)
    for (const TileRow& d : down) {
      const Evidence evidence = weigh_cut(sums, a, d);
      const double needed =
          best && gutters_of(best->across, best->down) > gutters_of(a, d) ? kSeenGutter : 0.01;
      if (!best || evidence.score() > best->evidence.score() + needed) best = Found{a, d, evidence};
    }
  return best;
}

/// Whether tiles of such a shape, and so many of them blank, can be a sheet at all.
bool is_plausible(const Found& found) {
  const Evidence& e = found.evidence;
  const double ratio = static_cast<double>(found.across.tile) / static_cast<double>(found.down.tile);
  return ratio <= 2.5 && ratio >= 0.4 && e.pairs >= 2 &&
         2 * e.blank <= found.across.count * found.down.count && e.likeness() <= kMostLikeness;
}

bool is_sheet(const Found& found) {
  const Evidence& e = found.evidence;
  return is_plausible(found) && e.likeness() >= kLeastLikeness && e.contrast() >= kLeastContrast;
}

/// Moves the cuts as long as that makes the tiles more alike, for a black frame around black pictures does
/// not show. Only where the result is a sheet beyond doubt.
void refine(const Sums& sums, const GrayView& picture, const Content& content_across,
            const Content& content_down, Found& found) {
  Found moved = found;
  const auto try_row = [&](bool across, std::int64_t first, std::int64_t period) {
    const std::int64_t size = across ? picture.width : picture.height;
    TileRow row = across ? moved.across : moved.down;
    if (row.gutter > 0) return false;  // Seen, not guessed.
    row.first += first;
    row.tile += period;
    const auto& [content, content_end] = across ? content_across : content_down;
    const std::int64_t end = row.start(row.count - 1) + row.tile;
    if (row.first < 0 || row.tile < kLeastTile || end > size || row.first > content + 2 ||
        end + 2 < content_end)
      return false;
    const Evidence evidence = across ? weigh_cut(sums, row, moved.down) : weigh_cut(sums, moved.across, row);
    if (evidence.score() <= moved.evidence.score() + 0.002) return false;
    (across ? moved.across : moved.down) = row;
    moved.evidence = evidence;
    return true;
  };
  const std::int64_t widest = std::max<std::int64_t>(1, std::min(found.across.tile, found.down.tile) / 16);
  for (std::int64_t step = widest; step > 0; step /= 2) {
    const std::array<std::pair<std::int64_t, std::int64_t>, 6> ways{
        {{step, -step}, {-step, step}, {step, 0}, {-step, 0}, {0, step}, {0, -step}}};
    bool better = true;
    for (int round = 0; round < kMostRounds && better; ++round) {
      better = false;
      for (const bool across : {true, false})
        for (const auto& [first, period] : ways) better |= try_row(across, first, period);
    }
  }
  if (is_sheet(moved) && moved.evidence.score() > found.evidence.score() + kWorthMoving)
    found = std::move(moved);
}

LightBox light_box_of(const Found& found) {
  const Evidence& e = found.evidence;
  return {found.across, found.down, std::clamp(std::min(e.likeness(), 0.5 + e.contrast() / 2), 0.0, 1.0),
          e.is_blank, e.by_column};
}

}  // namespace

std::vector<std::uint8_t> gray_of(VoxelType type, int channels, ByteView samples) {
  const auto stretched = [](std::size_t count, auto value) {
    std::vector<std::uint8_t> gray(count);
    double least = count > 0 ? value(0) : 0;
    double greatest = least;
    for (std::size_t i = 0; i < count; ++i) {
      least = std::min(least, value(i));
      greatest = std::max(greatest, value(i));
    }
    const double scale = greatest > least ? 255 / (greatest - least) : 0;
    for (std::size_t i = 0; i < count; ++i)
      gray[i] = static_cast<std::uint8_t>(std::clamp((value(i) - least) * scale, 0.0, 255.0));
    return gray;
  };
  if (channels == 3)
    return stretched(samples.size() / 3, [&](std::size_t i) {
      const auto at = [&](std::size_t c) { return std::to_integer<unsigned>(samples[3 * i + c]); };
      return static_cast<double>((299 * at(0) + 587 * at(1) + 114 * at(2)) / 1000);
    });
  return with_type(type, [&](auto sample) {
    using Sample = decltype(sample);
    return stretched(samples.size() / sizeof(Sample), [&](std::size_t i) {
      const auto number = static_cast<double>(load<Sample>(samples, i * sizeof(Sample)));
      return std::isfinite(number) ? number : 0.0;
    });
  });
}

int LightBox::blank_at_end(TileOrder order) const {
  const auto tiles = static_cast<int>(blank.size());
  int count = 0;
  for (; count < tiles; ++count) {
    const int n = tiles - 1 - count;
    const int place = order == TileOrder::row_major ? n : n % down.count * across.count + n / down.count;
    if (!blank[static_cast<std::size_t>(place)]) break;
  }
  return count;
}

std::optional<LightBox> detect_light_box(const GrayView& picture) {
  if (picture.width < 2 * kLeastTile || picture.height < 2 * kLeastTile ||
      picture.width > kMostPixels / picture.height)
    return {};
  const Sums sums(picture);
  const auto columns = flat_runs(picture, true);
  const auto rows = flat_runs(picture, false);
  const auto content_across = content_of(picture.width, columns);
  const auto content_down = content_of(picture.height, rows);
  const SelfLikeness like_across(sums, true, content_across, content_down);
  const SelfLikeness like_down(sums, false, content_down, content_across);
  struct Cuts {
    std::vector<TileRow> ways;
    bool suggested = false;
  };
  const auto cuts = [&](std::int64_t size, const std::vector<FlatRun>& runs, const SelfLikeness& self) {
    std::vector<Cuts> all;
    for (int n = 2; n <= kMostTilesAcross && size / n >= kLeastTile; ++n) {
      Cuts of_n{ways_to_cut(size, n, runs)};
      // What is not tiled is margin; a sheet is mostly tiles.
      std::erase_if(of_n.ways,
                    [&](const TileRow& way) { return way.tile < kLeastTile || way.start(n) < size * 4 / 5; });
      of_n.suggested = std::any_of(of_n.ways.begin(), of_n.ways.end(), [&](const TileRow& way) {
        return self.suggests(static_cast<double>(way.tile + way.gutter));
      });
      all.push_back(std::move(of_n));
    }
    return all;
  };
  const auto across = cuts(picture.width, columns, like_across);
  const auto down = cuts(picture.height, rows, like_down);
  std::vector<Found> all;
  for (const Cuts& a : across)
    for (const Cuts& d : down) {
      if (!a.suggested && !d.suggested) continue;  // Slices follow one another along one side.
      const auto found = best_cut(sums, a.ways, d.ways);
      if (found && is_plausible(*found)) all.push_back(*found);
    }
  std::ranges::sort(all,
                    [](const Found& a, const Found& b) { return a.evidence.score() > b.evidence.score(); });
  if (all.size() > kRefined) all.resize(kRefined);
  std::optional<Found> best;
  for (Found& found : all) {
    refine(sums, picture, content_across, content_down, found);
    if (is_sheet(found) && (!best || found.evidence.score() > best->evidence.score())) best = found;
  }
  if (!best) return {};
  return light_box_of(*best);
}

std::optional<LightBox> measure_light_box(const GrayView& picture, int rows, int columns) {
  if (rows < 1 || columns < 1 || rows > picture.height || columns > picture.width) return {};
  const TileRow even_across{columns, 0, picture.width / columns, 0};
  const TileRow even_down{rows, 0, picture.height / rows, 0};
  if (picture.width > kMostPixels / picture.height)
    return LightBox{even_across, even_down, 0,
                    std::vector<bool>(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns)),
                    false};
  const Sums sums(picture);
  const auto flat_columns = flat_runs(picture, true);
  const auto flat_rows = flat_runs(picture, false);
  auto found = best_cut(sums, ways_to_cut(picture.width, columns, flat_columns),
                        ways_to_cut(picture.height, rows, flat_rows));
  if (!found) return {};
  refine(sums, picture, content_of(picture.width, flat_columns), content_of(picture.height, flat_rows),
         *found);
  return light_box_of(*found);
}

}  // namespace scanetrix
