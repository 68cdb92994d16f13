// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_segmentation.h"

#include <algorithm>
#include <array>
#include <set>

#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

constexpr std::string_view kSegmentation = "1.2.840.10008.5.1.4.1.1.66.4";
constexpr std::string_view kLabelMap = "1.2.840.10008.5.1.4.1.1.66.7";
constexpr long kMostSegments = 65535;
constexpr long kMostSeries = 1024;

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

Code code_of(const Values& segment, const DcmTagKey& sequence) {
  DcmItem* item = segment.item(sequence);
  if (item == nullptr) return {};
  const Values values = segment.with({item});
  return {one_line(values.word(DCM_CodeValue)), one_line(values.word(DCM_CodingSchemeDesignator)),
          values.text(DCM_CodeMeaning)};
}

LabelColor color_of(const Values& segment, int number) {
  std::array<double, 3> lab{};
  for (unsigned long i = 0; i < 3; ++i) {
    const auto stored = segment.small_signed(DCM_RecommendedDisplayCIELabValue, i);
    if (!stored) return color_of_value(number);
    lab[i] = static_cast<std::uint16_t>(*stored);
  }
  return srgb_of_cielab(lab[0] / 655.35, lab[1] / 257 - 128, lab[2] / 257 - 128);
}

Result<SegmentationKind> kind_of(const Values& values) {
  const std::string type = values.word(DCM_SegmentationType);
  if (type == "BINARY") return SegmentationKind::binary;
  if (type == "FRACTIONAL") return SegmentationKind::fractional;
  if (type == "LABELMAP" || values.word(DCM_SOPClassUID) == kLabelMap) return SegmentationKind::labelmap;
  return damaged("The segmentation does not say of which type it is.");
}

Result<std::vector<LabelValue>> read_segments(const Values& values, SegmentationKind kind) {
  std::vector<LabelValue> segments;
  std::set<int> numbers;
  for (long n = 0; n < kMostSegments; ++n) {
    DcmItem* item = values.item(DCM_SegmentSequence, n);
    if (item == nullptr) break;
    const Values segment = values.with({item});
    const int number = segment.small(DCM_SegmentNumber).value_or(0);
    if (number == 0 && kind == SegmentationKind::labelmap) continue;  // A label map may name its background.
    if (number == 0 || !numbers.insert(number).second)
      return damaged("The segmentation's segments are not numbered as they must be.");
    LabelValue label{.value = number, .name = segment.text(DCM_SegmentLabel)};
    label.color = color_of(segment, number);
    label.category = code_of(segment, DCM_SegmentedPropertyCategoryCodeSequence);
    label.type = code_of(segment, DCM_SegmentedPropertyTypeCodeSequence);
    label.algorithm = one_line(segment.word(DCM_SegmentAlgorithmType));
    if (label.name.empty()) label.name = label.type.meaning;
    if (label.name.empty()) label.name = fmt::format("Segment {}", number);
    segments.push_back(std::move(label));
  }
  if (segments.empty()) return damaged("The segmentation names no segments.");
  std::sort(segments.begin(), segments.end(),
            [](const LabelValue& a, const LabelValue& b) { return a.value < b.value; });
  return segments;
}

}  // namespace

bool is_segmentation(std::string_view sop_class) {
  return sop_class == kSegmentation || sop_class == kLabelMap;
}

Result<Segmentation> read_segmentation(const Values& values, const PixelLayout& pixels) {
  Segmentation segmentation;
  segmentation.kind = TRY(kind_of(values));
  const bool binary = segmentation.kind == SegmentationKind::binary;
  if (pixels.samples != 1 || pixels.is_signed || pixels.bits_allocated > 16 ||
      (binary && pixels.bits_stored != 1))
    return damaged("The segmentation's pixels do not fit its type.");
  segmentation.most = std::max(values.small(DCM_MaximumFractionalValue).value_or(255), 1);
  segmentation.background = values.small(DCM_PixelPaddingValue).value_or(0);
  segmentation.segments = TRY(read_segments(values, segmentation.kind));
  for (long n = 0; n < kMostSeries; ++n) {
    DcmItem* series = values.item(DCM_ReferencedSeriesSequence, n);
    if (series == nullptr) break;
    if (std::string uid = word_of(*series, DCM_SeriesInstanceUID); !uid.empty())
      segmentation.series_uids.push_back(std::move(uid));
  }
  return segmentation;
}

}  // namespace scanetrix
