// SPDX-License-Identifier: Apache-2.0
#include "commands/write_series.h"

#include "commands/draw_pictures.h"
#include "commands/write_surfaces.h"
#include "export/nifti.h"
#include "export/nrrd.h"
#include "store/ome_zarr.h"
#include "store/write_volume.h"

namespace scanetrix {
namespace {

Result<void> write_voxels(const SeriesVolume& volume, OutputKind kind, OutputFile& file,
                          const Progress& progress) {
  const auto note = export_note(volume);
  switch (kind) {
    case OutputKind::nifti:
      return write_plain(nifti_header(volume.form, note), volume.form, *volume.voxels, file, progress);
    case OutputKind::nifti_gzip:
      return write_gzipped(nifti_header(volume.form, note), volume.form, *volume.voxels, file, progress);
    case OutputKind::nrrd: {
      const VolumeForm form = nrrd_form(volume.form);
      return write_plain(nrrd_header(form, note), form, *nrrd_voxels(volume.form, volume.voxels), file,
                         progress);
    }
    case OutputKind::ome_zarr:
    case OutputKind::png:
    case OutputKind::stl:
    case OutputKind::glb:
      break;
  }
  std::abort();  // These are no single file.
}

/// As the server keeps it, all levels.
Result<NamedOutput> write_group(const SeriesVolume& volume, const OutputName& name, Progress& progress) {
  OutputFolder folder = TRY(OutputFolder::create(name.path(), "zarr.json"));
  TRY(write_ome_zarr(volume, volume.id, folder.writing(), progress, {}, reduction_of(volume.form.kind)));
  return NamedOutput{name.path(), std::move(folder)};
}

/// Files of one volume, none of them committed.
Result<std::vector<NamedOutput>> write_volume(const Series& series, const SeriesVolume& volume,
                                              const OutputName& name, const WriteOptions& options,
                                              Progress& progress) {
  if (name.kind == OutputKind::png) return draw_pictures(series, volume, name, progress);
  if (name.kind == OutputKind::stl || name.kind == OutputKind::glb)
    return write_surfaces(series, volume, name, options.isovalue, progress);
  std::vector<NamedOutput> files;
  if (name.kind == OutputKind::ome_zarr) {
    files.push_back(TRY(write_group(volume, name, progress)));
    return files;
  }
  OutputFile file = TRY(OutputFile::create(name.path()));
  TRY(write_voxels(volume, name.kind, file, progress));
  TRY(file.close());
  files.push_back({name.path(), std::move(file)});
  return files;
}

}  // namespace

Result<std::vector<WrittenFile>> write_series(const Series& series, const OutputName& name,
                                              const WriteOptions& options, Progress& progress) {
  std::vector<NamedOutput> files;
  std::vector<WrittenFile> written;
  for (const SeriesVolume& volume : series.volumes) {
    const bool first = &volume == &series.volumes.front();
    auto made = write_volume(series, volume, first ? name : name.with(volume.id), options, progress);
    // Another volume of the series may have a surface.
    if (!made && made.error().slug == "no_surface" && (&volume != &series.volumes.back() || !files.empty()))
      continue;
    for (NamedOutput& file : TRY(std::move(made))) {
      written.push_back({file.path, &volume});
      files.push_back(std::move(file));
    }
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto committed = files[i].commit();
    if (committed) continue;
    std::error_code ignored;  // What is there already is not whole without this one.
    for (std::size_t before = 0; before < i; ++before)
      std::filesystem::remove_all(files[before].path, ignored);
    return tl::make_unexpected(committed.error());
  }
  return written;
}

}  // namespace scanetrix
