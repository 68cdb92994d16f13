// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_header.h"

#include <dcmtk/config/osconfig.h>
// After osconfig.h, as DCMTK asks.
#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dcspchrs.h>
#include <dcmtk/oflog/oflog.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>

#include "ingest/dicom_kind.h"
#include "ingest/dicom_layout.h"
#include "ingest/dicom_pixel_element.h"
#include "ingest/dicom_structure.h"
#include "ingest/dicom_syntax.h"
#include "ingest/dicom_values.h"
#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

/// Values longer than this are not needed from a header.
constexpr Uint32 kLongestHeaderValue = 64 * 1024;

/// Reading stops at the first element from here on; locate_pixels() walks the rest.
const DcmTagKey kPixelGroup(0x7fe0, 1);

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

/// Character sets whose conversion tables the C library loads at first use (PS3.3 C.12.1.1.2); held open,
/// because later the file system may be closed.
constexpr std::array kCharacterSets{
    "ISO_IR 100", "ISO_IR 101",     "ISO_IR 109",      "ISO_IR 110",      "ISO_IR 144",    "ISO_IR 127",
    "ISO_IR 126", "ISO_IR 138",     "ISO_IR 148",      "ISO_IR 13",       "ISO_IR 166",    "GB18030",
    "GBK",        "ISO 2022 IR 87", "ISO 2022 IR 159", "ISO 2022 IR 149", "ISO 2022 IR 58"};

std::optional<SlicePose> pose_of(const Values& values) {
  std::array<double, 9> n{};
  for (unsigned long i = 0; i < 9; ++i) {
    const auto value = i < 3 ? values.number(DCM_ImagePositionPatient, i)
                             : values.number(DCM_ImageOrientationPatient, i - 3);
    if (!value || std::abs(*value) > 1e6) return std::nullopt;
    n[i] = *value;
  }
  SlicePose pose{{n[0], n[1], n[2]}, {n[3], n[4], n[5]}, {n[6], n[7], n[8]}};
  if (!is_square(pose)) return std::nullopt;
  pose.row_axis = pose.row_axis * (1 / length(pose.row_axis));
  pose.column_axis = pose.column_axis * (1 / length(pose.column_axis));
  return pose;
}

void read_place(const Values& values, DicomSlice& slice) {
  slice.pose = pose_of(values);
  if (!slice.pose && (values.has(DCM_ImagePositionPatient) || values.has(DCM_ImageOrientationPatient)))
    slice.warnings.push_back(
        {"position_unusable", "The file's position or orientation is incomplete and was not used."});
  slice.row_spacing_mm = values.positive(DCM_PixelSpacing, 0);
  slice.column_spacing_mm = values.positive(DCM_PixelSpacing, 1);
  if (!slice.row_spacing_mm || !slice.column_spacing_mm) {
    slice.row_spacing_mm = values.positive(DCM_ImagerPixelSpacing, 0);
    slice.column_spacing_mm = values.positive(DCM_ImagerPixelSpacing, 1);
    slice.spacing_at_detector = slice.row_spacing_mm && slice.column_spacing_mm;
    if (!slice.spacing_at_detector) slice.row_spacing_mm = slice.column_spacing_mm = std::nullopt;
  }
  slice.thickness_mm = values.positive(DCM_SliceThickness);
  slice.between_slices_mm = values.positive(DCM_SpacingBetweenSlices);
}

/// Rescale Type's defined terms (PS3.3 C.11.1.1.2) but "US", unspecified; else what the modality implies.
std::string unit_of(const Values& values, const DicomSlice& slice) {
  constexpr std::array kTerms{"HU", "OD", "MGML", "Z_EFF", "ED", "EDW", "HU_MOD", "PCT"};
  const std::string type = values.word(DCM_RescaleType);
  if (std::find(kTerms.begin(), kTerms.end(), type) != kTerms.end()) return type;
  if (slice.modality == "CT" && values.has(DCM_RescaleSlope)) return "HU";
  if (slice.modality != "PT") return {};
  const std::string units = values.word(DCM_Units);  // PS3.3 C.8.9.1.1.3
  if (units == "BQML") return "Bq/ml";
  if (units == "GML") return "g/ml";
  return units == "CNTS" ? "counts" : units == "NONE" ? "" : one_line(units);
}

