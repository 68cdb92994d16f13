// SPDX-License-Identifier: Apache-2.0
#include "ingest/ingest.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "base/file.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "ingest/assemble_dicom.h"
#include "ingest/assemble_labels.h"
#include "ingest/assemble_pictures.h"
#include "ingest/assemble_volume_files.h"
#include "ingest/assembly.h"
#include "ingest/decoders.h"
#include "ingest/dicom_header.h"
#include "ingest/dicom_pixels.h"
#include "ingest/group_series.h"
#include "ingest/keep_companions.h"
#include "ingest/limits.h"
#include "ingest/match_labels.h"
#include "ingest/natural_order.h"
#include "ingest/plain_text.h"
#include "ingest/settle_spacing.h"

namespace scanetrix {
namespace {

/// What the files are, sorted by kind. Indices inside point into the files given.
struct Inventory {
  std::vector<DicomSlice> slices;
  std::vector<LabelFile> labels;
  std::vector<ObjectFile> objects;
  std::vector<VolumeFile> volumes;
  std::vector<Picture> pictures;
};

/// One run over one set of files.
class Ingest {
 public:
  Ingest(std::span<const SourceFile> files, const SeriesSink& sink, Progress& progress,
         const IngestOptions& options)
      : files_(files), sink_(sink), progress_(progress), options_(options) {
    for (const SourceFile& file : files) names_.push_back(file.name);
  }

  Result<std::vector<Refusal>> run() {
    const Inventory inventory = TRY(take_stock());
    DecodeCount count(progress_, inventory_size(inventory));
    progress_.report("assembling", 0);
    for (const auto& [file, object] : inventory.objects) refuse(file, object.refusal);
    companions_ = keep_companions(inventory.objects, inventory.slices);
    TRY(assemble_slices(inventory.slices, inventory.labels));
    TRY(assemble_volumes(inventory.volumes, count));
    TRY(assemble_stacks(inventory.pictures, count));
    progress_.report("assembling", 1);
    std::stable_sort(refusals_.begin(), refusals_.end(), [](const Refusal& a, const Refusal& b) {
      return comes_before_naturally(a.path, b.path);
    });
    return std::move(refusals_);
  }

 private:
  using Labels = std::vector<const LabelFile*>;

  Result<MappedFile> open(std::size_t file) const { return MappedFile::open(files_[file].path); }

  /// Reads every header.
  Result<Inventory> take_stock() {
    std::vector<std::optional<Result<InspectedFile>>> found(files_.size());
    std::atomic<std::size_t> done = 0;
    progress_.report("reading", 0);
    TRY(parallel_for(files_.size(), [&](std::size_t i) -> Result<void> {
      if (progress_.cancelled()) return fail(ErrorCode::cancelled, "The reading was cancelled.");
      const auto file = open(i);
      found[i] = file ? inspect(file->bytes()) : tl::make_unexpected(file.error());
      progress_.report("reading", static_cast<double>(++done) / static_cast<double>(files_.size()));
      return {};
    }));
    Inventory inventory;
    std::vector<bool> unknown(files_.size(), false);
    for (std::size_t i = 0; i < files_.size(); ++i) {
      unknown[i] = !*found[i];
      if (auto& outcome = *found[i]) add(i, std::move(*outcome), inventory);
    }
    for (const RefusedFile& refused : find_data_files(inventory.volumes, names_, unknown))
      refuse(refused.file, refused.error);
    for (std::size_t i = 0; i < files_.size(); ++i)
      if (unknown[i]) refuse(i, found[i]->error());
    return inventory;
  }

  void add(std::size_t file, InspectedFile&& inspected, Inventory& inventory) const {
    if (auto* slices = std::get_if<std::vector<DicomSlice>>(&inspected.header)) {
      for (DicomSlice& slice : *slices) {
        slice.file = file;
        slice.folder = std::string(folder_of(names_[file]));
      }
      if (slices->front().segmentation != nullptr)
        inventory.labels.push_back({file, std::move(*slices)});
      else
        std::move(slices->begin(), slices->end(), std::back_inserter(inventory.slices));
    } else if (auto* object = std::get_if<DicomObject>(&inspected.header)) {
      inventory.objects.push_back({file, std::move(*object)});
    } else if (auto* volume = std::get_if<VolumeHeader>(&inspected.header)) {
      inventory.volumes.push_back({file, inspected.format, std::move(*volume), {}});
    } else if (auto* picture = std::get_if<Picture>(&inspected.header)) {
      picture->file = file;
      inventory.pictures.push_back(std::move(*picture));
    }
  }

  static std::size_t inventory_size(const Inventory& inventory) {
    std::size_t size = inventory.slices.size() + inventory.volumes.size();
    for (const Picture& picture : inventory.pictures) size += static_cast<std::size_t>(picture.page_count());
    return std::max<std::size_t>(size, 1);
  }

