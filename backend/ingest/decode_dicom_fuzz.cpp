// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_header.h"
#include "ingest/dicom_pixels.h"

using namespace scanetrix;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t kLargest = 1u << 20;  // Beyond it a run only costs time.
  const ByteView file = std::as_bytes(std::span(data, size));
  if (!sniff_dicom(file)) return 0;
  const auto slice = read_dicom_header(file);
  if (!slice || slice->pixels.decoded_bytes() > kLargest) return 0;
  Bytes samples(slice->pixels.decoded_bytes());
  static_cast<void>(decode_dicom_pixels(file, *slice, samples));
  return 0;
}
