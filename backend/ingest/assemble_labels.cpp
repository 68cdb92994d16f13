// SPDX-License-Identifier: Apache-2.0
#include "ingest/assemble_labels.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "ingest/label_overlap.h"
#include "ingest/limits.h"

namespace scanetrix {
namespace {

constexpr std::size_t kMostVolumes = 64;

/// The lattice, and whose it is.
struct Placed {
  LabelLattice lattice;
  const SeriesVolume* source = nullptr;  ///< None: the frames' own.
};

Result<Placed> place(const LabelFile& labels, std::span<const SeriesVolume> source) {
  for (const SeriesVolume& volume : source)
    if (auto lattice = lattice_of_source(volume.form.geometry, labels.frames))
      return Placed{*std::move(lattice), &volume};
  return Placed{TRY(lattice_of_frames(labels.frames)), nullptr};
}

/// For each slice the one whose frames it shows: itself, or where it was interpolated the nearest acquired.
std::vector<std::int64_t> shown_slices(const Placed& placed) {
  std::vector<std::int64_t> shown(static_cast<std::size_t>(placed.lattice.geometry.shape.z));
  std::iota(shown.begin(), shown.end(), 0);
  if (placed.source == nullptr) return shown;
  const auto& made = placed.source->interpolated_slices;
  const auto is_made = [&](std::int64_t k) { return std::binary_search(made.begin(), made.end(), k); };
  for (const std::int64_t k : made)
    for (std::int64_t away = 1; away < static_cast<std::int64_t>(shown.size()); ++away) {
      const std::int64_t below = k - away;
      const std::int64_t above = k + away;
      const bool has_below = below >= 0 && !is_made(below);
      const bool has_above = above < static_cast<std::int64_t>(shown.size()) && !is_made(above);
      if (!has_below && !has_above) continue;
      shown[static_cast<std::size_t>(k)] = has_below ? below : above;
      break;
    }
  return shown;
}

Result<VolumeForm> form_of(const Placed& placed, const Segmentation& segmentation) {
  VolumeForm form;
  form.kind = VolumeKind::labels;
  form.geometry = placed.lattice.geometry;
  form.type = segmentation.segments.back().value > 255 ? VoxelType::uint16 : VoxelType::uint8;
  std::uint64_t bytes = 0;
  if (!multiply_checked(form.slice_bytes(), static_cast<std::uint64_t>(form.geometry.shape.z), bytes))
    bytes = std::numeric_limits<std::uint64_t>::max();
  TRY(check_volume_size(bytes));
  return form;
}

std::string describe(const LabelFile& labels, const Placed& placed, std::size_t segments) {
  return fmt::format("{} {} of a DICOM segmentation, {} {} placed by position on {}.", segments,
                     segments == 1 ? "segment" : "segments", labels.frames.size(),
                     labels.frames.size() == 1 ? "frame" : "frames",
                     placed.source != nullptr ? "the scan's own voxels" : "voxels of their own");
}

std::string name_of(const LabelFile& labels) {
  const DicomSlice& first = labels.frames.front();
  return !first.series_description.empty() ? first.series_description : "Segmentation";
}

void warn(const LabelFile& labels, const Placed& placed, bool has_source, std::size_t volumes,
          std::vector<Warning>& warnings) {
  if (labels.segmentation().kind == SegmentationKind::fractional)
    warnings.push_back({"fractional_labels",
                        "The segmentation says how likely or how full a voxel is. Those from one half on are "
                        "shown as the segment's."});
  if (has_source && placed.source == nullptr)
    warnings.push_back({"labels_on_own_lattice",
                        fmt::format("The segmentation \"{}\" does not lie on this scan's voxels. It is kept "
                                    "on its own, {} × {} × {}.",
                                    name_of(labels), placed.lattice.geometry.shape.x,
                                    placed.lattice.geometry.shape.y, placed.lattice.geometry.shape.z)});
  if (volumes > 1)
    warnings.push_back(
        {"overlapping_labels", fmt::format("Segments of \"{}\" overlap and are kept in {} label volumes.",
                                           name_of(labels), volumes)});
}

}  // namespace

Result<AssembledLabels> assemble_labels(const LabelFile& labels, std::span<const SeriesVolume> source,
                                        std::size_t number, const OpenFile& open, const Progress& progress) {
  const Segmentation& segmentation = labels.segmentation();
  const Placed placed = TRY(place(labels, source));
  const VolumeForm form = TRY(form_of(placed, segmentation));
  const LabelSurvey survey = TRY(survey_labels(labels, placed.lattice, open, progress));
  std::vector<int> numbers;
  for (const LabelValue& label : segmentation.segments) numbers.push_back(label.value);
  const auto sets = sets_without_overlap(numbers, survey.overlapping);
  if (sets.size() > kMostVolumes)
    return fail(ErrorCode::unsupported, "unsupported_format",
                fmt::format("The segmentation's segments overlap so much that they would make {} volumes.",
                            sets.size()));

  AssembledLabels assembled;
  warn(labels, placed, !source.empty(), sets.size(), assembled.warnings);
  for (const std::set<int>& segments : sets) {
    SeriesVolume volume;
    volume.id = fmt::format("labels-{}", number + assembled.volumes.size());
    volume.name = name_of(labels);
    if (sets.size() > 1) volume.name += fmt::format(" ({} of {})", assembled.volumes.size() + 1, sets.size());
    volume.form = form;
    volume.voxels = std::make_shared<LabelSource>(form, labels, placed.lattice.places, segments,
                                                  shown_slices(placed), open, progress);
    volume.how = describe(labels, placed, segments.size());
    if (placed.source != nullptr) {
      volume.labels_of = placed.source->id;
      volume.interpolated_slices = placed.source->interpolated_slices;
    }
    for (const LabelValue& label : segmentation.segments)
      if (segments.contains(label.value)) volume.labels.push_back(label);
    assembled.volumes.push_back(std::move(volume));
  }
  return assembled;
}

Result<Series> assemble_label_series(const LabelFile& labels, const OpenFile& open,
                                     const Progress& progress) {
  AssembledLabels assembled = TRY(assemble_labels(labels, {}, 1, open, progress));
  const DicomSlice& first = labels.frames.front();
  Series series;
  series.name = name_of(labels);
  series.modality = "SEG";
  series.description = first.study_description;
  series.study_date = first.study_date;
  series.format = "DICOM";
  series.transfer_syntaxes = {first.transfer_syntax};
  series.files = {labels.file};
  series.volumes = std::move(assembled.volumes);
  series.warnings = std::move(assembled.warnings);
  series.warnings.push_back(
      {"labels_alone", "This is a segmentation. The scan that it was made on is not in the upload."});
  return series;
}

}  // namespace scanetrix
