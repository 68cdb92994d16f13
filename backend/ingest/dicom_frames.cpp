// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_frames.h"

#include <array>

#include "ingest/dicom_attributes.h"
#include "ingest/dicom_mosaic.h"
#include "ingest/plain_text.h"

namespace scanetrix {
namespace {

/// Every item of every macro in one item of a functional group sequence; then the group itself, for a
/// sequence that stands in it without a macro.
void add_macros(DcmItem& group, std::vector<DcmItem*>& layers) {
  for (unsigned long i = 0; i < group.card(); ++i) {
    DcmElement* element = group.getElement(i);
    if (element == nullptr || element->ident() != EVR_SQ) continue;
    auto& sequence = *static_cast<DcmSequenceOfItems*>(element);  // ident() says that it is one.
    if (sequence.card() > 0) layers.push_back(sequence.getItem(0));
  }
  layers.push_back(&group);
}

/// The values of each frame; empty where the file has no functional groups.
std::vector<Values> values_of_frames(const Values& values, std::uint32_t frames) {
  DcmItem* shared = values.item(DCM_SharedFunctionalGroupsSequence);
  if (shared == nullptr && values.item(DCM_PerFrameFunctionalGroupsSequence) == nullptr) return {};
  std::vector<DcmItem*> shared_macros;
  if (shared != nullptr) add_macros(*shared, shared_macros);
  std::vector<Values> all;
  for (std::uint32_t frame = 0; frame < frames; ++frame) {
    std::vector<DcmItem*> layers;
    if (DcmItem* own = values.item(DCM_PerFrameFunctionalGroupsSequence, static_cast<long>(frame)))
      add_macros(*own, layers);
    layers.insert(layers.end(), shared_macros.begin(), shared_macros.end());
    all.push_back(values.with(std::move(layers)));
  }
  return all;
}

std::vector<DicomSlice> copies_of(const DicomSlice& first, std::uint32_t frames) {
  std::vector<DicomSlice> slices(frames, first);
  for (std::uint32_t frame = 0; frame < frames; ++frame) slices[frame].frame = frame;
  return slices;
}

/// Moves each slice along the first one's normal.
void place_along_normal(std::vector<DicomSlice>& slices, const SlicePose& first,
                        const std::vector<double>& offsets_mm) {
  for (std::size_t i = 0; i < slices.size(); ++i) {
    slices[i].pose = first;
    slices[i].pose->origin_mm = first.origin_mm + first.normal() * offsets_mm[i];
  }
}

/// What each frame of nuclear medicine is of, from the vectors that Frame Increment Pointer may name.
void read_frame_vectors(const Values& values, std::vector<DicomSlice>& slices) {
  struct Row {
    std::string_view label;
    DcmTagKey tag;
    TraitKind kind;
  };
  static const std::array kRows{Row{"energy window", DCM_EnergyWindowVector, TraitKind::volumes},
                                Row{"detector", DCM_DetectorVector, TraitKind::volumes},
                                Row{"phase", DCM_PhaseVector, TraitKind::time_points},
                                Row{"heart interval", DCM_RRIntervalVector, TraitKind::time_points},
                                Row{"time slot", DCM_TimeSlotVector, TraitKind::time_points},
                                Row{"time slice", DCM_TimeSliceVector, TraitKind::time_points}};
  for (const Row& row : kRows) {
    const auto numbers = values.numbers(row.tag);
    for (std::size_t i = 0; i < slices.size(); ++i)
      slices[i].traits.push_back(
          {row.label, i < numbers.size() ? fmt::format("{:g}", numbers[i]) : "", row.kind, true});
  }
}

/// Reconstructed nuclear medicine: slices from the first detector's place on, a step apart. Whether it was.
bool place_by_slice_vector(const Values& values, std::vector<DicomSlice>& slices) {
  const auto places = values.numbers(DCM_SliceVector);
  const auto step = values.number(DCM_SpacingBetweenSlices);  // May be negative (PS3.3 C.8.4.15).
  DcmItem* detector = values.item(DCM_DetectorInformationSequence);
  if (places.size() != slices.size() || detector == nullptr) return false;
  DicomSlice probe = slices.front();
  probe.warnings.clear();
  read_place(values.with({detector}), probe);
  const double step_mm = step ? *step : probe.thickness_mm.value_or(0);
  if (!probe.pose || step_mm == 0) return false;
  std::vector<double> offsets;
  for (const double place : places) offsets.push_back((place - 1) * step_mm);
  place_along_normal(slices, *probe.pose, offsets);
  return true;
}

/// Radiotherapy dose. Whether its planes could be placed.
bool place_by_grid_offsets(const Values& values, std::vector<DicomSlice>& slices) {
  auto offsets = values.numbers(DCM_GridFrameOffsetVector);
  if (offsets.size() != slices.size() || !slices.front().pose) return false;
  // Absolute z coordinates instead of offsets, where the first is not 0 (PS3.3 C.8.8.3.2).
  const double first = offsets.front();
  for (double& offset : offsets) offset -= first;
  const SlicePose pose = *slices.front().pose;
  place_along_normal(slices, pose, offsets);
  return true;
}

/// Time from one frame to the next (PS3.3 C.7.6.5.1.1): what was measured before what is recommended.
std::optional<double> frame_ms_of(const Values& values) {
  if (const auto time = values.positive(DCM_FrameTime)) return time;
  const auto steps = values.numbers(DCM_FrameTimeVector);
  double sum = 0;
  for (const double step : steps) sum += step;
  // The first is 0: it has no frame before it. Uneven steps have a mean too, which is what can be shown.
  if (steps.size() > 1 && sum > 0) return sum / static_cast<double>(steps.size() - 1);
  for (const DcmTagKey& rate : {DCM_CineRate, DCM_RecommendedDisplayFrameRate})
    if (const auto frames_a_second = values.positive(rate)) return 1000 / *frames_a_second;
  return {};
}

std::vector<DicomSlice> split_without_groups(DicomSlice first, const Values& values) {
  read_place(values, first);
  read_meaning(values, first);
  read_traits(values, first);
  std::vector<DicomSlice> slices = copies_of(first, first.frames);
  if (first.frames == 1) return slices;
  read_frame_vectors(values, slices);
  if (place_by_slice_vector(values, slices) || place_by_grid_offsets(values, slices)) return slices;
  const auto frame_ms = frame_ms_of(values);
  for (DicomSlice& slice : slices) {
    slice.pose.reset();
    slice.is_cine = true;
    slice.frame_ms = frame_ms;
  }
  return slices;
}

}  // namespace

Result<std::vector<DicomSlice>> split_frames(const DicomSlice& file, const Values& values) {
  const std::vector<Values> frames = values_of_frames(values, file.frames);
  if (frames.empty() && file.segmentation != nullptr)
    return fail(ErrorCode::bad_input, "damaged", "The segmentation says nothing about its frames.");
  if (frames.empty()) {
    std::vector<DicomSlice> slices = split_without_groups(file, values);
    if (file.frames == 1 && is_mosaic(values)) return split_mosaic(slices.front(), values);
    return slices;
  }
  std::vector<DicomSlice> slices = copies_of(file, file.frames);
  for (std::size_t i = 0; i < slices.size(); ++i) {
    read_place(frames[i], slices[i]);
    if (file.segmentation != nullptr) {
      slices[i].segment = frames[i].small(DCM_ReferencedSegmentNumber).value_or(0);
      continue;
    }
    read_meaning(frames[i], slices[i]);
    read_traits(frames[i], slices[i]);
  }
  return slices;
}

}  // namespace scanetrix
