// SPDX-License-Identifier: Apache-2.0
#include "ingest/assemble_dicom.h"

#include <algorithm>
#include <limits>

#include "ingest/dicom_pixels.h"
#include "ingest/limits.h"
#include "ingest/natural_order.h"
#include "ingest/plain_text.h"
#include "volume/rescale.h"

namespace scanetrix {
namespace {

using Slices = std::vector<const DicomSlice*>;

/// Slices in volume order, and where the volume lies.
struct Stack {
  Slices slices;
  Geometry geometry;
  std::vector<Warning> warnings;
  std::string how;
};

/// Steps along a row and a column, from one slice's own place or, without one, as if axial.
Affine in_plane(const DicomSlice& slice, Geometry& geometry, std::vector<Warning>& warnings) {
  const double row_mm = slice.row_spacing_mm.value_or(1);
  const double column_mm = slice.column_spacing_mm.value_or(1);
  if (!slice.row_spacing_mm) {
    geometry.calibrated = false;
    warnings.push_back(
        {"uncalibrated", "The files do not say how large a pixel is. Sizes are shown in pixels."});
  } else if (slice.spacing_at_detector) {
    warnings.push_back(
        {"detector_spacing", "Sizes are measured at the detector. In the body they are smaller."});
  }
  if (slice.pose)
    return {slice.pose->row_axis * column_mm, slice.pose->column_axis * row_mm, slice.pose->normal(),
            slice.pose->origin_mm};
  warnings.push_back(
      {"orientation_unknown",
       "The files do not say how the picture lies in the body. It is shown as if it were axial."});
  return {{column_mm, 0, 0}, {0, row_mm, 0}, {0, 0, 1}, {}};
}

void place_single(Stack& stack) {
  const DicomSlice& slice = *stack.slices.front();
  const double step = slice.thickness_mm.value_or(slice.between_slices_mm.value_or(1));
  Affine& affine = stack.geometry.ijk_to_lps;
  affine.step_k = affine.step_k * step;
  stack.warnings.push_back({"single_slice", "This is one picture, not a volume: it has no depth."});
  stack.how = "One DICOM slice.";
}

Result<void> place_by_position(Stack& stack) {
  std::vector<SlicePose> poses;
  for (const DicomSlice* slice : stack.slices) poses.push_back(*slice->pose);
  const double pixel_mm = stack.slices.front()->row_spacing_mm.value_or(1);
  const SliceOrder sorted = TRY(sort_slices(poses, 0.02, pixel_mm / 2));
  Slices ordered;
  for (const std::size_t i : sorted.order) ordered.push_back(stack.slices[i]);
  stack.slices = std::move(ordered);
  Affine& affine = stack.geometry.ijk_to_lps;
  affine.origin = stack.slices.front()->pose->origin_mm;
  affine.step_k = sorted.step_mm;
  stack.how = fmt::format("{} DICOM slices ordered by position.", stack.slices.size());
  return {};
}

void place_by_number(Stack& stack, std::span<const std::string_view> names) {
  std::stable_sort(stack.slices.begin(), stack.slices.end(), [&](const DicomSlice* a, const DicomSlice* b) {
    constexpr int kLast = std::numeric_limits<int>::max();
    const int x = a->instance_number.value_or(kLast);
    const int y = b->instance_number.value_or(kLast);
    return x != y ? x < y : comes_before_naturally(names[a->file], names[b->file]);
  });
  const DicomSlice& first = *stack.slices.front();
  const auto step = first.between_slices_mm ? first.between_slices_mm : first.thickness_mm;
  Affine& affine = stack.geometry.ijk_to_lps;
  affine.step_k = affine.step_k * step.value_or(1);
  stack.geometry.calibrated &= step.has_value();
  stack.warnings.push_back(
      {"order_not_verified",
       fmt::format(
           "The files do not say where their slices lie. They are in the order of their numbers, {}.",
           step ? fmt::format("{:.4g} mm apart as the first file says", *step) : "at an unknown distance")});
  stack.how = fmt::format("{} DICOM slices ordered by instance number.", stack.slices.size());
}

Result<Stack> place(std::span<const DicomSlice> slices, const SliceGroup& group,
                    std::span<const std::string_view> names) {
  Stack stack;
  for (const std::size_t index : group.slices) stack.slices.push_back(&slices[index]);
  const DicomSlice& first = *stack.slices.front();
  stack.geometry.shape = {static_cast<std::int64_t>(stack.slices.size()), first.pixels.rows,
                          first.pixels.columns};
  stack.geometry.ijk_to_lps = in_plane(first, stack.geometry, stack.warnings);
  if (stack.slices.size() == 1)
    place_single(stack);
  else if (first.pose)
    TRY(place_by_position(stack));
  else
    place_by_number(stack, names);
  return stack;
}

bool one_scale(const Slices& slices) {
  return std::all_of(slices.begin(), slices.end(), [&](const DicomSlice* slice) {
    return slice->slope == slices.front()->slope && slice->intercept == slices.front()->intercept;
  });
}

/// Stored values × slope + intercept, as float32.
void scale_to_float(const DicomSlice& slice, ByteView stored, std::span<std::byte> samples) {
  auto* out = reinterpret_cast<float*>(samples.data());
  with_type(slice.pixels.type(), [&](auto sample) {
    using Sample = decltype(sample);
    for (std::size_t i = 0; i < stored.size() / sizeof(Sample); ++i)
      out[i] = static_cast<float>(
          static_cast<double>(load<Sample>(stored, i * sizeof(Sample))) * slice.slope + slice.intercept);
  });
}

Result<void> decode_one(const DicomSlice& slice, bool to_float, const OpenFile& open,
                        std::span<std::byte> samples) {
  const MappedFile file = TRY(open(slice.file));
  if (!to_float) return decode_dicom_pixels(file.bytes(), slice, samples);
  Bytes stored(slice.pixels.decoded_bytes());
  TRY(decode_dicom_pixels(file.bytes(), slice, stored));
  scale_to_float(slice, stored, samples);
  return {};
}

/// The same warning once, however many slices have it.
void add_once(std::vector<Warning>& warnings, const Warning& warning) {
  const bool there =
      std::any_of(warnings.begin(), warnings.end(), [&](const Warning& w) { return w.code == warning.code; });
  if (!there) warnings.push_back(warning);
}

std::string name_of(const DicomSlice& slice, const std::string& distinction) {
  std::string name = !slice.series_description.empty() ? slice.series_description : slice.protocol_name;
  if (name.empty())
    name = slice.series_number ? fmt::format("{} series {}", slice.modality, *slice.series_number)
                               : fmt::format("{} series", slice.modality);
  return distinction.empty() ? name : one_line(fmt::format("{} ({})", name, distinction));
}

void describe(const Stack& stack, const SliceGroup& group, Series& series) {
  const DicomSlice& first = *stack.slices.front();
  series.name = name_of(first, group.distinction);
  series.modality = first.modality;
  series.description = first.study_description;
  if (!first.body_part.empty())
    series.description += (series.description.empty() ? "" : ", ") + first.body_part;
  series.study_date = first.study_date;
  series.format = "DICOM";
  series.windows = stack.slices[stack.slices.size() / 2]->windows;  // They may change from slice to slice.
  series.warnings = stack.warnings;
  for (const DicomSlice* slice : stack.slices) {
    series.files.push_back(slice->file);
    auto& syntaxes = series.transfer_syntaxes;
    if (std::find(syntaxes.begin(), syntaxes.end(), slice->transfer_syntax) == syntaxes.end())
      syntaxes.push_back(slice->transfer_syntax);
    for (const Warning& warning : slice->warnings) add_once(series.warnings, warning);
    if (slice->lossy)
      add_once(series.warnings,
               {"lossy_compression", "The pictures were compressed with loss before they came here."});
  }
  series.inverted = first.pixels.photometric == Photometric::monochrome1;
  if (series.inverted)
    add_once(series.warnings,
             {"inverted_grey", "In these pictures low values are meant to be shown bright (MONOCHROME1)."});
}

}  // namespace

Result<Assembled> assemble_dicom(std::span<const DicomSlice> slices, const SliceGroup& group,
                                 std::span<const std::string_view> names, const OpenFile& open,
                                 DecodeCount& progress) {
  const Stack stack = TRY(place(slices, group, names));
  const DicomSlice& first = *stack.slices.front();
  const bool to_float = !one_scale(stack.slices);

  Assembled assembled;
  Volume volume;
  volume.geometry = stack.geometry;
  volume.type = to_float ? VoxelType::float32 : first.pixels.type();
  volume.channels = first.pixels.channels();
  volume.slope = to_float ? 1 : first.slope;
  volume.intercept = to_float ? 0 : first.intercept;
  volume.unit = first.unit;
  const std::uint64_t slice_bytes = std::uint64_t{first.pixels.rows} * first.pixels.columns *
                                    volume.bytes_per_voxel();  // 32 + 4 bits: fits.
  TRY(check_volume_size(slice_bytes * stack.slices.size()));
  volume.voxels.resize(slice_bytes * stack.slices.size());

  const auto failures = TRY(decode_all(
      stack.slices.size(),
      [&](std::size_t k) {
        return decode_one(*stack.slices[k], to_float, open,
                          std::span(volume.voxels).subspan(k * slice_bytes, slice_bytes));
      },
      progress));
  for (const auto& [k, error] : failures) assembled.damaged.push_back({stack.slices[k]->file, error});
  if (!assembled.damaged.empty()) {
    assembled.series = {};
    return assembled;
  }
  if (volume.channels == 1) apply_exact_rescale(volume);
  describe(stack, group, assembled.series);
  assembled.series.volumes.push_back(held_in_memory(std::move(volume), stack.how));
  return assembled;
}

}  // namespace scanetrix