  Result<void> assemble_slices(const std::vector<DicomSlice>& slices, const std::vector<LabelFile>& labels) {
    const auto same_pixels = [&](std::size_t a, std::size_t b) {
      return have_same_pixels(slices[a], slices[b]);
    };
    SliceGrouping grouping = group_series(slices, same_pixels);
    for (const RefusedSlice& refused : grouping.refused) refuse(slices[refused.slice].file, refused.error);
    std::vector<Labels> of_group(grouping.groups.size());
    Labels alone;
    for (const LabelFile& label : labels) {
      const auto group = group_of_labels(label, slices, grouping.groups);
      (group ? of_group[*group] : alone).push_back(&label);
    }
    for (std::size_t g = 0; g < grouping.groups.size(); ++g) {
      progress_.report("assembling", static_cast<double>(g) / static_cast<double>(grouping.groups.size()));
      TRY(hand_over(slices, grouping.groups[g], of_group[g]));
      if (grouping.groups[g].times.empty()) alone.insert(alone.end(), of_group[g].begin(), of_group[g].end());
    }
    for (const LabelFile* label : alone) TRY(hand_over_alone(*label));
    return {};
  }

  Result<void> hand_over_alone(const LabelFile& label) {
    const auto open_file = [this](std::size_t file) { return open(file); };
    auto series = within_memory([&] { return assemble_label_series(label, open_file, progress_); });
    if (series) return sink_(std::move(*series));
    if (series.error().code == ErrorCode::cancelled) return tl::make_unexpected(series.error());
    refuse(label.file, series.error());
    return {};
  }

  /// Adds the label volumes of what was segmented on this series; refuses those that cannot be read.
  Result<void> add_labels(const Labels& labels, Series& series) {
    const auto open_file = [this](std::size_t file) { return open(file); };
    const std::vector<SeriesVolume> images = series.volumes;
    for (const LabelFile* label : labels) {
      const std::size_t number = series.volumes.size() - images.size() + 1;
      auto made =
          within_memory([&] { return assemble_labels(*label, images, number, open_file, progress_); });
      if (!made) {
        if (made.error().code == ErrorCode::cancelled) return tl::make_unexpected(made.error());
        refuse(label->file, made.error());
        continue;
      }
      std::move(made->volumes.begin(), made->volumes.end(), std::back_inserter(series.volumes));
      series.warnings.insert(series.warnings.end(), made->warnings.begin(), made->warnings.end());
      series.files.push_back(label->file);
      auto& syntaxes = series.transfer_syntaxes;
      const std::string& syntax = label->frames.front().transfer_syntax;
      if (std::find(syntaxes.begin(), syntaxes.end(), syntax) == syntaxes.end()) syntaxes.push_back(syntax);
    }
    return {};
  }

  /// Hands one group to the sink; again without what turned out to be damaged. Of a group of which nothing is
  /// left `times` is empty afterwards.
  Result<void> hand_over(const std::vector<DicomSlice>& slices, SliceGroup& group, const Labels& labels) {
    const auto open_file = [this](std::size_t file) { return open(file); };
    for (bool wide = false; !group.times.empty();) {
      auto assembled =
          within_memory([&] { return assemble_dicom(slices, group, names_, open_file, progress_, wide); });
      if (!assembled) {
        for (const auto& time : group.times)
          for (const std::size_t index : time) refuse(slices[index].file, assembled.error());
        group.times.clear();
        return {};
      }
      if (const auto beside = companions_.find(slices[group.first()].series_uid); beside != companions_.end())
        assembled->series.companions = beside->second;
      TRY(add_labels(labels, assembled->series));
      const auto taken = sink_(std::move(assembled->series));
      if (taken) return {};
      if (assembled->source->overflowed() && !wide) {
        wide = true;
        continue;
      }
      if (assembled->source->damaged().empty() || taken.error().code == ErrorCode::cancelled) return taken;
      TRY(assembled->source->look_at_all());
      leave_out(assembled->source->damaged(), slices, group);
    }
    return {};
  }

  /// Takes damaged slices out of a group: of several time points those that are not whole any more, all of
  /// them.
  void leave_out(const std::vector<RefusedFile>& damaged, const std::vector<DicomSlice>& slices,
                 SliceGroup& group) {
    std::set<std::size_t> files;
    for (const RefusedFile& refused : damaged) {
      refuse(refused.file, refused.error);
      files.insert(refused.file);
    }
    const auto is_damaged = [&](std::size_t index) { return files.contains(slices[index].file); };
    if (group.times.size() == 1) {
      std::erase_if(group.times.front(), is_damaged);
      if (group.times.front().empty()) group.times.clear();
      return;
    }
    const auto is_cut = [&](const auto& time) { return std::any_of(time.begin(), time.end(), is_damaged); };
    for (std::size_t t = group.times.size(); t-- > 0;) {
      if (!is_cut(group.times[t])) continue;
      for (const std::size_t index : group.times[t])
        if (!is_damaged(index))
          refuse(slices[index].file,
                 Error{ErrorCode::bad_input,
                       "Another slice of the same time point is damaged, so that this time "
                       "point is not whole.",
                       "incomplete_time_point"});
      group.times.erase(group.times.begin() + static_cast<std::ptrdiff_t>(t));
      group.time_labels.erase(group.time_labels.begin() + static_cast<std::ptrdiff_t>(t));
    }
  }

