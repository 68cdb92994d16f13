// SPDX-License-Identifier: Apache-2.0
#include "ingest/detect_light_box.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace scanetrix {
namespace {

constexpr std::int64_t kLeastTile = 24;
/// Each tile is compared as so many points a side.
constexpr int kGrain = 24;
/// Up to this spread of gray a line or a tile counts as one colour; JPEG leaves some noise.
constexpr int kFlatSpread = 16;
/// A sheet's tiles must be so alike and stand out so far; found on sheets made of real CT and MR.
constexpr double kLeastLikeness = 0.3;
constexpr double kLeastContrast = 0.3;
/// A gutter is at most one part in so many of what repeats; wider, it is background between pictures.
constexpr std::int64_t kNarrowestTile = 6;
/// How many ways to cut one side into so many tiles are looked at.
constexpr std::size_t kMostWays = 6;
/// Larger pictures are not looked at: the sums take four bytes a pixel.
constexpr std::int64_t kMostPixels = 100'000'000;
/// A first look at a side's likeness to itself, on a picture of at most so many points a side.
constexpr std::int64_t kGlance = 320;
/// Beyond it the tiles are copies: a pattern, not slices.
constexpr double kMostLikeness = 0.99999;

/// Sums of gray over any rectangle in four look-ups. They wrap around, as their differences do: a rectangle's
/// sum is right while it is below 2³², and nothing here looks at sixteen million pixels at once.
class Sums {
 public:
  explicit Sums(const GrayView& picture)
      : stride_(static_cast<std::size_t>(picture.width) + 1),
        sums_(stride_ * (static_cast<std::size_t>(picture.height) + 1)) {
    for (std::size_t y = 1; y * stride_ < sums_.size(); ++y) {
      std::uint32_t row = 0;
      for (std::size_t x = 1; x < stride_; ++x) {
        row += picture.samples[(y - 1) * (stride_ - 1) + x - 1];
        sums_[y * stride_ + x] = sums_[(y - 1) * stride_ + x] + row;
      }
    }
  }
  /// Mean over [x, x_end) × [y, y_end), not empty.
  [[nodiscard]] float mean(std::int64_t x, std::int64_t y, std::int64_t x_end, std::int64_t y_end) const {
    const auto at = [&](std::int64_t px, std::int64_t py) {
      return sums_[static_cast<std::size_t>(py) * stride_ + static_cast<std::size_t>(px)];
    };
    const std::uint32_t sum = at(x_end, y_end) - at(x, y_end) - at(x_end, y) + at(x, y);
    return static_cast<float>(sum) / static_cast<float>((x_end - x) * (y_end - y));
  }

