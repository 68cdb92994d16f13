// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_structure.h"

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

TEST(CheckStructure, LetsHonestFilesPass) {
  for (const auto syntax : {EXS_LittleEndianExplicit, EXS_LittleEndianImplicit}) {
    EXPECT_TRUE(check_structure(nested(8, syntax)));
    EXPECT_TRUE(read_dicom_header(nested(8, syntax)));
  }
  for (const auto syntax : {EXS_BigEndianExplicit, EXS_DeflatedLittleEndianExplicit, EXS_RLELossless})
    EXPECT_TRUE(check_structure(dicom_file({}, syntax)));
}

TEST(CheckStructure, StopsWhatIsNestedToDeath) {
  for (const auto syntax : {EXS_LittleEndianExplicit, EXS_LittleEndianImplicit}) {
    const auto slice = read_dicom_header(nested(200000, syntax));
    ASSERT_FALSE(slice);
    EXPECT_EQ(slice.error().slug, "damaged");
  }
}

TEST(CheckStructure, StopsItBehindAnUnknownVrToo) {
  Bytes file = nested(200000, EXS_LittleEndianExplicit);
  const auto rows = as_text(file).find("\x28\x00\x10\x00US"sv);
  file[rows + 4] = std::byte{'?'};
  EXPECT_FALSE(check_structure(file));
}

TEST(CheckStructure, StopsAnElementThatClaimsMoreThanTheFileHas) {
  // DCMTK takes the memory before it looks whether the bytes are there.
  Bytes file = dicom_file({.more = {{DCM_SeriesDescription, "T1"}}}, EXS_LittleEndianImplicit);
  const auto at = as_text(file).find("\x08\x00\x3e\x10"sv);
  ASSERT_NE(at, std::string_view::npos);
  file[at + 7] = std::byte{0xf0};
  const auto outcome = check_structure(file);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message, "The file ends inside its header.");
}

}  // namespace
}  // namespace scanetrix
