// SPDX-License-Identifier: Apache-2.0
#include "infer/convolution.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

namespace scanetrix {
namespace {

using std::size_t;

constexpr int kTile = 4;     ///< Outputs of a tile, each way.
constexpr int kPoints = 36;  ///< What a tile of 6 × 6 inputs becomes.
constexpr int kGroup = 6;    ///< Outputs that are summed in registers at once, for two vectors of tiles.
constexpr int kMostVectors = 2;
constexpr int kMostLanes = 16;

// Vectors of one, two and four times 128 bits.
using Floats4 [[gnu::vector_size(16)]] = float;
using Floats8 [[gnu::vector_size(32)]] = float;
using Floats16 [[gnu::vector_size(64)]] = float;

template <class V>
constexpr int kLanes = sizeof(V) / sizeof(float);

template <class V>
[[gnu::always_inline]] inline V load(const float* from) {
  V v;
  std::memcpy(&v, from, sizeof(V));
  return v;
}

template <class V>
[[gnu::always_inline]] inline void store(float* to, V v) {
  std::memcpy(to, &v, sizeof(V));
}

/// Lavin and Gray's Bᵀ times a column of six.
template <class V>
[[gnu::always_inline]] inline void to_points(const V (&d)[6], V (&out)[6]) {
  const V a = d[4] - 4.0F * d[2];
  const V b = d[3] - 4.0F * d[1];
  const V c = d[4] - d[2];
  const V e = 2.0F * (d[3] - d[1]);
  out[0] = 4.0F * d[0] - 5.0F * d[2] + d[4];
  out[1] = a + b;
  out[2] = a - b;
  out[3] = c + e;
  out[4] = c - e;
  out[5] = 4.0F * d[1] - 5.0F * d[3] + d[5];
}

/// Their Aᵀ times a column of six.
template <class V>
[[gnu::always_inline]] inline void from_points(const V (&m)[6], V (&out)[4]) {
  const V a = m[1] + m[2];
  const V b = m[1] - m[2];
  const V c = m[3] + m[4];
  const V d = m[3] - m[4];
  out[0] = m[0] + a + c;
  out[1] = b + 2.0F * d;
  out[2] = a + 4.0F * c;
  out[3] = b + 8.0F * d + m[5];
}

/// Everything that one run needs to know.
struct Run {
  const FeatureMap& in;
  FeatureMap& out;
  const float* weights;
  int outputs, inputs;
  WinogradConvolution::Then then;
  float* points;  ///< [36, inputs, tiles]
  float* sums;    ///< [36, outputs in groups, tiles]
  [[nodiscard]] int groups() const { return (outputs + kGroup - 1) / kGroup; }
};

/// Tiles `first_quad` … of one row of tiles, of all channels.
template <class V, int kVectors>
[[gnu::always_inline]] inline void transform_tiles(const Run& run, int row, int first_quad) {
  constexpr size_t lanes = kLanes<V>;
  constexpr size_t tiles = kVectors * lanes;
  const size_t phase = run.in.quad_stride();
  const size_t point_stride = static_cast<size_t>(run.inputs) * tiles;
  for (int channel = 0; channel < run.inputs; ++channel) {
    const float* rows[6];  // Below the last but one nothing but zeros.
    for (int r = 0; r < 6; ++r)
      rows[r] = run.in.row_begin(channel, std::min(row - 1 + r, run.in.rows())) + first_quad;
    for (size_t v = 0; v < kVectors; ++v) {
      V down[6][6];
      for (int c = 0; c < 6; ++c) {
        const size_t at = static_cast<size_t>(c % 4) * phase + static_cast<size_t>(c / 4) + v * lanes;
        V column[6];
        for (int r = 0; r < 6; ++r) column[r] = load<V>(rows[r] + at);
        to_points(column, down[c]);
      }
      float* const to = run.points + static_cast<size_t>(channel) * tiles + v * lanes;
      for (int r = 0; r < 6; ++r) {
        const V across[6] = {down[0][r], down[1][r], down[2][r], down[3][r], down[4][r], down[5][r]};
        V out[6];
        to_points(across, out);
        for (int c = 0; c < 6; ++c) store(to + static_cast<size_t>(6 * r + c) * point_stride, out[c]);
      }
    }
  }
}

/// For each point a product of matrices: [outputs, inputs] · [inputs, tiles].
template <class V, int kVectors>
[[gnu::always_inline]] inline void multiply(const Run& run) {
  constexpr size_t lanes = kLanes<V>;
  constexpr size_t tiles = kVectors * lanes;
  const float* weights = run.weights;
  float* sums = run.sums;
  for (int point = 0; point < kPoints; ++point) {
    const float* const points =
        run.points + static_cast<size_t>(point) * static_cast<size_t>(run.inputs) * tiles;
    for (int group = 0; group < run.groups(); ++group) {
      V sum[kGroup][kVectors] = {};
      const float* from = points;
      for (int input = 0; input < run.inputs; ++input, from += tiles, weights += kGroup) {
        V values[kVectors];
        for (size_t v = 0; v < kVectors; ++v) values[v] = load<V>(from + v * lanes);
        for (int o = 0; o < kGroup; ++o)
          for (size_t v = 0; v < kVectors; ++v) sum[o][v] += weights[o] * values[v];
      }
      for (int o = 0; o < kGroup; ++o, sums += tiles)
        for (size_t v = 0; v < kVectors; ++v) store(sums + v * lanes, sum[o][v]);
    }
  }
}

template <class V>
[[gnu::always_inline]] inline void put(float* to, V value, WinogradConvolution::Then then) {
  if (then == WinogradConvolution::Then::add) value += load<V>(to);
  if (then == WinogradConvolution::Then::no_minus) value = value > 0.0F ? value : V{};
  store(to, value);
}

template <class V, int kVectors>
[[gnu::always_inline]] inline void finish_tiles(const Run& run, int row, int first_quad) {
  constexpr size_t lanes = kLanes<V>;
  constexpr size_t tiles = kVectors * lanes;
  const size_t phase = run.out.quad_stride();
  const size_t point_stride = static_cast<size_t>(run.groups() * kGroup) * tiles;
  const int rows = std::min(kTile, run.out.rows() - row);
  for (int channel = 0; channel < run.outputs; ++channel) {
    for (size_t v = 0; v < kVectors; ++v) {
      const float* const from = run.sums + static_cast<size_t>(channel) * tiles + v * lanes;
      V down[6][4];
      for (int c = 0; c < 6; ++c) {
        V column[6];
        for (int r = 0; r < 6; ++r) column[r] = load<V>(from + static_cast<size_t>(6 * r + c) * point_stride);
        from_points(column, down[c]);
      }
      for (int r = 0; r < rows; ++r) {
        const V across[6] = {down[0][r], down[1][r], down[2][r], down[3][r], down[4][r], down[5][r]};
        V out[4];
        from_points(across, out);
        // Column 4 t + c is stored one further, behind column −1.
        float* const to = run.out.row_begin(channel, row + r) + static_cast<size_t>(first_quad) + v * lanes;
        put(to + phase, out[0], run.then);
        put(to + 2 * phase, out[1], run.then);
        put(to + 3 * phase, out[2], run.then);
        put(to + 1, out[3], run.then);
      }
    }
  }
}

template <class V, int kVectors>
[[gnu::always_inline]] inline void run_tiles(const Run& run, int row, int first_quad) {
  transform_tiles<V, kVectors>(run, row, first_quad);
  multiply<V, kVectors>(run);
  finish_tiles<V, kVectors>(run, row, first_quad);
}

template <class V>
[[gnu::always_inline]] inline void run_all(const Run& run) {
  const int quads = run.in.quads();
  for (int row = 0; row < run.in.rows(); row += kTile) {
    int quad = 0;
    for (; quad + kLanes<V> < quads; quad += 2 * kLanes<V>) run_tiles<V, 2>(run, row, quad);
    if (quad < quads) run_tiles<V, 1>(run, row, quad);
    for (int r = row; r < std::min(row + kTile, run.out.rows()); ++r)
      for (int channel = 0; channel < run.outputs; ++channel) run.out.clear_gaps(channel, r);
  }
}

/// Each quad of columns of `out` is nine products of `in`'s, which is one channel in the same layout.
template <class V>
[[gnu::always_inline]] inline void run_edges(const FeatureMap& in, FeatureMap& out, const float* weights) {
  const size_t phase = in.quad_stride();
  for (int channel = 0; channel < out.channels(); ++channel, weights += 9)
    for (int row = 0; row < out.rows(); ++row) {
      const float* const rows[3] = {in.row_begin(0, row - 1), in.row_begin(0, row), in.row_begin(0, row + 1)};
      float* const to = out.row_begin(channel, row);
      for (int quad = 0; quad < out.quads(); quad += kLanes<V>)
        for (int c = 0; c < kTile; ++c) {
          V sum{};
          for (int r = 0; r < 3; ++r)
            for (int k = 0; k < 3; ++k) {
              const int stored = c + k;
              sum += weights[3 * r + k] *
                     load<V>(rows[r] + static_cast<size_t>(stored % 4) * phase + stored / 4 + quad);
            }
          store(to + static_cast<size_t>((c + 1) % 4) * phase + (c + 1) / 4 + quad, sum);
        }
      out.clear_gaps(channel, row);
    }
}

// The same for each kind of processor.
#if defined(__x86_64__)
[[gnu::target("avx512f")]] void run_all_avx512(const Run& run) {
  run_all<Floats16>(run);
}
[[gnu::target("avx2,fma")]] void run_all_avx2(const Run& run) {
  run_all<Floats8>(run);
}
[[gnu::target("avx2,fma")]] void run_edges_avx2(const FeatureMap& in, FeatureMap& out, const float* weights) {
  run_edges<Floats8>(in, out, weights);
}
#endif
void run_all_plain(const Run& run) {
  run_all<Floats4>(run);
}
void run_edges_plain(const FeatureMap& in, FeatureMap& out, const float* weights) {
  run_edges<Floats4>(in, out, weights);
}

auto run_all_here() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return run_all_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return run_all_avx2;
#endif
  return run_all_plain;
}

auto run_edges_here() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return run_edges_avx2;
#endif
  return run_edges_plain;
}

}  // namespace