 private:
  std::size_t stride_;
  std::vector<std::uint32_t> sums_;
};

using Grains = std::array<float, kGrain * kGrain>;

/// A tile as kGrain × kGrain means, less their mean, of length 1; all 0 for a tile of one colour.
Grains grains_of(const Sums& sums, std::int64_t x, std::int64_t y, std::int64_t width, std::int64_t height) {
  Grains grains{};
  const auto edge = [](std::int64_t first, std::int64_t size, int n) { return first + size * n / kGrain; };
  double sum = 0;
  float least = 255;
  float greatest = 0;
  for (int r = 0; r < kGrain; ++r)
    for (int c = 0; c < kGrain; ++c) {
      const float value =
          sums.mean(edge(x, width, c), edge(y, height, r), edge(x, width, c + 1), edge(y, height, r + 1));
      grains[static_cast<std::size_t>(r * kGrain + c)] = value;
      sum += value;
      least = std::min(least, value);
      greatest = std::max(greatest, value);
    }
  if (greatest - least < kFlatSpread) return {};
  const auto mean = static_cast<float>(sum / (kGrain * kGrain));
  double square = 0;
  for (float& value : grains) {
    value -= mean;
    square += static_cast<double>(value) * static_cast<double>(value);
  }
  const auto norm = static_cast<float>(1 / std::sqrt(square));
  for (float& value : grains) value *= norm;
  return grains;
}

bool is_blank(const Grains& grains) {
  return std::all_of(grains.begin(), grains.end(), [](float value) { return value == 0; });
}

double likeness(const Grains& a, const Grains& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

double median(std::vector<double>& values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// What the tiles of one way of cutting say.
struct Evidence {
  double beside = 0;  ///< Likeness of tiles to those on their right and below; medians.
  double below = 0;
  double beside_between = 0;  ///< The same, to what lies half a tile on.
  double below_between = 0;
  int pairs = 0;
  int blank = 0;
  std::vector<bool> is_blank;

  [[nodiscard]] double likeness() const { return std::min(beside, below); }
  [[nodiscard]] double contrast() const { return std::min(beside - beside_between, below - below_between); }
  [[nodiscard]] double score() const { return (beside + below) / 2 + contrast() / 2; }
};

Evidence weigh(const Sums& sums, const TileRow& across, const TileRow& down) {
  const auto columns = static_cast<std::size_t>(across.count);
  const auto rows = static_cast<std::size_t>(down.count);
  const auto cut = [&](std::size_t r, std::size_t c, bool half_right, bool half_down) {
    return grains_of(
        sums,
        across.start(static_cast<std::int64_t>(c)) + (half_right ? (across.tile + across.gutter) / 2 : 0),
        down.start(static_cast<std::int64_t>(r)) + (half_down ? (down.tile + down.gutter) / 2 : 0),
        across.tile, down.tile);
  };
  std::vector<Grains> tiles(rows * columns);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) tiles[r * columns + c] = cut(r, c, false, false);
  Evidence evidence;
  for (const Grains& tile : tiles) evidence.is_blank.push_back(is_blank(tile));
  std::vector<double> beside, below, beside_between, below_between;
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) {
      const Grains& tile = tiles[r * columns + c];
      if (is_blank(tile)) {
        ++evidence.blank;
        continue;
      }
      if (c + 1 < columns && !is_blank(tiles[r * columns + c + 1])) {
        beside.push_back(likeness(tile, tiles[r * columns + c + 1]));
        beside_between.push_back(likeness(tile, cut(r, c, true, false)));
      }
      if (r + 1 < rows && !is_blank(tiles[(r + 1) * columns + c])) {
        below.push_back(likeness(tile, tiles[(r + 1) * columns + c]));
        below_between.push_back(likeness(tile, cut(r, c, false, true)));
      }
    }
  evidence.pairs = static_cast<int>(std::min(beside.size(), below.size()));
  evidence.beside = median(beside);
  evidence.below = median(below);
  evidence.beside_between = median(beside_between);
  evidence.below_between = median(below_between);
  return evidence;
}

/// A run of lines of one colour.
struct FlatRun {
  std::int64_t first;
  std::int64_t end;
  int gray;
  bool stands_out = false;  ///< The lines beside it are mostly of another gray.
};

/// Lines across one side that are of one colour all along but for one pixel in fifty; neighbours of the same
/// gray make a run.
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

/// What lies between margins of one colour: first and end. All of it where there is nothing else.
std::pair<std::int64_t, std::int64_t> content_of(std::int64_t size, const std::vector<FlatRun>& runs) {
  const std::int64_t first = !runs.empty() && runs.front().first == 0 ? runs.front().end : 0;
  const std::int64_t end = !runs.empty() && runs.back().end == size ? runs.back().first : size;
  return first < end ? std::pair(first, end) : std::pair(std::int64_t{0}, size);
}

/// Ways to cut one side of `size` pixels into `count` tiles: between gutters, evenly, or evenly between
/// margins of one colour.
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

/// How alike a picture is to itself `lag` pixels on along one side, for a first choice of periods.
class SelfLikeness {
 public:
  /// Of what lies between [first, end) along the side and [beside, beside_end) across it.
  SelfLikeness(const Sums& sums, bool across, std::pair<std::int64_t, std::int64_t> along,
               std::pair<std::int64_t, std::int64_t> beside)
      : size_(along.second - along.first),
        along_(std::min(kGlance, size_)),
        lines_(std::min(kGlance, beside.second - beside.first)) {
    const std::int64_t width = beside.second - beside.first;
    for (std::int64_t line = 0; line < lines_; ++line)
      for (std::int64_t n = 0; n < along_; ++n) {
        const std::int64_t a = along.first + n * size_ / along_;
        const std::int64_t a_end = along.first + (n + 1) * size_ / along_;
        const std::int64_t b = beside.first + line * width / lines_;
        const std::int64_t b_end = beside.first + (line + 1) * width / lines_;
        values_.push_back(across ? sums.mean(a, b, a_end, b_end) : sums.mean(b, a, b_end, a_end));
      }
    for (std::int64_t lag = 0; lag <= along_ / 2 + 1; ++lag) at_lag_.push_back(at(lag));
  }
  /// Whether tiles of such a period are alike and stand out against half of it.
  [[nodiscard]] bool suggests(double period) const {
    const double lag = period * static_cast<double>(along_) / static_cast<double>(size_);
    const double here = std::max(near(lag), near(lag + 1));
    return here > 0.1 && here > near(lag / 2) + 0.02;
  }

