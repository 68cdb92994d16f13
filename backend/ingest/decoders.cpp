// SPDX-License-Identifier: Apache-2.0
#include "ingest/decoders.h"

#include <array>

#include "ingest/decode_jpeg.h"
#include "ingest/decode_jpeg_xl.h"
#include "ingest/decode_metaimage.h"
#include "ingest/decode_nifti.h"
#include "ingest/decode_nrrd.h"
#include "ingest/decode_png.h"
#include "ingest/decode_tiff.h"
#include "ingest/dicom_header.h"
#include "ingest/limits.h"
#include "ingest/name_format.h"

namespace scanetrix {
namespace {

template <auto reader>
Result<FileHeader> read(ByteView file) {
  auto header = reader(file);
  if (!header) return tl::make_unexpected(std::move(header.error()));
  return FileHeader(std::move(*header));
}

Result<FileHeader> read_dicom(ByteView file) {
  return std::visit([](auto&& what) { return FileHeader(std::forward<decltype(what)>(what)); },
                    TRY(read_dicom_file(file)));
}

struct Decoder {
  std::string_view name;
  bool (*sniff)(ByteView);
  Result<FileHeader> (*read)(ByteView);
};

/// Every format we read. The first row that knows the bytes reads them.
/// DICOM stands first: its preamble may hold another format's magic number.
constexpr std::array kDecoders{
    Decoder{"DICOM", sniff_dicom, read_dicom},
    Decoder{"NIfTI", sniff_nifti, read<inspect_nifti>},
    Decoder{"NRRD", sniff_nrrd, read<inspect_nrrd>},
    Decoder{"MetaImage", sniff_metaimage, read<inspect_metaimage>},
    Decoder{"PNG", sniff_png, read<inspect_png>},
    Decoder{"JPEG", sniff_jpeg, read<inspect_jpeg>},
    Decoder{"TIFF", sniff_tiff, read<inspect_tiff>},
    Decoder{"JPEG XL", sniff_jpeg_xl, read<inspect_jpeg_xl>},
};

}  // namespace

Result<InspectedFile> inspect(ByteView file) {
  if (file.empty()) return fail(ErrorCode::bad_input, "empty_file", "The file is empty.");
  for (const Decoder& decoder : kDecoders)
    if (decoder.sniff(file))
      return InspectedFile{decoder.name, TRY(within_memory([&] { return decoder.read(file); }))};
  return tl::make_unexpected(name_format(file));
}

}  // namespace scanetrix