  Result<void> assemble_volumes(const std::vector<VolumeFile>& volumes, DecodeCount& count) {
    const auto open_file = [this](std::size_t file) { return open(file); };
    for (const VolumeFile& volume : volumes) {
      auto series = within_memory([&] { return assemble_volume_file(volume, names_, open_file); });
      TRY(count.step());
      if (series) {
        TRY(sink_(std::move(*series)));
        continue;
      }
      refuse(volume.file, series.error());
      for (const std::size_t file : volume.data_files) refuse(file, series.error());
    }
    return {};
  }

  Result<void> assemble_stacks(const std::vector<Picture>& pictures, DecodeCount& count) {
    const auto open_file = [this](std::size_t file) { return open(file); };
    PictureGrouping grouping = group_pictures(pictures, names_, options_);
    const auto sheets = std::count_if(grouping.groups.begin(), grouping.groups.end(),
                                      [](const PictureGroup& group) { return group.sheet.has_value(); });
    const bool are_there = options_.light_box_of_all
                               ? sheets > 0
                               : static_cast<std::size_t>(sheets) == options_.light_boxes.size();
    if (!are_there)
      return fail(ErrorCode::bad_input, "light_box_not_found",
                  "A file named as a sheet of slices is not there, or is no single picture.");
    for (const RefusedFile& refused : grouping.refused) refuse(refused.file, refused.error);
    for (PictureGroup& group : grouping.groups) {
      const std::size_t given = group.pictures.size();
      while (!group.pictures.empty()) {
        auto assembled =
            within_memory([&] { return assemble_pictures(pictures, group, names_, open_file, count); });
        if (!assembled) {
          if (assembled.error().code == ErrorCode::cancelled) return tl::make_unexpected(assembled.error());
          for (const std::size_t index : group.pictures) refuse(pictures[index].file, assembled.error());
          break;
        }
        if (assembled->damaged.empty()) {
          if (group.pictures.size() < given)
            assembled->series.warnings.push_back(
                {"slices_left_out",
                 fmt::format("{} of {} pictures could not be read; the others were put together.",
                             given - group.pictures.size(), given)});
          TRY(sink_(std::move(assembled->series)));
          break;
        }
        refuse_damaged(assembled->damaged, group.pictures,
                       [&](std::size_t index) { return pictures[index].file; });
      }
    }
    return {};
  }

  bool have_same_pixels(const DicomSlice& a, const DicomSlice& b) const {
    if (a.pixels != b.pixels || a.slope != b.slope || a.intercept != b.intercept) return false;
    if ((a.modality_lut == nullptr) != (b.modality_lut == nullptr)) return false;
    if (a.modality_lut != nullptr && *a.modality_lut != *b.modality_lut) return false;
    const auto hash = [&](const DicomSlice& slice) -> Result<std::string> {
      const MappedFile file = TRY(open(slice.file));
      Bytes samples(slice.pixels.decoded_bytes());
      TRY(decode_dicom_pixels(file.bytes(), slice, samples));
      return sha256_hex(samples);
    };
    const auto x = within_memory([&] { return hash(a); });
    const auto y = within_memory([&] { return hash(b); });
    return x && y && *x == *y;
  }

  template <typename FileOf>
  void refuse_damaged(const std::vector<RefusedFile>& damaged, std::vector<std::size_t>& members,
                      FileOf file_of) {
    for (const RefusedFile& refused : damaged) {
      refuse(refused.file, refused.error);
      std::erase_if(members, [&](std::size_t index) { return file_of(index) == refused.file; });
    }
  }

  void refuse(std::size_t file, const Error& error) {
    std::string code(error.slug);
    if (code.empty()) code = error.code == ErrorCode::unsupported ? "unsupported_format" : "damaged";
    // A file of several frames is refused once for each reason.
    if (refused_.emplace(file, code).second)
      refusals_.push_back({files_[file].name, std::move(code), error.message});
  }

  std::span<const SourceFile> files_;
  const SeriesSink& sink_;
  Progress& progress_;
  const IngestOptions& options_;
  std::vector<std::string_view> names_;
  std::map<std::string, std::vector<std::size_t>> companions_;  ///< By series UID.
  std::vector<Refusal> refusals_;
  std::set<std::pair<std::size_t, std::string>> refused_;  ///< File and code.
};

}  // namespace

void prepare_ingest() {
  prepare_dicom();
}

Result<std::vector<Refusal>> ingest(std::span<const SourceFile> files, const SeriesSink& sink,
                                    Progress& progress, const IngestOptions& options) {
  const SeriesSink settled = [&](Series&& series) {
    settle_spacing(series, options.spacing);
    return sink(std::move(series));
  };
  return Ingest(files, settled, progress, options).run();
}

}  // namespace scanetrix
