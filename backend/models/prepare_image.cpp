// SPDX-License-Identifier: Apache-2.0
#include "models/prepare_image.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/parallel.h"

namespace scanetrix {
namespace {

/// Between which two voxels of the source an index lies, and how near the second; offsets into its memory.
struct Between {
  std::int64_t low = 0;
  std::int64_t high = 0;
  float weight = 0;
};

std::vector<Between> places_along(const LatticeAxis& axis, std::int64_t length, std::int64_t stride) {
  std::vector<Between> places;
  for (std::int64_t m = 0; m < axis.length; ++m) {
    const double at =
        std::clamp(axis.first + axis.step * static_cast<double>(m), 0.0, static_cast<double>(length - 1));
    const auto low = static_cast<std::int64_t>(at);
    const std::int64_t high = std::min(low + 1, length - 1);
    places.push_back({low * stride, high * stride, static_cast<float>(at - static_cast<double>(low))});
  }
  return places;
}

/// Linear between the source's voxels.
std::vector<float> sample(const std::vector<float>& source, const Shape& shape, const ModelLattice& lattice) {
  const std::array<std::int64_t, 3> lengths{shape.x, shape.y, shape.z};
  const std::array<std::int64_t, 3> strides{1, shape.x, shape.x * shape.y};
  std::array<std::vector<Between>, 3> places;
  for (std::size_t a = 0; a < 3; ++a) {
    const auto axis = static_cast<std::size_t>(lattice.axes[a].source_axis);
    places[a] = places_along(lattice.axes[a], lengths[axis], strides[axis]);
  }
  std::vector<float> result(static_cast<std::size_t>(lattice.shape().count()));
  const auto value = [&](std::int64_t offset) { return source[static_cast<std::size_t>(offset)]; };
  const auto along = [&](const Between& x, std::int64_t rest) {
    return value(x.low + rest) * (1 - x.weight) + value(x.high + rest) * x.weight;
  };
  const auto done = parallel_for(places[2].size(), [&](std::size_t k) -> Result<void> {
    const Between& z = places[2][k];
    float* out = result.data() + k * places[1].size() * places[0].size();
    for (const Between& y : places[1])
      for (const Between& x : places[0]) {
        const float near = along(x, y.low + z.low) * (1 - y.weight) + along(x, y.high + z.low) * y.weight;
        const float far = along(x, y.low + z.high) * (1 - y.weight) + along(x, y.high + z.high) * y.weight;
        *out++ = near * (1 - z.weight) + far * z.weight;
      }
    return {};
  });
  static_cast<void>(done);  // Nothing in it fails.
  return result;
}

void apply(const ScaleRange& range, std::vector<float>& values) {
  const double factor = (range.to_high - range.to_low) / (range.from_high - range.from_low);
  const auto [low, high] = std::minmax(range.to_low, range.to_high);
  for (float& value : values) {
    double scaled = (value - range.from_low) * factor + range.to_low;
    if (range.clip) scaled = std::clamp(scaled, low, high);
    value = static_cast<float>(scaled);
  }
}

void apply(const ScaleToRange& range, std::vector<float>& values) {
  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  const double from = *least;
  const double span = *greatest - from;
  for (float& value : values)  // Even values: as MONAI has it.
    value = static_cast<float>(span > 0 ? (value - from) / span * (range.high - range.low) + range.low
                                        : value * range.low);
}

void apply(const NormalizeImage& step, std::vector<float>& values) {
  double sum = 0;
  double squares = 0;
  std::size_t count = 0;
  for (const float value : values) {
    if (step.nonzero && value == 0) continue;
    sum += value;
    ++count;
  }
  if (count == 0) return;
  const double mean = sum / static_cast<double>(count);
  for (const float value : values)
    if (!step.nonzero || value != 0) squares += (value - mean) * (value - mean);
  const double deviation = std::sqrt(squares / static_cast<double>(count));
  const double divisor = deviation == 0 ? 1 : deviation;
  for (float& value : values)
    if (!step.nonzero || value != 0) value = static_cast<float>((value - mean) / divisor);
}

/// The source's real values; those that are none get the least.
Result<PreparedImage> real_values(const Volume& source) {
  PreparedImage image{lattice_of(source.geometry.shape), {}, 0};
  image.values.resize(static_cast<std::size_t>(source.geometry.shape.count()));
  float least = std::numeric_limits<float>::infinity();
  with_type(source.type, [&](auto type) {
    const auto samples = source.samples<decltype(type)>();
    for (std::size_t n = 0; n < image.values.size(); ++n) {
      const auto value =
          static_cast<float>(static_cast<double>(samples[n]) * source.slope + source.intercept);
      image.values[n] = value;
      if (std::isfinite(value)) least = std::min(least, value);
    }
  });
  if (!std::isfinite(least))
    return fail(ErrorCode::bad_input, "not_finite", "No voxel of the volume has a value.");
  for (float& value : image.values)
    if (!std::isfinite(value)) {
      value = least;
      ++image.not_finite;
    }
  return image;
}

}  // namespace

Result<PreparedImage> prepare_image(const Volume& source, std::span<const PrepareStep> steps) {
  const Geometry& geometry = source.geometry;
  TRY(model_lattice(geometry, steps));  // Whether there is room, before anything is made.
  PreparedImage image = TRY(real_values(source));
  ModelLattice values_on = image.lattice;  // Where `values` lie; `lattice` may be ahead of it.
  // The axes of what is made so far, in terms of the lattice that the values lie on.
  const auto resample = [&] {
    ModelLattice relative = image.lattice;
    for (std::size_t a = 0; a < 3; ++a) {
      LatticeAxis& line = relative.axes[a];
      const auto from =
          std::find_if(values_on.axes.begin(), values_on.axes.end(),
                       [&](const LatticeAxis& each) { return each.source_axis == line.source_axis; });
      line.source_axis = static_cast<int>(from - values_on.axes.begin());
      line.first = (line.first - from->first) / from->step;
      line.step /= from->step;
    }
    image.values = sample(image.values, values_on.shape(), relative);
    values_on = image.lattice;
  };
  bool moved = false;
  for (const PrepareStep& step : steps) {
    if (const auto* orient = std::get_if<OrientImage>(&step)) {
      image.lattice = oriented(image.lattice, geometry, *orient);
      moved = true;
    } else if (const auto* space = std::get_if<SpaceImage>(&step)) {
      image.lattice = spaced(image.lattice, geometry, *space);
      moved = true;
    } else {
      if (std::exchange(moved, false)) resample();
      if (const auto* range = std::get_if<ScaleRange>(&step)) apply(*range, image.values);
      if (const auto* normalize = std::get_if<NormalizeImage>(&step)) apply(*normalize, image.values);
      if (const auto* scale = std::get_if<ScaleToRange>(&step)) apply(*scale, image.values);
    }
  }
  if (moved) resample();
  return image;
}

}  // namespace scanetrix