FeatureMap::FeatureMap(int channels, int planes, int rows, int columns)
    : channels_(channels),
      planes_(planes),
      rows_(rows),
      columns_(columns),
      plane_stride_((columns + 2 + kTile - 1) / kTile * kTile),
      quads_(((planes - 1) * plane_stride_ + columns + kTile - 1) / kTile) {
  assert(channels > 0 && planes > 0 && rows > 0 && columns > 0);
  // The longest vectors may go over the end, and one further still.
  const int most = kMostVectors * kMostLanes;
  quad_stride_ = static_cast<size_t>((quads_ + most - 1) / most * most + 8);
  values_.resize(static_cast<size_t>(channels) * static_cast<size_t>(rows + 2) * row_stride());
}

void FeatureMap::read_row(int channel, int plane, int row, std::span<float> out) const {
  assert(out.size() == static_cast<size_t>(columns_));
  const float* const from = row_begin(channel, row);
  auto stored = static_cast<size_t>(plane * plane_stride_ + 1);
  for (float& value : out) value = from[place(stored++)];
}

void FeatureMap::write_row(int channel, int plane, int row, std::span<const float> values) {
  assert(values.size() == static_cast<size_t>(columns_));
  float* const to = row_begin(channel, row);
  auto stored = static_cast<size_t>(plane * plane_stride_ + 1);
  for (const float value : values) to[place(stored++)] = value;
}

