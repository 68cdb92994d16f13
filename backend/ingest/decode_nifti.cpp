// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_nifti.h"

#include "ingest/inflate.h"
#include "ingest/nifti_header.h"

namespace scanetrix {
namespace {

std::optional<NiftiFields> fields_of(ByteView file) {
  return is_gzip(file) ? read_nifti_fields(inflate_start(file, DeflateKind::gzip, kLongestNiftiHeader))
                       : read_nifti_fields(file);
}

}  // namespace

bool sniff_nifti(ByteView file) {
  return fields_of(file).has_value();
}

Result<VolumeHeader> inspect_nifti(ByteView file) {
  const auto fields = fields_of(file);
  if (!fields) return fail(ErrorCode::bad_input, "damaged", "The file ends inside its header.");
  VolumeHeader header = TRY(read_nifti_header(*fields));
  if (header.data.where == DataPlace::Where::same_file && is_gzip(file))
    header.data.encoding = DataEncoding::deflate;
  return header;
}

}  // namespace scanetrix
