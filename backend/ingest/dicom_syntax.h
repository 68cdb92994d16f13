// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace scanetrix {

enum class DicomCoding {
  native,        ///< Little endian, as the file has them.
  native_big,    ///< Big endian.
  deflated,      ///< Little endian, the whole data set in one deflate stream.
  encapsulated,  ///< Fragments that a codec reads.
};

/// What reads the frame inside fragments.
enum class FrameCodec {
  none,     ///< The frame as it would stand natively (PS3.5 A.4.11).
  deflate,  ///< The same, deflated (PS3.5 A.4.12).
  rle,
  jpeg,
  jpeg_ls,
  jpeg_2000,  ///< With its high-throughput form.
  jpeg_xl,
};

/// A transfer syntax that is read (DICOM PS3.5 A, PS3.6 A-1).
struct DicomSyntax {
  std::string_view uid;
  DicomCoding coding;
  bool lossy;
  FrameCodec codec = FrameCodec::none;
};

/// None when it is not read.
[[nodiscard]] const DicomSyntax* find_dicom_syntax(std::string_view uid);

/// "JPEG 2000 (1.2.840.10008.1.2.4.90)"; a syntax nobody knows is "Transfer syntax (…)".
[[nodiscard]] std::string describe_dicom_syntax(std::string_view uid);

}  // namespace scanetrix
