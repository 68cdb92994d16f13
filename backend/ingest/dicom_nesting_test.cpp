// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_nesting.h"

#include <gtest/gtest.h>

#include "ingest/dicom_header.h"
#include "ingest/sample_dicom.h"

namespace scanetrix {
namespace {

using namespace std::string_view_literals;

/// A file with `levels` sequences in one another before its pixels.
Bytes nested(std::size_t levels, E_TransferSyntax syntax) {
  Bytes file = dicom_file({}, syntax);
  const bool explicit_vr = syntax == EXS_LittleEndianExplicit;
  const std::string_view open =
      explicit_vr ? "\x40\x00\x75\x02SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"sv
                  : "\x40\x00\x75\x02\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"sv;
  const std::string_view close = "\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0"sv;
  std::string nest;
  for (std::size_t i = 0; i < levels; ++i) nest += open;
  for (std::size_t i = 0; i < levels; ++i) nest += close;
  const auto pixels = as_text(file).rfind("\xe0\x7f\x10\x00"sv);
  const ByteView bytes = as_bytes(nest);
  file.insert(file.begin() + static_cast<std::ptrdiff_t>(pixels), bytes.begin(), bytes.end());
  return file;
}

TEST(DicomNesting, LetsHonestFilesPass) {
  for (const auto syntax : {EXS_LittleEndianExplicit, EXS_LittleEndianImplicit}) {
    EXPECT_FALSE(is_nested_too_deep(nested(8, syntax)));
    EXPECT_TRUE(read_dicom_header(nested(8, syntax)));
  }
  for (const auto syntax : {EXS_BigEndianExplicit, EXS_DeflatedLittleEndianExplicit, EXS_RLELossless})
    EXPECT_FALSE(is_nested_too_deep(dicom_file({}, syntax)));
}

TEST(DicomNesting, StopsWhatIsNestedToDeath) {
  for (const auto syntax : {EXS_LittleEndianExplicit, EXS_LittleEndianImplicit}) {
    const auto slice = read_dicom_header(nested(200000, syntax));
    ASSERT_FALSE(slice);
    EXPECT_EQ(slice.error().slug, "damaged");
  }
}

TEST(DicomNesting, StopsItBehindAnUnknownVrToo) {
  Bytes file = nested(200000, EXS_LittleEndianExplicit);
  const auto rows = as_text(file).find("\x28\x00\x10\x00US"sv);
  file[rows + 4] = std::byte{'?'};
  EXPECT_TRUE(is_nested_too_deep(file));
}

}  // namespace
}  // namespace scanetrix
