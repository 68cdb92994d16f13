// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ingest/dicom_header.h"
#include "ingest/dicom_pixels.h"

using namespace scanetrix;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t kLargest = 1u << 20;  // Beyond it a run only costs time.
  const ByteView file = std::as_bytes(std::span(data, size));
  if (!sniff_dicom(file)) return 0;
  constexpr std::size_t kMostFrames = 4;
  const auto slices = read_dicom_header(file);
  if (!slices || slices->front().pixels.decoded_bytes() > kLargest) return 0;
  Bytes samples(slices->front().pixels.decoded_bytes());
  for (std::size_t i = 0; i < std::min(slices->size(), kMostFrames); ++i)
    static_cast<void>(decode_dicom_pixels(file, (*slices)[i], samples));
  return 0;
}
