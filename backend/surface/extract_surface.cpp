// SPDX-License-Identifier: Apache-2.0
#include "surface/extract_surface.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scanetrix {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
constexpr float kBeyond = -std::numeric_limits<float>::infinity();  ///< Deep outside.

/// One slice of how far each voxel lies inside (0 and more) or outside, with a border of what lies beyond.
class Slice {
 public:
  Slice(std::int64_t columns, std::int64_t rows)
      : columns_(columns + 2), values_(static_cast<std::size_t>(columns_ * (rows + 2)), kBeyond) {}

  /// Counted from 0 at the border.
  [[nodiscard]] float at(std::int64_t i, std::int64_t j) const {
    return values_[static_cast<std::size_t>(j * columns_ + i)];
  }
  float& at(std::int64_t i, std::int64_t j) { return values_[static_cast<std::size_t>(j * columns_ + i)]; }
  void empty() { std::ranges::fill(values_, kBeyond); }

 private:
  std::int64_t columns_;
  std::vector<float> values_;
};

bool is_inside(float depth) {
  return depth >= 0;  // A NaN is not.
}

/// Where between two voxels on either side the surface lies, 0 … 1.
double cut(float from, float to) {
  const double part = static_cast<double>(from) / (static_cast<double>(from) - static_cast<double>(to));
  return std::isfinite(part) && std::isfinite(from) && std::isfinite(to) ? part : 0.5;
}

class Extraction {
 public:
  Extraction(const VolumeForm& form, const VoxelSource& voxels, std::int64_t time, const Inside& inside)
      : form_(form),
        voxels_(voxels),
        time_(time),
        inside_(inside),
        columns_(form.geometry.shape.x),
        rows_(form.geometry.shape.y),
        slices_(form.geometry.shape.z),
        outwards_(form.geometry.ijk_to_lps.determinant() > 0),
        stored_(form.slice_bytes()),
        below_(columns_, rows_),
        above_(columns_, rows_),
        cells_below_(static_cast<std::size_t>((columns_ + 1) * (rows_ + 1)), kNone),
        cells_(cells_below_) {}

  Result<TriangleMesh> run(const Progress& progress) {
    // Layer k of cells lies between slices k and k + 1, counted from the one before the first.
    for (std::int64_t layer = 0; layer <= slices_; ++layer) {
      if (progress.cancelled()) return fail(ErrorCode::cancelled, "The surface was cancelled.");
      std::swap(below_, above_);
      if (layer < slices_)
        TRY(read(layer));
      else
        above_.empty();
      std::swap(cells_below_, cells_);
      place_points(layer);
      join_across();
      if (layer > 0) join_within();
      if (mesh_.triangles.size() > kMostTriangles)
        return fail(
            ErrorCode::too_large, "surface_too_large",
            fmt::format("The surface has more than {} million triangles. Choose a value that encloses "
                        "less of the noise.",
                        kMostTriangles / 1'000'000));
    }
    if (mesh_.triangles.empty())
      return fail(ErrorCode::bad_input, "no_surface", "No voxel is inside, so there is no surface.");
    return std::move(mesh_);
  }

 private:
  Result<void> read(std::int64_t k) {
    TRY(voxels_.read_slice(time_, k, stored_));
    with_type(form_.type, [&](auto type) {
      using T = decltype(type);
      const auto* sample = reinterpret_cast<const T*>(stored_.data());
      for (std::int64_t j = 1; j <= rows_; ++j)
        for (std::int64_t i = 1; i <= columns_; ++i) above_.at(i, j) = depth(*sample++);
    });
    return {};
  }

  template <typename T>
  [[nodiscard]] float depth(T sample) const {
    if (inside_.label) return sample == static_cast<T>(*inside_.label) ? 1.0F : -1.0F;
    const double real = static_cast<double>(sample) * form_.slope + form_.intercept;
    return static_cast<float>(real - inside_.isovalue);
  }

  [[nodiscard]] std::size_t cell(std::int64_t i, std::int64_t j) const {
    return static_cast<std::size_t>(j * (columns_ + 1) + i);
  }

  void place_points(std::int64_t layer) {
    for (std::int64_t j = 0; j <= rows_; ++j)
      for (std::int64_t i = 0; i <= columns_; ++i) cells_[cell(i, j)] = place_point(i, j, layer);
  }

