// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_attributes.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ingest/dicom_modality_lut.h"
#include "ingest/dicom_pet.h"
#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

constexpr std::string_view kRtDose = "1.2.840.10008.5.1.4.1.1.481.2";

/// Capital letters only, as all of DICOM's modalities (PS3.3 C.7.3.1.1.1).
bool is_code(const std::string& text) {
  return !text.empty() && text.size() <= 16 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// Three numbers of an attribute; none unless all are there and within a kilometre.
std::optional<Vec3> point_of(const Values& values, const DcmTagKey& tag, unsigned long first = 0) {
  std::array<double, 3> n{};
  for (unsigned long i = 0; i < 3; ++i) {
    const auto value = values.number(tag, first + i);
    if (!value || std::abs(*value) > 1e6) return std::nullopt;
    n[i] = *value;
  }
  return Vec3{n[0], n[1], n[2]};
}

std::optional<SlicePose> pose_of(const Values& values, const DcmTagKey& position,
                                 const DcmTagKey& orientation) {
  const auto origin = point_of(values, position);
  const auto row = point_of(values, orientation, 0);
  const auto column = point_of(values, orientation, 3);
  if (!origin || !row || !column) return std::nullopt;
  SlicePose pose{*origin, *row, *column};
  if (!is_square(pose)) return std::nullopt;
  pose.row_axis = pose.row_axis * (1 / length(pose.row_axis));
  pose.column_axis = pose.column_axis * (1 / length(pose.column_axis));
  return pose;
}

/// The pixel size that ultrasound regions give (PS3.3 C.8.5.5): only where all that show tissue in two
/// dimensions agree.
std::optional<std::array<double, 2>> region_spacing_mm(const Values& values) {
  constexpr int kTwoDimensional = 1;
  constexpr int kCentimetres = 3;
  constexpr long kMostRegions = 64;
  std::optional<std::array<double, 2>> spacing;
  for (long n = 0; n < kMostRegions; ++n) {
    DcmItem* region = values.item(DCM_SequenceOfUltrasoundRegions, n);
    if (region == nullptr) break;
    Uint16 format = 0;
    Uint16 unit_x = 0;
    Uint16 unit_y = 0;
    Float64 x = 0;
    Float64 y = 0;
    region->findAndGetUint16(DCM_RegionSpatialFormat, format);
    region->findAndGetUint16(DCM_PhysicalUnitsXDirection, unit_x);
    region->findAndGetUint16(DCM_PhysicalUnitsYDirection, unit_y);
    region->findAndGetFloat64(DCM_PhysicalDeltaX, x);
    region->findAndGetFloat64(DCM_PhysicalDeltaY, y);
    if (format != kTwoDimensional) continue;
    if (unit_x != kCentimetres || unit_y != kCentimetres || !(std::abs(x) > 0) || !(std::abs(y) > 0))
      return std::nullopt;
    const std::array found{std::abs(y) * 10, std::abs(x) * 10};
    if (spacing && *spacing != found) return std::nullopt;
    spacing = found;
  }
  return spacing;
}

/// Rescale Type's defined terms; else what the modality implies.
std::string unit_of(const Values& values, const DicomSlice& slice) {
  const std::string type = values.word(DCM_RescaleType);
  if (is_rescale_type(type)) return type;
  if (slice.modality == "CT" && values.has(DCM_RescaleSlope)) return "HU";
  if (slice.modality != "PT") return {};
  const std::string units = values.word(DCM_Units);  // PS3.3 C.8.9.1.1.3
  if (units == "BQML") return "Bq/ml";
  if (units == "GML") return "g/ml";
  return units == "CNTS" ? "counts" : units == "NONE" ? "" : one_line(units);
}

/// One real world value map where no rescale is given: its scale and its unit in UCUM (PS3.3 C.7.6.16.2.11).
void read_real_world_map(const Values& values, DicomSlice& slice) {
  DcmItem* map = values.item(DCM_RealWorldValueMappingSequence);
  if (map == nullptr || values.item(DCM_RealWorldValueMappingSequence, 1) != nullptr) return;
  Float64 slope = 0;
  Float64 intercept = 0;
  if (map->findAndGetFloat64(DCM_RealWorldValueSlope, slope).bad() ||
      map->findAndGetFloat64(DCM_RealWorldValueIntercept, intercept).bad() || !std::isfinite(slope) ||
      !std::isfinite(intercept) || slope == 0)
    return;
  slice.slope = slope;
  slice.intercept = intercept;
  DcmItem* unit = nullptr;
  if (map->findAndGetSequenceItem(DCM_MeasurementUnitsCodeSequence, unit).good()) {
    const std::string code = one_line(word_of(*unit, DCM_CodeValue));
    slice.unit = code == "1" || code == "{counts}" ? "" : code == "[hnsf'U]" ? "HU" : code;
  }
}

void read_windows(const Values& values, DicomSlice& slice) {
  for (unsigned long i = 0; i < 16; ++i) {
    const auto center = values.number(DCM_WindowCenter, i);
    const auto width = values.number(DCM_WindowWidth, i);
    if (!center || !width) break;
    if (*width <= 0) continue;
    slice.windows.push_back({one_line(values.word(DCM_WindowCenterWidthExplanation, i)), *center, *width});
  }
}

}  // namespace

