// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_kind.h"

#include <array>
#include <string_view>

#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

struct Named {
  std::string_view prefix;
  std::string_view name;
};

/// Objects without a picture (DICOM PS3.4 B.5 and other annexes); the first row whose prefix fits names the
/// object.
constexpr std::array kWithoutPicture{
    Named{"1.2.840.10008.1.3.10", "A table of contents (DICOMDIR), not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.4.2", "MR spectroscopy, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.9", "A waveform (ECG, sound), not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.11", "A way to present pictures (presentation state), not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.66.1", "A registration of pictures to one another, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.66.2", "Marked points (fiducials), not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.66.3", "A registration of pictures to one another, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.66.4", "A segmentation without pixels, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.66.5", "Surfaces of segments, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.66.6", "Nerve tracts, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.66", "Raw data of a scanner, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.67", "A mapping to real world values, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.68", "A scan of a surface, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.78", "Measurements of an eye, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.79", "Measurements of an eye, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.80", "Measurements of an eye, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.88.59", "A list of chosen pictures (key objects), not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.88", "A structured report, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.90", "An assessment of other objects, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.91", "Annotations of microscopy, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.104.1", "A PDF document, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.104.2", "A clinical document (CDA), not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.104.3", "A model for printing (STL), not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.104", "A document or model, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.131", "An arrangement of a display, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.200", "A protocol of an examination, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.201", "An inventory of an archive, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.481.3", "Outlines for radiotherapy (RT structure set), not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.481.5", "A plan for radiotherapy, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.481.8", "A plan for radiotherapy, not a picture."},
    Named{"1.2.840.10008.5.1.4.1.1.481", "A radiotherapy object, not a picture."},
    Named{"1.2.840.10008.5.1.4.34", "A radiotherapy object or a step of work, not a picture."},
    Named{"1.2.840.10008.5.1.4.38", "A hanging protocol, not a picture."},
    Named{"1.2.840.10008.5.1.4.39", "A colour palette, not a picture."},
    Named{"1.2.840.10008.5.1.4.43", "A template of an implant, not a picture."},
    Named{"1.2.840.10008.5.1.4.44", "A template of an implant, not a picture."},
    Named{"1.2.840.10008.5.1.4.45", "A template of an implant, not a picture."},
    Named{"1.3.12.2.1107.5.9.1", "Siemens' private data of a scan, not a picture."},
};

/// Where the class is missing or a maker's own, the modality tells (PS3.3 C.7.3.1.1.1).
constexpr std::array kWithoutPictureByModality{
    Named{"SR", "A structured report, not a picture."},
    Named{"KO", "A list of chosen pictures (key objects), not a picture."},
    Named{"PR", "A way to present pictures (presentation state), not a picture."},
    Named{"DOC", "A document, not a picture."},
    Named{"REG", "A registration of pictures to one another, not a picture."},
    Named{"RTSTRUCT", "Outlines for radiotherapy (RT structure set), not a picture."},
    Named{"RTPLAN", "A plan for radiotherapy, not a picture."},
    Named{"RTRECORD", "A record of radiotherapy, not a picture."},
    Named{"ECG", "A waveform (ECG, sound), not a picture."},
    Named{"HD", "A waveform (ECG, sound), not a picture."},
};

/// Pictures of kinds that have no reader.
constexpr std::array kNotRead{
    Named{"1.2.840.10008.5.1.4.1.1.77.1.6", "Whole slide microscopy is not read."},
};

/// Whole parts only: "1.2.8" is a prefix of "1.2.8.1", not of "1.2.88".
bool is_under(std::string_view uid, std::string_view prefix) {
  return uid.starts_with(prefix) && (uid.size() == prefix.size() || uid[prefix.size()] == '.');
}

}  // namespace

Result<void> check_kind(const DicomKind& kind) {
  for (const Named& row : kNotRead)
    if (is_under(kind.sop_class, row.prefix))
      return fail(ErrorCode::unsupported, "unsupported_format", std::string(row.name));
  if (kind.has_picture) return {};
  const auto no_image = [](std::string text) {
    return fail(ErrorCode::bad_input, "not_an_image", std::move(text));
  };
  for (const Named& row : kWithoutPicture)
    if (is_under(kind.sop_class, row.prefix)) return no_image(std::string(row.name));
  for (const Named& row : kWithoutPictureByModality)
    if (kind.modality == row.prefix) return no_image(std::string(row.name));
  if (kind.sop_class.empty()) return {};
  return no_image(fmt::format("A DICOM object without a picture (class {}).", one_line(kind.sop_class)));
}

}  // namespace scanetrix
