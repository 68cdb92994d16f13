// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_jpeg.h"

using namespace scanetrix;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const PixelLayout layout{.rows = 8, .columns = 16, .bits_allocated = 8, .bits_stored = 8, .high_bit = 7};
  Bytes stored;
  static_cast<void>(decode_dicom_jpeg(std::as_bytes(std::span(data, size)), layout, stored));
  return 0;
}
