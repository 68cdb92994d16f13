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

/// Pictures of kinds that have no reader yet.
constexpr std::array kNotReadYet{
    Named{"1.2.840.10008.5.1.4.1.1.66.4", "Segmentations (DICOM SEG) are not read yet."},
    Named{"1.2.840.10008.5.1.4.1.1.66.7", "Segmentations (DICOM label maps) are not read yet."},
    Named{"1.2.840.10008.5.1.4.1.1.30", "Parametric maps are not read yet."},
    Named{"1.2.840.10008.5.1.4.1.1.481.2", "Radiotherapy dose is not read yet."},
    Named{"1.2.840.10008.5.1.4.1.1.77.1.6", "Whole slide microscopy is not read."},
    Named{"1.2.840.10008.5.1.4.1.1.2.1", "Enhanced CT images are not read yet."},
    Named{"1.2.840.10008.5.1.4.1.1.4.1", "Enhanced MR images are not read yet."},
    Named{"1.2.840.10008.5.1.4.1.1.4.3", "Enhanced MR images are not read yet."},
    Named{"1.2.840.10008.5.1.4.1.1.130", "Enhanced PET images are not read yet."},
    Named{"1.2.840.10008.5.1.4.1.1.6.2", "Enhanced ultrasound volumes are not read yet."},
};

/// Whole parts only: "1.2.8" is a prefix of "1.2.8.1", not of "1.2.88".
bool is_under(std::string_view uid, std::string_view prefix) {
  return uid.starts_with(prefix) && (uid.size() == prefix.size() || uid[prefix.size()] == '.');
}

}  // namespace

Result<void> check_kind(const DicomKind& kind) {
  const auto frames = parse_number(kind.frames);
  for (const Named& row : kNotReadYet)
    if (is_under(kind.sop_class, row.uid_prefix)) {
      if (frames.value_or(1) > 1 && row.name.starts_with("Enhanced")) break;
      return fail(ErrorCode::unsupported, "unsupported_format", std::string(row.name));
    }
  if (!kind.has_picture) {
    for (const Named& row : kWithoutPicture)
      if (is_under(kind.sop_class, row.uid_prefix))
        return fail(ErrorCode::bad_input, "not_an_image", std::string(row.name));
    if (kind.has_float_pixels || kind.sop_class.empty()) return {};
    return fail(ErrorCode::bad_input, "not_an_image",
                fmt::format("A DICOM object without a picture (class {}).", one_line(kind.sop_class)));
  }
  if (kind.has_float_pixels)
    return fail(ErrorCode::unsupported, "unsupported_pixel_format",
                "Floating-point pixels are not read yet.");
  if (frames.value_or(1) > 1)
    return fail(ErrorCode::unsupported, "multi_frame",
                fmt::format("The file holds {:.0f} frames. Only one picture a file is read yet.", *frames));
  if (kind.image_type.find("MOSAIC") != std::string::npos)
    return fail(ErrorCode::unsupported, "unsupported_format",
                "Siemens mosaics (many slices in one picture) are not read yet.");
  return {};
}

}  // namespace scanetrix
