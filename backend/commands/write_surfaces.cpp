// SPDX-License-Identifier: Apache-2.0
#include "commands/write_surfaces.h"

#include <iostream>

#include "surface/encode_glb.h"
#include "surface/extract_surface.h"
#include "volume/statistics.h"

namespace scanetrix {
namespace {

constexpr double kBone = 300;  ///< HU
constexpr std::array<std::uint8_t, 3> kBoneColor{227, 218, 201};

/// What stands out from what is around it.
Result<double> usual_isovalue(const SeriesVolume& volume) {
  if (volume.form.unit == "HU") return kBone;
  return otsu_threshold(statistics_of(TRY(read_volume(volume.form, *volume.voxels))));
}

std::string worded(double isovalue, const std::string& unit) {
  return fmt::format("{:g}{}{}", isovalue, unit.empty() ? "" : " ", unit);
}

/// Of labels one each; else one.
Result<std::vector<NamedMesh>> surfaces_of(const SeriesVolume& volume, std::int64_t time, double isovalue,
                                           const Progress& progress) {
  std::vector<NamedMesh> meshes;
  if (volume.form.kind != VolumeKind::labels) {
    meshes.push_back({worded(isovalue, volume.form.unit) + " and more", kBoneColor,
                      TRY(extract_surface(volume.form, *volume.voxels, time,
                                          {.isovalue = isovalue, .label = {}}, progress))});
    return meshes;
  }
  for (const LabelValue& label : volume.labels) {
    auto mesh =
        extract_surface(volume.form, *volume.voxels, time, {.isovalue = 0, .label = label.value}, progress);
    if (mesh)
      meshes.push_back({label.name, label.color, std::move(*mesh)});
    else if (mesh.error().slug != "no_surface")  // A label that is nowhere has no surface.
      return tl::make_unexpected(mesh.error());
  }
  if (meshes.empty()) return fail(ErrorCode::bad_input, "no_surface", "No label is anywhere.");
  return meshes;
}

template <typename Encode>
Result<NamedOutput> written(const std::filesystem::path& path, Encode&& encode) {
  OutputFile file = TRY(OutputFile::create(path));
  TRY(encode([&file](ByteView bytes) { return file.append(bytes); }));
  TRY(file.close());
  return NamedOutput{path, std::move(file)};
}

}  // namespace

Result<std::vector<NamedOutput>> write_surfaces(const Series& series, const SeriesVolume& volume,
                                                const OutputName& name, std::optional<double> isovalue,
                                                const Progress& progress) {
  if (volume.form.channels != 1)
    return fail(ErrorCode::bad_input, "no_surface", "Colours have no one value that a surface could be of.");
  if (volume.form.geometry.shape.z == 1)
    return fail(ErrorCode::bad_input, "no_surface", "One slice has no depth, and so no surface.");
  if (volume.cine)
    return fail(ErrorCode::bad_input, "no_surface", "Its third axis is time: it has no surface in space.");
  const bool labels = volume.form.kind == VolumeKind::labels;
  if (!labels && !isovalue) {
    isovalue = TRY(usual_isovalue(volume));
    std::cerr << series.name << ": surface of " << worded(*isovalue, volume.form.unit)
              << " and more; --isovalue chooses another\n";
  }
  std::vector<NamedOutput> files;
  for (std::int64_t time = 0; time < volume.form.time_points; ++time) {
    const OutputName timed = volume.form.time_points > 1 ? name.with(fmt::format("time{}", time + 1)) : name;
    const auto meshes = TRY(surfaces_of(volume, time, isovalue.value_or(0), progress));
    if (name.kind == OutputKind::glb) {
      files.push_back(
          TRY(written(timed.path(), [&](const AppendBytes& append) { return encode_glb(meshes, append); })));
      continue;
    }
    // STL knows neither names nor colours.
    for (std::size_t n = 0; n < meshes.size(); ++n) {
      const OutputName own = meshes.size() > 1 ? timed.with(fmt::format("{:02}", n + 1)) : timed;
      files.push_back(TRY(written(
          own.path(), [&](const AppendBytes& append) { return encode_stl(meshes[n].mesh, append); })));
    }
  }
  return files;
}

}  // namespace scanetrix