 private:
  [[nodiscard]] double near(double lag) const {
    const auto index = std::min(static_cast<std::size_t>(lag), at_lag_.size() - 1);
    return at_lag_[index];
  }
  [[nodiscard]] double at(std::int64_t lag) const {
    double a = 0, b = 0, aa = 0, bb = 0, ab = 0;
    double count = 0;
    for (std::int64_t line = 0; line < lines_; ++line)
      for (std::int64_t n = 0; n + lag < along_; ++n, ++count) {
        const double x = static_cast<double>(values_[static_cast<std::size_t>(line * along_ + n)]);
        const double y = static_cast<double>(values_[static_cast<std::size_t>(line * along_ + n + lag)]);
        a += x, b += y, aa += x * x, bb += y * y, ab += x * y;
      }
    const double spread = (aa - a * a / count) * (bb - b * b / count);
    return spread > 1e-6 ? (ab - a * b / count) / std::sqrt(spread) : 0;
  }

  std::int64_t size_;
  std::int64_t along_;
  std::int64_t lines_;
  std::vector<float> values_;
  std::vector<double> at_lag_;
};

struct Found {
  TileRow across;
  TileRow down;
  Evidence evidence;
};

/// The best way to cut into given rows and columns.
std::optional<Found> best_cut(const Sums& sums, const std::vector<TileRow>& across,
                              const std::vector<TileRow>& down) {
  std::optional<Found> best;
  for (const TileRow& a : across)
    for (const TileRow& d : down) {
      const Evidence evidence = weigh(sums, a, d);
      if (!best || evidence.score() > best->evidence.score() + 0.01) best = Found{a, d, evidence};
    }
  return best;
}

LightBox light_box_of(const Found& found) {
  const Evidence& e = found.evidence;
  return {found.across, found.down, std::clamp(std::min(e.likeness(), 0.5 + e.contrast() / 2), 0.0, 1.0),
          e.is_blank, e.below > e.beside + 0.05};
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
  const auto cuts = [&](std::int64_t size, const std::vector<FlatRun>& runs, const SelfLikeness& self) {
    std::vector<std::vector<TileRow>> all;
    for (int n = 2; n <= kMostTilesAcross && size / n >= kLeastTile; ++n) {
      auto ways = ways_to_cut(size, n, runs);
      std::erase_if(ways, [&](const TileRow& way) {
        // What is not tiled is margin; a sheet is mostly tiles.
        return way.tile < kLeastTile || way.start(n) < size * 4 / 5 ||
               !self.suggests(static_cast<double>(way.tile + way.gutter));
      });
      all.push_back(std::move(ways));
    }
    return all;
  };
  const auto across = cuts(picture.width, columns, like_across);
  const auto down = cuts(picture.height, rows, like_down);
  std::optional<Found> best;
  for (const auto& a : across)
    for (const auto& d : down) {
      const auto found = best_cut(sums, a, d);
      if (!found) continue;
      const Evidence& e = found->evidence;
      const double ratio = static_cast<double>(found->across.tile) / static_cast<double>(found->down.tile);
      if (ratio > 2.5 || ratio < 0.4) continue;
      if (e.pairs < 2 || 2 * e.blank > found->across.count * found->down.count) continue;
      if (e.likeness() < kLeastLikeness || e.contrast() < kLeastContrast || e.likeness() > kMostLikeness)
        continue;
      // Two tiles taken for one are alike too, but less so.
      if (!best || e.score() > best->evidence.score()) best = found;
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
  const auto across = ways_to_cut(picture.width, columns, flat_runs(picture, true));
  const auto down = ways_to_cut(picture.height, rows, flat_runs(picture, false));
  const auto found = best_cut(sums, across, down);
  if (!found) return {};
  return light_box_of(*found);
}

}  // namespace scanetrix
