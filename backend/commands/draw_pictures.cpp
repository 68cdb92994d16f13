// SPDX-License-Identifier: Apache-2.0
#include "commands/draw_pictures.h"

#include <algorithm>
#include <mutex>

#include "base/parallel.h"
#include "render/draw_slice.h"
#include "volume/statistics.h"

namespace scanetrix {
namespace {

constexpr int kMostPixels = 4096;

/// The plane that the acquired slices are nearest to.
PlaneAxes acquired_plane(const Affine& affine) {
  for (const Plane plane : {Plane::axial, Plane::coronal, Plane::sagittal}) {
    const PlaneAxes axes = plane_axes(affine, plane);
    if (axes.through == 2) return axes;
  }
  std::abort();  // One of the three planes runs along each axis.
}

OutputName slice_name(const OutputName& name, const VolumeForm& form, std::int64_t time, std::int64_t k) {
  const OutputName timed = form.time_points > 1 ? name.with(fmt::format("time{}", time + 1)) : name;
  return form.geometry.shape.z > 1 ? timed.with(fmt::format("{:04}", k + 1)) : timed;
}

Result<OutputFile> draw(const Series& series, std::span<const LabelValue> labels, const Volume& volume,
                        std::int64_t k, bool made, const DisplayWindow& window,
                        const std::filesystem::path& path) {
  const Shape& shape = volume.geometry.shape;
  const std::size_t size = volume.slice_bytes();
  const SliceVoxels slice{
      {1, shape.y, shape.x}, volume.type,
      volume.channels,       volume.slope,
      volume.intercept,      ByteView(volume.voxels).subspan(static_cast<std::size_t>(k) * size, size),
      series.inverted,       labels};
  Picture drawn = on_black(draw_slice(slice, acquired_plane(volume.geometry.ijk_to_lps),
                                      volume.geometry.spacing_mm(), window, kMostPixels));
  if (made) drawn.comment = kMadeSlice;
  const Bytes picture = TRY(encode_png(drawn));
  OutputFile file = TRY(OutputFile::create(path));
  TRY(file.append(picture));
  TRY(file.close());
  return file;
}

}  // namespace

Result<std::vector<NamedOutput>> draw_pictures(const Series& series, const SeriesVolume& volume,
                                               const OutputName& name, const Progress& progress) {
  std::vector<NamedOutput> files;
  std::mutex mutex;
  DisplayWindow window;
  for (std::int64_t time = 0; time < volume.form.time_points; ++time) {
    const Volume voxels = TRY(read_volume(volume.form, *volume.voxels, time));
    // One window for all time points, so that they can be compared.
    if (time == 0) window = first_window(voxels, series.windows, statistics_of(voxels));
    TRY(parallel_for(
        static_cast<std::size_t>(voxels.geometry.shape.z), [&](std::size_t slice) -> Result<void> {
          if (progress.cancelled()) return fail(ErrorCode::cancelled, "The drawing was cancelled.");
          const auto k = static_cast<std::int64_t>(slice);
          const bool made =
              std::binary_search(volume.interpolated_slices.begin(), volume.interpolated_slices.end(), k);
          std::filesystem::path path = slice_name(name, volume.form, time, k).path();
          OutputFile file = TRY(draw(series, volume.labels, voxels, k, made, window, path));
          const std::lock_guard lock(mutex);
          files.push_back({std::move(path), std::move(file)});
          return {};
        }));
  }
  return files;
}

}  // namespace scanetrix
