// SPDX-License-Identifier: Apache-2.0
#include "evaluate/test_volumes.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/id.h"
#include "ingest/ingest.h"
#include "reconstruct/interpolate.h"
#include "upload/open_archives.h"

namespace scanetrix {
namespace {

constexpr std::int64_t kMostAlong = 160;
constexpr double kCtRange = 3072;
constexpr float kLeastHu = -1024;
constexpr float kGreatestHu = 2048;

/// Axis order of the result in terms of the source's [z, y, x].
using AxisOrder = std::array<std::size_t, 3>;

/// The middle part, its axes in another order.
RealVolume middle_part(const RealVolume& volume, AxisOrder order) {
  const std::array<std::int64_t, 3> size{volume.shape.z, volume.shape.y, volume.shape.x};
  const std::array<std::int64_t, 3> stride{volume.shape.y * volume.shape.x, volume.shape.x, 1};
  std::array<std::int64_t, 3> count{};
  std::array<std::int64_t, 3> first{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    count[axis] = std::min(kMostAlong, size[order[axis]]);
    first[axis] = (size[order[axis]] - count[axis]) / 2;
  }
  RealVolume out{{count[0], count[1], count[2]}, {}};
  out.values.reserve(static_cast<std::size_t>(out.shape.count()));
  for (std::int64_t a = first[0]; a < first[0] + count[0]; ++a)
    for (std::int64_t b = first[1]; b < first[1] + count[1]; ++b)
      for (std::int64_t c = first[2]; c < first[2] + count[2]; ++c)
        out.values.push_back(volume.values[static_cast<std::size_t>(
            a * stride[order[0]] + b * stride[order[1]] + c * stride[order[2]])]);
  return out;
}

double quantile(std::vector<float> values, double fraction) {
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(fraction * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

TestVolume finished(TestVolume volume, const RealVolume& read, const std::array<double, 3>& spacing,
                    AxisOrder order) {
  volume.voxels = middle_part(read, order);
  for (std::size_t axis = 0; axis < 3; ++axis) volume.spacing_mm[axis] = spacing[order[axis]];
  if (volume.is_ct)
    for (float& value : volume.voxels.values) value = std::clamp(value, kLeastHu, kGreatestHu);
  const float least = *std::ranges::min_element(volume.voxels.values);
  volume.range = volume.is_ct ? kCtRange : quantile(volume.voxels.values, 0.999) - least;
  return volume;
}

struct Read {
  RealVolume voxels;
  std::array<double, 3> spacing{1, 1, 1};
  bool is_ct = false;
};

Result<Read> read_file_of_volume(const fs::path& path) {
  std::optional<Read> read;
  const SeriesSink sink = [&](Series&& series) -> Result<void> {
    if (read) return {};
    const SeriesVolume& first = series.volumes.front();
    const Volume volume = TRY(read_volume(first.form, *first.voxels));
    if (volume.channels != 1) return fail(ErrorCode::unsupported, "a volume in colour is no test volume");
    read.emplace();
    read->voxels.shape = volume.geometry.shape;
    read->voxels.values.resize(static_cast<std::size_t>(volume.geometry.shape.count()));
    load_samples(volume.voxels, volume.type, read->voxels.values);
    for (float& value : read->voxels.values)
      value = static_cast<float>(static_cast<double>(value) * volume.slope + volume.intercept);
    read->spacing = volume.geometry.spacing_mm();
    read->is_ct = volume.unit == "HU";
    return {};
  };
  SilentProgress silent;
  const SourceFile file{path.filename().string(), path};
  const auto refused = TRY(ingest({&file, 1}, sink, silent));
  if (!read)
    return fail(ErrorCode::bad_input,
                fmt::format("{}: {}", path.filename().string(),
                            refused.empty() ? "there is no volume in it" : refused.front().reason));
  return std::move(*read);
}

/// "<key>NAME</key>" and the numbers that follow it, of an Apple property list.
std::vector<double> numbers_after(std::string_view text, std::string_view key, std::size_t count) {
  std::vector<double> numbers;
  std::size_t at = text.find(fmt::format("<key>{}</key>", key));
  while (at != std::string_view::npos && numbers.size() < count) {
    const std::size_t integer = text.find("<integer>", at);
    const std::size_t real = text.find("<real>", at);
    at = std::min(integer, real);
    if (at == std::string_view::npos) break;
    at = text.find('>', at) + 1;
    double number = 0;
    std::from_chars(text.data() + at, text.data() + text.size(), number);
    numbers.push_back(number);
  }
  return numbers;
}

/// InVesalius' project: an archive with main.plist and raw int16.
Result<Read> read_invesalius(const fs::path& path) {
  const fs::path work = fs::temp_directory_path() / ("scanetrix-evaluate-" + new_id());
  TRY(make_directories(work));
  auto read = [&]() -> Result<Read> {
    SilentProgress silent;
    const NamedFile file{path.filename().string(), path};
    const OpenedArchives opened = TRY(open_archives({&file, 1}, work, {}, silent));
    Read out;
    Bytes plist;
    Bytes voxels;
    for (const OpenedFile& inside : opened.files) {
      if (inside.name.ends_with("main.plist")) plist = TRY(read_file(inside.path, 1 << 20));
      if (inside.name.ends_with("matrix.dat")) voxels = TRY(read_file(inside.path, std::uint64_t{1} << 30));
    }
    const std::string_view text = as_text(plist);
    const auto shape =
        numbers_after(text.substr(std::min(text.find("<key>matrix</key>"), text.size())), "shape", 3);
    const auto spacing = numbers_after(text, "spacing", 3);  // x, y, z
    if (shape.size() != 3 || spacing.size() != 3)
      return fail(ErrorCode::bad_input, "the InVesalius project does not say how its voxels lie");
    out.voxels.shape = {static_cast<std::int64_t>(shape[0]), static_cast<std::int64_t>(shape[1]),
                        static_cast<std::int64_t>(shape[2])};
    if (static_cast<std::size_t>(out.voxels.shape.count()) * 2 != voxels.size())
      return fail(ErrorCode::bad_input, "the InVesalius project's voxels are not as many as it says");
    out.voxels.values.resize(voxels.size() / 2);
    load_samples(voxels, VoxelType::int16, out.voxels.values);
    out.spacing = {spacing[2], spacing[1], spacing[0]};
    out.is_ct = true;
    return out;
  }();
  TRY(remove_tree(work));
  return read;
}

struct Known {
  std::string_view name;
  std::string_view package;
  std::string_view licence;
  std::string_view path;
  AxisOrder order;
  bool is_invesalius;
};

/// None of them, nor an atlas of any of them, is among what the weights are made from. The licences bind who
/// passes the volumes on; they are only read here.
constexpr std::array kKnown{
    Known{"macaque T1, average of 19",
          "mricron-data",
          "BSD-3-clause",
          "usr/share/mricron/templates/inia19-t1-brain.nii.gz",
          {0, 1, 2},
          false},
    // Its slices are 3 mm apart: the rows stand for depth.
    Known{"human T1",
          "insighttoolkit5-examples",
          "as packaged",
          "usr/share/doc/insighttoolkit5-examples/examples/Data/KmeansTest_T1UCharRaw.nii.gz",
          {1, 0, 2},
          false},
    Known{"human head CT",
          "invesalius-examples",
          "GPL-2",
          "usr/share/doc/invesalius-examples/examples/Cranium.inv3",
          {0, 1, 2},
          true},
};

}  // namespace

Result<TestVolumes> load_test_volumes(const fs::path& root) {
  TestVolumes out;
  for (const Known& known : kKnown) {
    const fs::path path = root / known.path;
    std::error_code error;
    if (!fs::exists(path, error)) {
      out.missing.push_back(
          fmt::format("{}: the Debian package {} is not installed", known.name, known.package));
      continue;
    }
    const Read read = TRY(known.is_invesalius ? read_invesalius(path) : read_file_of_volume(path));
    TestVolume volume{.name = std::string(known.name),
                      .source = fmt::format("{} ({})", known.package, known.licence),
                      .voxels = {},
                      .is_ct = read.is_ct};
    out.volumes.push_back(finished(std::move(volume), read.voxels, read.spacing, known.order));
  }
  return out;
}

Result<TestVolume> load_test_volume(const fs::path& file) {
  const Read read = TRY(read_file_of_volume(file));
  AxisOrder order{0, 1, 2};
  // The coarsest axis must not stand for depth: nothing fine would be known of it.
  const auto coarsest =
      static_cast<std::size_t>(std::ranges::max_element(read.spacing) - read.spacing.begin());
  if (coarsest == 0 && read.spacing[0] > 1.2 * read.spacing[1]) order = {1, 0, 2};
  TestVolume volume{.name = file.filename().string(), .source = "a file", .voxels = {}, .is_ct = read.is_ct};
  return finished(std::move(volume), read.voxels, read.spacing, order);
}

}  // namespace scanetrix