void read_values(const Values& values, DicomSlice& slice) {
  const auto slope = values.number(DCM_RescaleSlope);
  const auto intercept = values.number(DCM_RescaleIntercept);
  if (slice.pixels.channels() == 3) return;  // Colour has no measured value.
  if (slope && *slope == 0) {
    slice.warnings.push_back({"rescale_ignored", "The file's rescale slope is 0 and was not used."});
  } else {
    slice.slope = slope.value_or(1);
    slice.intercept = intercept.value_or(0);
  }
  if (values.has(DCM_ModalityLUTSequence))
    slice.warnings.push_back(
        {"lookup_table_ignored",
         "Values are shown as stored: the file's modality lookup table is not applied yet."});

  slice.unit = unit_of(values, slice);

  for (unsigned long i = 0; i < 16; ++i) {
    const auto center = values.number(DCM_WindowCenter, i);
    const auto width = values.number(DCM_WindowWidth, i);
    if (!center || !width) break;
    if (*width <= 0) continue;
    slice.windows.push_back({one_line(values.word(DCM_WindowCenterWidthExplanation, i)), *center, *width});
  }
}

void read_traits(const Values& values, DicomSlice& slice) {
  struct Row {
    std::string_view label;
    DcmTagKey tag;
    std::string_view unit;
  };
  // In the order in which they are tried: what names a difference best stands first.
  static const std::array kRows{
      Row{"echo time", DCM_EchoTime, " ms"},
      Row{"b-value", DCM_DiffusionBValue, " s/mm²"},
      Row{"image type", DCM_ImageType, ""},
      Row{"inversion time", DCM_InversionTime, " ms"},
      Row{"tube voltage", DCM_KVP, " kV"},
      Row{"kernel", DCM_ConvolutionKernel, ""},
      Row{"time point", DCM_TemporalPositionIdentifier, ""},
      Row{"trigger time", DCM_TriggerTime, " ms"},
      Row{"frame time", DCM_FrameReferenceTime, " ms"},
      Row{"acquisition", DCM_AcquisitionNumber, ""},
      Row{"acquired at", DCM_AcquisitionTime, ""},
      Row{"taken at", DCM_ContentTime, ""},
      Row{"coil", DCM_ReceiveCoilName, ""},
      Row{"flip angle", DCM_FlipAngle, "°"},
  };
  for (const Row& row : kRows) {
    std::string value = one_line(values.words(row.tag));
    if (!value.empty()) value += row.unit;
    slice.traits.push_back({row.label, std::move(value)});
  }
}

