// SPDX-License-Identifier: Apache-2.0
#include "commands/write_series.h"

#include "commands/draw_pictures.h"
#include "store/export_nifti.h"
#include "store/export_nrrd.h"
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
    case OutputKind::png:
      break;
  }
  std::abort();  // Pictures are no voxels.
}

/// Files of one volume, none of them committed.
Result<std::vector<NamedOutput>> write_volume(const Series& series, const SeriesVolume& volume,
                                              const OutputName& name, const Progress& progress) {
  if (name.kind == OutputKind::png) return draw_pictures(series, volume, name, progress);
  std::vector<NamedOutput> files;
  files.push_back({name.path(), TRY(OutputFile::create(name.path()))});
  TRY(write_voxels(volume, name.kind, files.back().file, progress));
  TRY(files.back().file.close());
  return files;
}

}  // namespace

Result<std::vector<WrittenFile>> write_series(const Series& series, const OutputName& name,
                                              const Progress& progress) {
  std::vector<NamedOutput> files;
  std::vector<WrittenFile> written;
  for (const SeriesVolume& volume : series.volumes) {
    const bool first = &volume == &series.volumes.front();
    for (NamedOutput& file :
         TRY(write_volume(series, volume, first ? name : name.with(volume.id), progress))) {
      written.push_back({file.path, &volume});
      files.push_back(std::move(file));
    }
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto committed = files[i].file.commit();
    if (committed) continue;
    std::error_code ignored;  // What is there already is not whole without this one.
    for (std::size_t before = 0; before < i; ++before) std::filesystem::remove(files[before].path, ignored);
    return tl::make_unexpected(committed.error());
  }
  return written;
}

}  // namespace scanetrix
