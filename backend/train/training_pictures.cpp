// SPDX-License-Identifier: Apache-2.0
#include "train/training_pictures.h"

#include <algorithm>
#include <array>

#include "train/phantoms.h"
#include "train/tile_filters.h"

namespace scanetrix {
namespace {

constexpr std::string_view kTemplates = "usr/share/mricron/templates";
constexpr std::string_view kPhotographs = "usr/lib/python3/dist-packages/skimage/data";

constexpr std::string_view kBrain = "ch2.nii.gz";
constexpr std::array<std::string_view, 6> kLabels{
    "aal.nii.gz",     "brodmann.nii.gz",    "HarvardOxford-cort-maxprob-thr0-1mm.nii.gz",
    "AICHAmc.nii.gz", "natbrainlab.nii.gz", "jhu189.nii.gz"};
/// Their licences stand in skimage/data/_fetchers.py.
constexpr std::array<std::string_view, 12> kPublic{
    "astronaut.png",      "brick.png",  "camera.png", "cell.png",   "chelsea.png",
    "clock_motion.png",   "coffee.png", "grass.png",  "gravel.png", "hubble_deep_field.jpg",
    "microaneurysms.png", "rocket.jpg"};

struct Loaded {
  Shape shape;
  std::vector<float> values;  ///< [z, y, x]; of colours the green, which is nearest to brightness.
};

Result<Loaded> load(const fs::path& path, std::string_view package) {
  const Volume read = TRY(read_package_volume(path, package));
  Loaded loaded{read.geometry.shape, {}};
  loaded.values.resize(static_cast<std::size_t>(loaded.shape.count()));
  const auto channels = static_cast<std::size_t>(read.channels);
  with_type(read.type, [&](auto type) {
    const auto samples = read.samples<decltype(type)>();
    for (std::size_t i = 0; i < loaded.values.size(); ++i)
      loaded.values[i] = static_cast<float>(samples[i * channels + channels / 2]);
  });
  return loaded;
}

void scale_to_one(std::vector<float>& values) {
  std::vector<float> sorted = values;
  const auto high =
      sorted.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(sorted.size() - 1) * 0.999);
  std::nth_element(sorted.begin(), high, sorted.end());
  const float least = *std::min_element(values.begin(), values.end());
  const float range = std::max(*high - least, 1e-6F);
  for (float& value : values) value = (value - least) / range;
}

/// Every `step`-th plane across each of the three axes that is not nearly empty.
void add_planes(const Loaded& volume, std::int64_t step, std::vector<Tile>& planes) {
  const std::array<std::int64_t, 3> size{volume.shape.z, volume.shape.y, volume.shape.x};
  const std::array<std::int64_t, 3> stride{volume.shape.y * volume.shape.x, volume.shape.x, 1};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::size_t down = axis == 0 ? 1 : 0;
    const std::size_t right = axis == 2 ? 1 : 2;
    for (std::int64_t at = 0; at < size[axis]; at += step) {
      Tile plane(static_cast<int>(size[down]), static_cast<int>(size[right]));
      std::size_t filled = 0;
      for (int row = 0; row < plane.rows; ++row)
        for (int column = 0; column < plane.columns; ++column) {
          const float value = volume.values[static_cast<std::size_t>(at * stride[axis] + row * stride[down] +
                                                                     column * stride[right])];
          plane.at(row, column) = value;
          filled += value > 0.04F ? 1 : 0;
        }
      if (filled * 5 > plane.values.size()) planes.push_back(std::move(plane));
    }
  }
}

/// Black around it, where it is smaller.
Tile at_least(const Tile& plane, int size) {
  if (plane.rows >= size && plane.columns >= size) return plane;
  Tile out(std::max(size, plane.rows), std::max(size, plane.columns));
  const int top = (out.rows - plane.rows) / 2;
  const int left = (out.columns - plane.columns) / 2;
  for (int row = 0; row < plane.rows; ++row)
    for (int column = 0; column < plane.columns; ++column)
      out.at(row + top, column + left) = plane.at(row, column);
  return out;
}

const Tile& any_of(const std::vector<Tile>& planes, Random& random) {
  return planes[static_cast<std::size_t>(random.whole(0, static_cast<int>(planes.size()) - 1))];
}

}  // namespace

Result<TrainingPictures> load_training_pictures(const PackageRoot& root) {
  TrainingPictures pictures;
  Loaded brain = TRY(load(root.path / kTemplates / kBrain, "mricron-data"));
  scale_to_one(brain.values);
  add_planes(brain, 1, pictures.brain);
  for (const std::string_view name : kLabels)
    add_planes(TRY(load(root.path / kTemplates / name, "mricron-data")), 2, pictures.labels);
  for (const std::string_view name : kPublic) {
    Loaded photograph = TRY(load(root.path / kPhotographs / name, "python3-skimage"));
    scale_to_one(photograph.values);
    Tile plane(static_cast<int>(photograph.shape.y), static_cast<int>(photograph.shape.x));
    plane.values = std::move(photograph.values);
    pictures.photographs.push_back(std::move(plane));
  }
  return pictures;
}

Tile make_training_picture(const TrainingPictures& pictures, int size, Random& random) {
  const double kind = random.uniform();
  Tile plane;
  if (kind < 0.28) {
    plane = shrunk(turned(any_of(pictures.brain, random), random), random.uniform(1, 1.35));
    if (random.chance(0.5)) change_contrast(plane, random);
  } else if (kind < 0.43) {
    plane = any_of(pictures.photographs, random);
    const double most = std::max(1.0, std::min(plane.rows, plane.columns) / static_cast<double>(size));
    plane = shrunk(turned(plane, random), random.uniform(1, most));
  } else if (kind < 0.73) {
    plane = draw_ct_phantom(size, size, random);
  } else if (kind < 0.87) {
    plane = draw_labels(any_of(pictures.labels, random), size, size, random);
  } else {
    plane = draw_shapes(size, size, random);
  }
  return at_least(plane, size);
}

}  // namespace scanetrix