  /// \return The point's number, or kNone where the surface does not cut the cell.
  std::uint32_t place_point(std::int64_t i, std::int64_t j, std::int64_t layer) {
    const std::array<float, 8> corner{below_.at(i, j),         below_.at(i + 1, j),    below_.at(i, j + 1),
                                      below_.at(i + 1, j + 1), above_.at(i, j),        above_.at(i + 1, j),
                                      above_.at(i, j + 1),     above_.at(i + 1, j + 1)};
    const auto count = std::ranges::count_if(corner, is_inside);
    if (count == 0 || count == 8) return kNone;
    // Corner n lies at its bits: i, j, k.
    std::array<double, 3> sum{};
    int cuts = 0;
    for (std::size_t from = 0; from < 8; ++from)
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::size_t to = from | (std::size_t{1} << axis);
        if (to == from || is_inside(corner[from]) == is_inside(corner[to])) continue;
        for (std::size_t n = 0; n < 3; ++n) sum[n] += static_cast<double>((from >> n) & 1);
        sum[axis] += cut(corner[from], corner[to]);
        ++cuts;
      }
    // The first voxel is one on from the border.
    const Vec3 lps = form_.geometry.ijk_to_lps.at(static_cast<double>(i - 1) + sum[0] / cuts,
                                                  static_cast<double>(j - 1) + sum[1] / cuts,
                                                  static_cast<double>(layer - 1) + sum[2] / cuts);
    mesh_.points.push_back({static_cast<float>(lps.x), static_cast<float>(lps.y), static_cast<float>(lps.z)});
    return static_cast<std::uint32_t>(mesh_.points.size() - 1);
  }

  /// Four cells about an edge that leaves what is inside. In turn they run counterclockwise as seen along the
  /// edge from its end; `leaves` is true where its end is outside.
  void join(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d, bool leaves) {
    if (leaves != outwards_) std::swap(b, d);
    // The shorter diagonal bends less.
    if (distance(a, c) <= distance(b, d)) {
      mesh_.triangles.push_back({a, b, c});
      mesh_.triangles.push_back({a, c, d});
    } else {
      mesh_.triangles.push_back({a, b, d});
      mesh_.triangles.push_back({b, c, d});
    }
  }

  [[nodiscard]] float distance(std::uint32_t a, std::uint32_t b) const {
    float sum = 0;
    for (std::size_t n = 0; n < 3; ++n) {
      const float d = mesh_.points[a][n] - mesh_.points[b][n];
      sum += d * d;
    }
    return sum;
  }

  /// About edges from one slice to the next: their four cells are all of this layer.
  void join_across() {
    for (std::int64_t j = 1; j <= rows_; ++j)
      for (std::int64_t i = 1; i <= columns_; ++i) {
        const bool from = is_inside(below_.at(i, j));
        if (from == is_inside(above_.at(i, j))) continue;
        join(cells_[cell(i - 1, j - 1)], cells_[cell(i, j - 1)], cells_[cell(i, j)], cells_[cell(i - 1, j)],
             from);
      }
  }

  /// About edges within the slice below: two cells of each layer.
  void join_within() {
    for (std::int64_t j = 0; j <= rows_; ++j)
      for (std::int64_t i = 0; i <= columns_; ++i) {
        const bool from = is_inside(below_.at(i, j));
        if (j > 0 && from != is_inside(below_.at(i + 1, j)))  // Along i: about it j, then k.
          join(cells_below_[cell(i, j - 1)], cells_below_[cell(i, j)], cells_[cell(i, j)],
               cells_[cell(i, j - 1)], from);
        if (i > 0 && from != is_inside(below_.at(i, j + 1)))  // Along j: about it k, then i.
          join(cells_below_[cell(i - 1, j)], cells_[cell(i - 1, j)], cells_[cell(i, j)],
               cells_below_[cell(i, j)], from);
      }
  }

  const VolumeForm& form_;
  const VoxelSource& voxels_;
  std::int64_t time_;
  Inside inside_;
  std::int64_t columns_;
  std::int64_t rows_;
  std::int64_t slices_;
  bool outwards_;  ///< Counterclockwise in (i, j, k) is counterclockwise in the patient frame.
  Bytes stored_;
  Slice below_, above_;
  std::vector<std::uint32_t> cells_below_, cells_;
  TriangleMesh mesh_;
};

}  // namespace

Result<TriangleMesh> extract_surface(const VolumeForm& form, const VoxelSource& voxels, std::int64_t time,
                                     const Inside& inside, const Progress& progress) {
  try {
    return Extraction(form, voxels, time, inside).run(progress);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::too_large, "surface_too_large", "There is not enough memory for the surface.");
  }
}

}  // namespace scanetrix
