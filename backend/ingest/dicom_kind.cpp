// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_kind.h"

#include <array>
#include <string_view>

#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

struct Named {
  std::string_view uid_prefix;
  std::string_view name;
};

/// Objects without a picture (DICOM PS3.4 B.5); the first row whose prefix fits names the object.
constexpr std::array kWithoutPicture{
    Named{"1.2.840.10008.1.3.10", "A table of contents (DICOMDIR), not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.88.59", "A list of chosen pictures (key objects), not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.88", "A structured report, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.481.3", "Outlines for radiotherapy (RT structure set), not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.481", "A radiotherapy object, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.104", "A document, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.9", "A waveform, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.11", "A way to present pictures (presentation state), not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.66.5", "A surface, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.66.6", "Nerve tracts, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.66", "A registration or raw data, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.4.2", "MR spectroscopy, not a picture."},
};

/// Pictures of kinds that have no reader.
constexpr std::array kNotRead{
    Named{"1.2.840.10008.5.1.4.1.1.66.4", "Segmentations (DICOM SEG) are not read yet."},
    Named{"1.2.840.10008.5.1.4.1.1.66.7", "Segmentations (DICOM label maps) are not read yet."},
    Named{"1.2.840.10008.5.1.4.1.1.77.1.6", "Whole slide microscopy is not read."},
};

/// Whole parts only: "1.2.8" is a prefix of "1.2.8.1", not of "1.2.88".
bool is_under(std::string_view uid, std::string_view prefix) {
  return uid.starts_with(prefix) && (uid.size() == prefix.size() || uid[prefix.size()] == '.');
}

}  // namespace

Result<void> check_kind(const DicomKind& kind) {
  for (const Named& row : kNotRead)
    if (is_under(kind.sop_class, row.uid_prefix))
      return fail(ErrorCode::unsupported, "unsupported_format", std::string(row.name));
  if (kind.has_picture) return {};
  for (const Named& row : kWithoutPicture)
    if (is_under(kind.sop_class, row.uid_prefix))
      return fail(ErrorCode::bad_input, "not_an_image", std::string(row.name));
  if (kind.has_float_pixels || kind.sop_class.empty()) return {};
  return fail(ErrorCode::bad_input, "not_an_image",
              fmt::format("A DICOM object without a picture (class {}).", one_line(kind.sop_class)));
}

}  // namespace scanetrix
