// SPDX-License-Identifier: Apache-2.0
#include "ingest/assemble_dicom.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "ingest/limits.h"
#include "ingest/natural_order.h"
#include "ingest/plain_text.h"
#include "ingest/regular_lattice.h"
#include "ingest/regular_source.h"

namespace scanetrix {
namespace {

using Slices = std::vector<const DicomSlice*>;

/// Slices in volume order at each time point, and where the volume lies.
struct Stack {
  DicomSource::Times times;
  Geometry geometry;
  std::optional<RegularLattice> lattice;  ///< Where the acquired stack is not even and upright.
  bool is_sheared = false;                ///< The acquired stack is even and leans: `geometry` says how.
  std::optional<Cine> cine;
  std::vector<Warning> warnings;
  std::string how;

  [[nodiscard]] const Slices& slices() const { return times.front(); }
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
  const DicomSlice& slice = *stack.slices().front();
  const double step = slice.thickness_mm.value_or(slice.between_slices_mm.value_or(1));
  Affine& affine = stack.geometry.ijk_to_lps;
  affine.step_k = affine.step_k * step;
  stack.warnings.push_back({"single_slice", "This is one picture, not a volume: it has no depth."});
  stack.how = "One DICOM slice.";
}

std::vector<SlicePose> poses_of(const Slices& slices) {
  std::vector<SlicePose> poses;
  for (const DicomSlice* slice : slices) poses.push_back(*slice->pose);
  return poses;
}

void reorder(Slices& slices, const std::vector<std::size_t>& order) {
  Slices ordered;
  for (const std::size_t i : order) ordered.push_back(slices[i]);
  slices = std::move(ordered);
}

/// An uneven or leaning stack goes onto a regular lattice.
void place_on_lattice(Stack& stack, bool is_even) {
  const DicomSlice& first = *stack.slices().front();
  const auto poses = poses_of(stack.slices());
  stack.lattice =
      plan_regular_lattice(poses, first.column_spacing_mm.value_or(1), first.row_spacing_mm.value_or(1));
  stack.is_sheared = is_even;
  Affine& affine = stack.geometry.ijk_to_lps;
  affine.step_k =
      (poses.back().origin_mm - poses.front().origin_mm) * (1.0 / static_cast<double>(poses.size() - 1));
  for (const Warning& warning : stack.lattice->warnings) stack.warnings.push_back(warning);
  if (!stack.lattice->is_upright())
    stack.warnings.push_back(
        {"gantry_tilt",
         fmt::format(
             "The stack leans by {:.1f}°: each slice is shifted against the one before (gantry tilt). It "
             "is shown upright; within each slice values are interpolated.",
             stack.lattice->lean_degrees)});
}

Result<void> place_by_position(Stack& stack) {
  const double pixel_mm = stack.slices().front()->row_spacing_mm.value_or(1);
  const auto sorted = sort_slices(poses_of(stack.slices()), 0.02, pixel_mm / 2);
  const bool leans = !sorted && sorted.error().slug == "gantry_tilt";
  const bool uneven = !sorted && sorted.error().slug == "uneven_spacing";
  if (!sorted && !leans && !uneven) return tl::make_unexpected(sorted.error());
  for (Slices& slices : stack.times) reorder(slices, order_along_normal(poses_of(slices)));
  Affine& affine = stack.geometry.ijk_to_lps;
  affine.origin = stack.slices().front()->pose->origin_mm;
  if (sorted)
    affine.step_k = sorted->step_mm;
  else
    place_on_lattice(stack, leans);
  stack.how = fmt::format("{} DICOM slices ordered by position.", stack.slices().size());
  return {};
}

/// Pictures over time: the third axis is no length.
void place_cine(Stack& stack) {
  stack.cine = Cine{stack.slices().front()->frame_ms, stack.geometry.calibrated};
  stack.geometry.calibrated = false;
  stack.warnings.push_back(
      {"cine", fmt::format("These are {} pictures over time, not a volume: the third axis is time.",
                           stack.slices().size())});
  stack.how = fmt::format("{} frames in their order in time.", stack.slices().size());
}

void place_by_number(Stack& stack, std::span<const std::string_view> names) {
  Slices& slices = stack.times.front();
  std::set<int> numbers;
  const bool numbered = std::all_of(slices.begin(), slices.end(), [&](const DicomSlice* slice) {
    return slice->instance_number && (slice->frames > 1 || numbers.insert(*slice->instance_number).second);
  });
  std::stable_sort(slices.begin(), slices.end(), [&](const DicomSlice* a, const DicomSlice* b) {
    const int x = numbered ? *a->instance_number : 0;
    const int y = numbered ? *b->instance_number : 0;
    if (x != y) return x < y;
    if (a->file != b->file) return comes_before_naturally(names[a->file], names[b->file]);
    return a->frame < b->frame;
  });
  const DicomSlice& first = *slices.front();
  const auto step = first.between_slices_mm ? first.between_slices_mm : first.thickness_mm;
  Affine& affine = stack.geometry.ijk_to_lps;
  affine.step_k = affine.step_k * step.value_or(1);
  stack.geometry.calibrated &= step.has_value();
  stack.warnings.push_back(
      {"order_not_verified",
       fmt::format(
           "The files do not say where their slices lie. They are in the order of their {}, {}.",
           numbered ? "numbers" : "names",
           step ? fmt::format("{:.4g} mm apart as the first file says", *step) : "at an unknown distance")});
  stack.how = fmt::format("{} DICOM slices ordered by {}.", slices.size(),
                          numbered ? "instance number" : "file name");
}

Result<Stack> place(std::span<const DicomSlice> slices, const SliceGroup& group,
                    std::span<const std::string_view> names) {
  Stack stack;
  for (const auto& time : group.times) {
    stack.times.emplace_back();
    for (const std::size_t index : time) stack.times.back().push_back(&slices[index]);
  }
  const DicomSlice& first = *stack.slices().front();
  stack.geometry.shape = {static_cast<std::int64_t>(stack.slices().size()), first.rows(), first.columns()};
  stack.geometry.ijk_to_lps = in_plane(first, stack.geometry, stack.warnings);
  if (stack.slices().size() == 1)
    place_single(stack);
  else if (first.pose)
    TRY(place_by_position(stack));
  else if (first.is_cine)
    place_cine(stack);
  else
    place_by_number(stack, names);
  if (stack.times.size() > 1) stack.how += fmt::format(" {} time points.", stack.times.size());
  return stack;
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
  const DicomSlice& first = *stack.slices().front();
  series.name = name_of(first, group.distinction);
  series.modality = first.modality;
  series.description = first.study_description;
  if (!first.body_part.empty())
    series.description += (series.description.empty() ? "" : ", ") + first.body_part;
  series.study_date = first.study_date;
  series.format = "DICOM";
  series.windows =
      stack.slices()[stack.slices().size() / 2]->windows;  // They may change from slice to slice.
  series.warnings = stack.warnings;
  for (const Warning& warning : group.warnings) add_once(series.warnings, warning);
  std::set<std::size_t> files;
  for (const Slices& slices : stack.times)
    for (const DicomSlice* slice : slices) {
      if (!files.insert(slice->file).second) continue;
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

/// What lies beside a slice that was moved: air in CT, else nothing measured.
double outside_value(const VolumeForm& form) {
  constexpr double kAirHu = -1024;
  const double real = form.unit == "HU" ? kAirHu : 0;
  return form.channels == 3 ? 0 : (real - form.intercept) / form.slope;
}

/// As all slices say it, within 1 %.
std::optional<double> thickness_of(const Slices& slices) {
  constexpr double kAlike = 0.01;
  const auto first = slices.front()->thickness_mm;
  const bool alike =
      first && std::all_of(slices.begin(), slices.end(), [&](const DicomSlice* slice) {
        return slice->thickness_mm && std::abs(*slice->thickness_mm - *first) <= kAlike * *first;
      });
  return alike ? first : std::nullopt;
}

std::vector<SeriesVolume> volumes_of(const Stack& stack, const SliceGroup& group,
                                     const std::shared_ptr<const DicomSource>& source) {
  SeriesVolume acquired;
  acquired.form = source->form();
  acquired.form.geometry = stack.geometry;
  acquired.voxels = source;
  acquired.how = stack.how;
  acquired.parameters = stack.slices().front()->parameters;
  acquired.time_axis = group.time_axis;
  acquired.time_labels = group.time_labels;
  acquired.cine = stack.cine;
  acquired.slice_thickness_mm = thickness_of(stack.slices());
  if (!stack.lattice) return {acquired};

  SeriesVolume regular = acquired;
  const auto on_lattice = std::make_shared<const RegularSource>(acquired.form, source, *stack.lattice,
                                                                outside_value(acquired.form));
  regular.form = on_lattice->form();
  regular.voxels = on_lattice;
  regular.interpolated_slices = stack.lattice->interpolated();
  if (!regular.interpolated_slices.empty())
    regular.how +=
        fmt::format(" {} of {} slices are interpolated between acquired ones, to be {:.4g} mm apart.",
                    regular.interpolated_slices.size(), stack.lattice->slices.size(), stack.lattice->step_mm);
  if (!stack.lattice->is_upright())
    regular.how += fmt::format(" Brought upright from a lean of {:.1f}°.", stack.lattice->lean_degrees);
  if (!stack.is_sheared) return {regular};
  regular.id = "corrected";
  return {regular, acquired};
}

}  // namespace

Result<DicomSeries> assemble_dicom(std::span<const DicomSlice> slices, const SliceGroup& group,
                                   std::span<const std::string_view> names, const OpenFile& open,
                                   const Progress& progress, bool wide) {
  const Stack stack = TRY(place(slices, group, names));
  DicomSeries assembled;
  assembled.source = std::make_shared<const DicomSource>(stack.times, open, progress, wide);
  assembled.series.volumes = volumes_of(stack, group, assembled.source);
  for (const SeriesVolume& volume : assembled.series.volumes) {
    std::uint64_t bytes = 0;
    if (!multiply_checked(volume.form.slice_bytes(), static_cast<std::uint64_t>(volume.form.geometry.shape.z),
                          bytes))
      bytes = std::numeric_limits<std::uint64_t>::max();
    TRY(check_volume_size(bytes));
  }
  describe(stack, group, assembled.series);
  return assembled;
}

}  // namespace scanetrix
