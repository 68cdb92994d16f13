// SPDX-License-Identifier: Apache-2.0
#pragma once

// DICOM segmentations for tests.

#include <array>
#include <optional>

#include "ingest/sample_dicom.h"

namespace scanetrix {

struct SegmentationSample {
  struct Frame {
    int segment = 1;
    std::string position;     ///< As Image Position (Patient); empty: left out.
    std::vector<int> pixels;  ///< rows × columns.
  };
  struct Segment {
    int number = 1;
    std::string label;
    std::array<std::uint16_t, 3> cielab{};  ///< All 0: none.
  };
  std::uint16_t rows = 2;
  std::uint16_t columns = 2;
  std::string type = "BINARY";  ///< BINARY is packed bit by bit, others are bytes.
  std::vector<Frame> frames;
  std::vector<Segment> segments{{1, "Liver", {}}};
  std::string source = "1.2.3.1";  ///< Series that was segmented.
  std::string spacing = "1\\1";
  std::string thickness = "1";
  std::string frame_of_reference = "";
  std::optional<std::uint16_t> padding = {};  ///< Of label maps: the value that means nothing.
  std::vector<std::pair<DcmTagKey, std::string>> more = {};
};

inline DcmItem& new_item(DcmItem& parent, const DcmTagKey& sequence) {
  DcmItem* found = nullptr;
  EXPECT_TRUE(parent.findOrCreateSequenceItem(sequence, found, -2).good());
  return *found;
}

inline void put_segments(const SegmentationSample& sample, DcmDataset& data) {
  for (const auto& [number, label, cielab] : sample.segments) {
    DcmItem& segment = new_item(data, DCM_SegmentSequence);
    segment.putAndInsertUint16(DCM_SegmentNumber, static_cast<Uint16>(number));
    segment.putAndInsertString(DCM_SegmentLabel, label.c_str());
    segment.putAndInsertString(DCM_SegmentAlgorithmType, "AUTOMATIC");
    if (cielab != std::array<std::uint16_t, 3>{})
      segment.putAndInsertUint16Array(DCM_RecommendedDisplayCIELabValue, cielab.data(), 3);
    DcmItem& type = new_item(segment, DCM_SegmentedPropertyTypeCodeSequence);
    type.putAndInsertString(DCM_CodeValue, "10200004");
    type.putAndInsertString(DCM_CodingSchemeDesignator, "SCT");
    type.putAndInsertString(DCM_CodeMeaning, "Liver");
  }
}

inline void put_frame_groups(const SegmentationSample& sample, DcmDataset& data) {
  DcmItem& shared = new_item(data, DCM_SharedFunctionalGroupsSequence);
  new_item(shared, DCM_PlaneOrientationSequence)
      .putAndInsertString(DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0");
  DcmItem& measures = new_item(shared, DCM_PixelMeasuresSequence);
  measures.putAndInsertString(DCM_PixelSpacing, sample.spacing.c_str());
  measures.putAndInsertString(DCM_SliceThickness, sample.thickness.c_str());
  for (const auto& frame : sample.frames) {
    DcmItem& own = new_item(data, DCM_PerFrameFunctionalGroupsSequence);
    if (!frame.position.empty())
      new_item(own, DCM_PlanePositionSequence)
          .putAndInsertString(DCM_ImagePositionPatient, frame.position.c_str());
    if (sample.type != "LABELMAP")
      new_item(own, DCM_SegmentIdentificationSequence)
          .putAndInsertUint16(DCM_ReferencedSegmentNumber, static_cast<Uint16>(frame.segment));
  }
}

inline Bytes segmentation_file(const SegmentationSample& sample) {
  const bool packed = sample.type == "BINARY";
  std::vector<std::uint8_t> bytes;
  std::size_t bit = 0;
  for (const auto& frame : sample.frames)
    for (const int pixel : frame.pixels) {
      if (!packed) {
        bytes.push_back(static_cast<std::uint8_t>(pixel));
        continue;
      }
      if (bit % 8 == 0) bytes.push_back(0);
      bytes.back() = static_cast<std::uint8_t>(bytes.back() | pixel << bit % 8);
      ++bit;
    }
  if (bytes.size() % 2 != 0) bytes.push_back(0);
  DicomSample file{.rows = sample.rows,
                   .columns = sample.columns,
                   .bits_allocated = 8,
                   .bits_stored = 8,
                   .bytes = bytes,
                   .series = "1.2.3.66",
                   .position = "",
                   .spacing = "",
                   .modality = "SEG"};
  file.more = {{DCM_SOPClassUID, UID_SegmentationStorage},
               {DCM_SegmentationType, sample.type},
               {DCM_FrameOfReferenceUID, sample.frame_of_reference},
               {DCM_SeriesDescription, "Organs"},
               {DCM_NumberOfFrames, std::to_string(sample.frames.size())}};
  file.more.insert(file.more.end(), sample.more.begin(), sample.more.end());
  return dicom_file(file, EXS_LittleEndianExplicit, [&](DcmDataset& data) {
    if (packed) {
      data.putAndInsertUint16(DCM_BitsAllocated, 1);
      data.putAndInsertUint16(DCM_BitsStored, 1);
      data.putAndInsertUint16(DCM_HighBit, 0);
    }
    if (sample.padding) data.putAndInsertUint16(DCM_PixelPaddingValue, *sample.padding);
    if (sample.type == "FRACTIONAL") data.putAndInsertUint16(DCM_MaximumFractionalValue, 200);
    new_item(data, DCM_ReferencedSeriesSequence)
        .putAndInsertString(DCM_SeriesInstanceUID, sample.source.c_str());
    put_segments(sample, data);
    put_frame_groups(sample, data);
  });
}

}  // namespace scanetrix