void FeatureMap::clear_gaps(int channel, int row) {
  for (int plane = 0; plane < planes_; ++plane)
    for (int column = columns_; column < plane_stride_; ++column) at(channel, plane, row, column) = 0;
  float* const begin = row_begin(channel, row);
  for (int phase = 0; phase < kTile; ++phase)
    std::fill(begin + static_cast<size_t>(phase) * quad_stride_ + quads_ + (phase == 0 ? 1 : 0),
              begin + static_cast<size_t>(phase + 1) * quad_stride_, 0.0F);
}

WinogradConvolution::WinogradConvolution(int outputs, int inputs, std::span<const float> weights)
    : outputs_(outputs), inputs_(inputs) {
  assert(weights.size() == static_cast<size_t>(outputs * inputs * 9));
  constexpr double g[6][3] = {{1.0 / 4, 0, 0},
                              {-1.0 / 6, -1.0 / 6, -1.0 / 6},
                              {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                              {1.0 / 24, 1.0 / 12, 1.0 / 6},
                              {1.0 / 24, -1.0 / 12, 1.0 / 6},
                              {0, 0, 1}};
  const int groups = (outputs + kGroup - 1) / kGroup;
  transformed_.resize(static_cast<size_t>(kPoints * groups * inputs * kGroup));
  for (int output = 0; output < outputs; ++output)
    for (int input = 0; input < inputs; ++input) {
      const float* const w = weights.data() + static_cast<size_t>((output * inputs + input) * 9);
      for (int point = 0; point < kPoints; ++point) {
        double sum = 0;
        for (int r = 0; r < 3; ++r)
          for (int c = 0; c < 3; ++c)
            sum += g[point / 6][r] * g[point % 6][c] * static_cast<double>(w[3 * r + c]);
        const int place = ((point * groups + output / kGroup) * inputs + input) * kGroup + output % kGroup;
        transformed_[static_cast<size_t>(place)] = static_cast<float>(sum);
      }
    }
}

void WinogradConvolution::run(const FeatureMap& in, FeatureMap& out, Then then, Scratch& scratch) const {
  assert(&in != &out && in.channels() == inputs_ && out.channels() == outputs_);
  assert(in.planes() == out.planes() && in.rows() == out.rows() && in.columns() == out.columns());
  constexpr int tiles = kMostVectors * kMostLanes;
  const auto enough = [](std::vector<float>& values, int count) {
    values.resize(std::max(values.size(), static_cast<size_t>(count)));
    return values.data();
  };
  static const auto run_here = run_all_here();
  run_here({.in = in,
            .out = out,
            .weights = transformed_.data(),
            .outputs = outputs_,
            .inputs = inputs_,
            .then = then,
            .points = enough(scratch.points, kPoints * inputs_ * tiles),
            .sums = enough(scratch.sums, kPoints * (outputs_ + kGroup) * tiles)});
}

EdgeConvolution::EdgeConvolution(int outputs, std::span<const float> weights)
    : outputs_(outputs), weights_(weights.begin(), weights.end()) {
  assert(weights.size() == static_cast<size_t>(outputs * 9));
}

void EdgeConvolution::run(std::span<const float> planes, FeatureMap& out) const {
  const int rows = out.rows();
  const int columns = out.columns();
  assert(out.channels() == outputs_);
  assert(planes.size() == static_cast<size_t>(out.planes() * rows * columns));
  FeatureMap in(1, out.planes(), rows, columns);
  for (int plane = 0; plane < out.planes(); ++plane)
    for (int row = -1; row <= rows; ++row) {
      const int from = plane * rows + std::clamp(row, 0, rows - 1);
      const auto values = planes.subspan(static_cast<size_t>(from * columns), static_cast<size_t>(columns));
      in.write_row(0, plane, row, values);
      in.at(0, plane, row, -1) = values.front();
      in.at(0, plane, row, columns) = values.back();
    }
  static const auto run_here = run_edges_here();
  run_here(in, out, weights_.data());
}

void FeatureMap::add(const FeatureMap& other) {
  assert(values_.size() == other.values_.size());
  for (size_t i = 0; i < values_.size(); ++i) values_[i] += other.values_[i];
}

}  // namespace scanetrix