/// Capital letters only, as all of DICOM's modalities (PS3.3 C.7.3.1.1.1).
bool is_code(const std::string& text) {
  return !text.empty() && text.size() <= 16 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void read_names(const Values& values, DicomSlice& slice) {
  slice.series_uid = values.word(DCM_SeriesInstanceUID);
  slice.instance_uid = values.word(DCM_SOPInstanceUID);
  slice.frame_of_reference_uid = values.word(DCM_FrameOfReferenceUID);
  slice.modality = values.word(DCM_Modality);
  if (!is_code(slice.modality)) slice.modality = "OT";
  slice.series_description = values.text(DCM_SeriesDescription);
  slice.protocol_name = values.text(DCM_ProtocolName);
  slice.study_description = values.text(DCM_StudyDescription);
  slice.body_part = values.text(DCM_BodyPartExamined);
  slice.study_date = iso_date(values.word(DCM_StudyDate));
  slice.series_number = values.integer(DCM_SeriesNumber);
  slice.instance_number = values.integer(DCM_InstanceNumber);
  slice.localizer = values.words(DCM_ImageType).find("LOCALIZER") != std::string::npos;
}

Result<DicomSlice> read_parsed(ByteView file, DcmFileFormat& parsed, std::size_t pixel_offset) {
  DcmDataset& dataset = *parsed.getDataset();
  const Values values(dataset);
  std::string sop_class = values.word(DCM_SOPClassUID);
  if (sop_class.empty()) sop_class = word_of(*parsed.getMetaInfo(), DCM_MediaStorageSOPClassUID);

  DicomSlice slice;
  read_names(values, slice);
  const bool has_picture = values.has(DCM_Rows) && values.has(DCM_BitsAllocated);
  TRY(check_kind(
      {.sop_class = sop_class,
       .modality = slice.modality,
       .image_type = values.words(DCM_ImageType),
       .frames = values.word(DCM_NumberOfFrames),
       .has_picture = has_picture,
       .has_float_pixels = values.has(DCM_FloatPixelData) || values.has(DCM_DoubleFloatPixelData)}));

  // What was found while reading counts, for some files are not what they say; but a syntax that DCMTK does
  // not know is read as if it were another.
  const DcmXfer xfer(dataset.getOriginalXfer());
  if (xfer.getXferID() != nullptr) slice.transfer_syntax = xfer.getXferID();
  const std::string said = word_of(*parsed.getMetaInfo(), DCM_TransferSyntaxUID);
  if (!said.empty() && (find_dicom_syntax(said) == nullptr || DcmXfer(said.c_str()).getXfer() == EXS_Unknown))
    slice.transfer_syntax = said;
  const DicomSyntax* syntax = find_dicom_syntax(slice.transfer_syntax);
  if (syntax == nullptr)
    return fail(ErrorCode::unsupported, "unsupported_transfer_syntax",
                describe_dicom_syntax(one_line(slice.transfer_syntax)) + " is not read yet.");
  slice.lossy = syntax->lossy || values.word(DCM_LossyImageCompression) == "01";
  slice.pixels = TRY(read_layout(values));
  if (slice.pixels.photometric == Photometric::palette)
    slice.palette = TRY(read_palette(values, slice.pixels.is_signed));

  PixelElement element = TRY(syntax->coding == DicomCoding::deflated
                                 ? locate_deflated_pixels(file, pixel_offset)
                                 : locate_pixels(file, pixel_offset, xfer.getByteOrder() == EBO_BigEndian));
  TRY(fit_pixels(file, *syntax, std::move(element), slice));

  read_place(values, slice);
  read_values(values, slice);
  read_traits(values, slice);
  return slice;
}

}  // namespace

void prepare_dicom() {
  static std::once_flag once;
  std::call_once(once, [] {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);  // What it would print may hold names.
    dcmAcceptUnexpectedImplicitEncoding.set(OFTrue);
    static_cast<void>(dcmDataDict.isDictionaryLoaded());
    static std::array<DcmSpecificCharacterSet, kCharacterSets.size()> held_open;
    for (std::size_t i = 0; i < kCharacterSets.size(); ++i)
      static_cast<void>(held_open[i].selectCharacterSet(kCharacterSets[i]));
  });
}

bool sniff_dicom(ByteView file) {
  if (file.size() >= 132 && as_text(file.subspan(128, 4)) == "DICM") return true;
  if (file.size() < 16) return false;
  // A data set begins with group 0002 or 0008, whose first elements have short values.
  const auto group = load<std::uint16_t>(file, 0);
  const auto element = load<std::uint16_t>(file, 2);
  const auto is_letter = [&](std::size_t at) {
    return file[at] >= std::byte{'A'} && file[at] <= std::byte{'Z'};
  };
  const bool explicit_vr = is_letter(4) && is_letter(5);
  if (group == 0x0200 || group == 0x0800) return explicit_vr && byte_swapped(element) < 0x100;
  if (group != 0x0002 && group != 0x0008) return false;
  return element < 0x100 && (explicit_vr || load<std::uint32_t>(file, 4) <= 256);
}

Result<DicomSlice> read_dicom_header(ByteView file) {
  prepare_dicom();
  TRY(check_structure(file));
  try {
    DcmInputBufferStream stream;
    stream.setBuffer(file.data(), static_cast<offile_off_t>(file.size()));
    stream.setEos();
    DcmFileFormat parsed;
    parsed.transferInit();
    const OFCondition outcome =
        parsed.readUntilTag(stream, EXS_Unknown, EGL_noChange, kLongestHeaderValue, kPixelGroup);
    parsed.transferEnd();
    // After an error the last element's value is memory that was never written: nothing of it is looked at.
    if (outcome.bad()) return damaged(fmt::format("The DICOM header cannot be read ({}).", outcome.text()));
    return read_parsed(file, parsed, static_cast<std::size_t>(stream.tell()));
  } catch (const std::bad_alloc&) {
    return damaged("The DICOM header claims more than memory holds.");
  }
}

}  // namespace scanetrix
