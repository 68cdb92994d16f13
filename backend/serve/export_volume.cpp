// SPDX-License-Identifier: Apache-2.0
#include "serve/export_volume.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <functional>

#include "base/id.h"
#include "export/dicom.h"
#include "export/nifti.h"
#include "export/nrrd.h"
#include "store/zarr_reader.h"
#include "upload/pack.h"

namespace scanetrix {
namespace {

/// A file without a name, gone when its descriptor is closed.
Result<FileHandle> nameless_file(const fs::path& folder) {
  FileHandle file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!file) return fail(ErrorCode::unavailable, "cannot make a temporary file for an export");
  return file;
}

/// What a format puts before the voxels, and how it wants these.
struct PlainFormat {
  std::function<Result<Bytes>(const VolumeForm&, const std::optional<ExportNote>&)> header;
  VolumeForm (*form)(const VolumeForm&);
  std::shared_ptr<const VoxelSource> (*voxels)(const VolumeForm&, std::shared_ptr<const VoxelSource>);
};

VolumeForm same_form(const VolumeForm& form) {
  return form;
}
std::shared_ptr<const VoxelSource> same_voxels(const VolumeForm&, std::shared_ptr<const VoxelSource> voxels) {
  return voxels;
}

PlainFormat plain_format(ExportFormat format, const ScanRow& scan, const VolumeFacts& facts) {
  if (format == ExportFormat::nrrd) return {nrrd_header, nrrd_form, nrrd_voxels};
  if (format == ExportFormat::nifti) return {nifti_header, same_form, same_voxels};
  // A quote within a text of JSON is escaped: this is the code of a warning and nothing else.
  const DicomFacts said{.modality = scan.modality,
                        .how = facts.volume.how,
                        .lossy = scan.warnings_json.find("\"lossy_compression\"") != std::string::npos,
                        .slice_thickness_mm = facts.volume.slice_thickness_mm};
  return {[said](const VolumeForm& form, const std::optional<ExportNote>& note) {
            return dicom_header(form, said, note);
          },
          same_form, same_voxels};
}

/// The voxels of one slab, as the format wants them.
Result<void> write_slab(const FileHandle& file, const PlainFormat& format, const VolumeForm& form,
                        Bytes slab) {
  const std::size_t depth = slab.size() / form.slice_bytes();
  const auto voxels =
      format.voxels(form, std::make_shared<MemorySource>(depth, form.slice_bytes(), std::move(slab)));
  Bytes slice(format.form(form).slice_bytes());
  for (std::size_t k = 0; k < depth; ++k) {
    TRY(voxels->read_slice(0, static_cast<std::int64_t>(k), slice));
    TRY(write_all(file, slice));
  }
  return {};
}

/// The volume in a file without a name, slab by slab, so that memory stays small.
Result<FileBody> write_export(const VolumeFacts& facts, const PlainFormat& format, const fs::path& work) {
  const ZarrReader reader = TRY(ZarrReader::open(facts.zarr / "0"));
  VolumeForm form = facts.volume.form;
  form.type = reader.type();
  form.channels = reader.channels();
  form.time_points = reader.time_points();
  const VolumeForm written = format.form(form);
  FileHandle file = TRY(nameless_file(work));
  const Bytes header = TRY(format.header(written, export_note(facts.volume)));
  TRY(write_all(file, header));
  constexpr std::int64_t kSlab = 64;
  const Shape& shape = form.geometry.shape;
  for (std::int64_t time = 0; time < form.time_points; ++time)
    for (std::int64_t z = 0; z < shape.z; z += kSlab)
      TRY(write_slab(file, format, form,
                     TRY(reader.read({z, 0, 0}, {std::min(z + kSlab, shape.z), shape.y, shape.x}, time))));
  const std::uint64_t length =
      header.size() + written.slice_bytes() * static_cast<std::uint64_t>(shape.z * form.time_points);
  return FileBody{std::make_shared<const ServedFile>(ServedFile{.handle = std::move(file)}), 0, length};
}

/// The volume's OME-Zarr group as it is kept, all levels, packed into one file without a name.
Result<FileBody> pack_group(const VolumeFacts& facts, const fs::path& work) {
  std::vector<PackEntry> entries;
  std::error_code error;
  const std::string top = facts.volume.id + ".ome.zarr/";
  for (fs::recursive_directory_iterator each(facts.zarr, error), end; !error && each != end;
       each.increment(error))
    if (each->is_regular_file(error))
      entries.push_back({top + each->path().lexically_relative(facts.zarr).generic_string(), each->path()});
  if (error) return fail(ErrorCode::unavailable, "cannot list what is stored: " + error.message());
  std::ranges::sort(entries, {}, &PackEntry::name);
  const fs::path packed = work / (new_id() + ".zip");
  auto done = pack_zip(entries, packed);
  auto file = done ? open_to_read(packed) : Result<FileHandle>(tl::make_unexpected(done.error()));
  fs::remove(packed, error);  // It stays as long as it is open.
  FileHandle handle = TRY(std::move(file));
  struct stat status {};
  if (::fstat(handle.get(), &status) != 0)
    return tl::make_unexpected(errno_error("cannot read a file's size"));
  const auto length = static_cast<std::uint64_t>(status.st_size);
  return FileBody{std::make_shared<const ServedFile>(ServedFile{.handle = std::move(handle)}), 0, length};
}

}  // namespace

std::optional<ExportFormat> export_format_named(std::string_view name) {
  if (name == "nifti") return ExportFormat::nifti;
  if (name == "nrrd") return ExportFormat::nrrd;
  if (name == "dicom") return ExportFormat::dicom;
  if (name == "ome-zarr") return ExportFormat::ome_zarr;
  return std::nullopt;
}

std::string_view suffix_of(ExportFormat format) {
  switch (format) {
    case ExportFormat::nifti:
      return ".nii";
    case ExportFormat::nrrd:
      return ".nrrd";
    case ExportFormat::dicom:
      return ".dcm";
    case ExportFormat::ome_zarr:
      return ".ome.zarr.zip";
  }
  std::abort();  // Not a value of the enum: memory is damaged.
}

Result<FileBody> export_volume(const ScanRow& scan, const VolumeFacts& facts, ExportFormat format,
                               const fs::path& work) {
  if (format == ExportFormat::ome_zarr) return pack_group(facts, work);
  return write_export(facts, plain_format(format, scan, facts), work);
}

}  // namespace scanetrix