bool is_rescale_type(std::string_view term) {
  constexpr std::array kTerms{"HU", "OD", "MGML", "Z_EFF", "ED", "EDW", "HU_MOD", "PCT"};
  return std::find(kTerms.begin(), kTerms.end(), term) != kTerms.end();
}

void read_names(const Values& values, DicomSlice& slice) {
  slice.study_uid = values.word(DCM_StudyInstanceUID);
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

void read_place(const Values& values, DicomSlice& slice) {
  slice.pose = pose_of(values, DCM_ImagePositionPatient, DCM_ImageOrientationPatient);
  if (!slice.pose && values.has(DCM_ImagePositionVolume)) {
    slice.pose = pose_of(values, DCM_ImagePositionVolume, DCM_ImageOrientationVolume);
    if (slice.pose)
      slice.warnings.push_back({"orientation_unknown",
                                "The file says how its slices lie to one another but not how they lie in the "
                                "body. They are shown as if the probe were the body."});
  }
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
  if (!slice.row_spacing_mm) {
    if (const auto region = region_spacing_mm(values)) {
      slice.row_spacing_mm = (*region)[0];
      slice.column_spacing_mm = (*region)[1];
    }
  }
  slice.thickness_mm = values.positive(DCM_SliceThickness);
  slice.between_slices_mm = values.positive(DCM_SpacingBetweenSlices);
}

void read_meaning(const Values& values, DicomSlice& slice) {
  if (slice.pixels.channels() == 3) return;  // Colour has no measured value.
  const auto slope = values.number(DCM_RescaleSlope);
  const auto intercept = values.number(DCM_RescaleIntercept);
  slice.unit = unit_of(values, slice);
  if (slope && *slope == 0) {
    slice.warnings.push_back({"rescale_ignored", "The file's rescale slope is 0 and was not used."});
  } else {
    slice.slope = slope.value_or(1);
    slice.intercept = intercept.value_or(0);
  }
  if (slice.sop_class == kRtDose) {
    slice.slope = values.number(DCM_DoseGridScaling).value_or(1);
    slice.intercept = 0;
    slice.unit = values.word(DCM_DoseUnits) == "GY" ? "Gy" : "";
  } else if (!slope) {
    read_real_world_map(values, slice);
  }
  if (slice.modality == "PT") slice.parameters = read_pet_parameters(values);
  read_modality_lut(values, slice);
  read_windows(values, slice);
}

void read_traits(const Values& values, DicomSlice& slice) {
  struct Row {
    std::string_view label;
    DcmTagKey tag;
    DcmTagKey enhanced;  ///< The same in a functional group, where it has a tag of its own.
    std::string_view unit;
    TraitKind kind;
    bool runs_in_time = false;
  };
  constexpr auto apart = TraitKind::volumes;
  constexpr auto time = TraitKind::time_points;
  // In the order in which they are tried: first what makes volumes of their own, then what runs through one
  // volume; and of these first what names a difference best.
  static const std::array kRows{
      Row{"image type", DCM_ImageType, DCM_FrameType, "", apart},
      Row{"component", DCM_ComplexImageComponent, DCM_ComplexImageComponent, "", apart},
      Row{"tube voltage", DCM_KVP, DCM_KVP, " kV", apart},
      Row{"kernel", DCM_ConvolutionKernel, DCM_ConvolutionKernel, "", apart},
      Row{"coil", DCM_ReceiveCoilName, DCM_ReceiveCoilName, "", apart},
      Row{"stack", DCM_StackID, DCM_StackID, "", apart},
      Row{"echo time", DCM_EchoTime, DCM_EffectiveEchoTime, " ms", time},
      Row{"inversion time", DCM_InversionTime, DCM_InversionTimes, " ms", time},
      Row{"b-value", DCM_DiffusionBValue, DCM_DiffusionBValue, " s/mm²", time},
      Row{"flip angle", DCM_FlipAngle, DCM_FlipAngle, "°", time},
      Row{"time point", DCM_TemporalPositionIdentifier, DCM_TemporalPositionIndex, "", time, true},
      Row{"trigger time", DCM_TriggerTime, DCM_NominalCardiacTriggerDelayTime, " ms", time, true},
      Row{"frame time", DCM_FrameReferenceTime, DCM_FrameReferenceTime, " ms", time, true},
      Row{"acquisition", DCM_AcquisitionNumber, DCM_FrameAcquisitionNumber, "", time, true},
      Row{"acquired at", DCM_AcquisitionTime, DCM_FrameAcquisitionDateTime, "", time, true},
      Row{"taken at", DCM_ContentTime, DCM_FrameReferenceDateTime, "", time, true},
  };
  for (const Row& row : kRows) {
    std::string value = one_line(values.words(row.enhanced));
    if (value.empty() || slice.frames == 1) {
      if (std::string plain = one_line(values.words(row.tag)); !plain.empty()) value = std::move(plain);
    }
    if (!value.empty()) value += row.unit;
    slice.traits.push_back({row.label, std::move(value), row.kind, row.runs_in_time});
  }
  std::string diffusion = one_line(values.words(DCM_DiffusionBValue));
  if (!diffusion.empty())
    diffusion += " s/mm² along " + one_line(values.words(DCM_DiffusionGradientOrientation));
  slice.traits.push_back({"diffusion", std::move(diffusion), time});
}

}  // namespace scanetrix
