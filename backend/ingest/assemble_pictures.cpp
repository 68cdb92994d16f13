// SPDX-License-Identifier: Apache-2.0
#include "ingest/assemble_pictures.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "ingest/detect_light_box.h"
#include "ingest/limits.h"
#include "ingest/picture_source.h"
#include "ingest/plain_text.h"
#include "ingest/resemblance.h"

namespace scanetrix {
namespace {

std::string name_of(std::span<const std::string_view> files) {
  if (files.size() == 1) return stem_of(files.front());
  const std::string_view folder = folder_of(files.front());
  if (!folder.empty()) return one_line(folder.substr(folder.rfind('/') + 1));
  std::string common(files.front());
  for (const std::string_view name : files)
    common.resize(static_cast<std::size_t>(
        std::mismatch(common.begin(), common.end(), name.begin(), name.end()).first - common.begin()));
  while (!common.empty() &&
         (std::string_view("_-. (0123456789").find(common.back()) != std::string_view::npos))
    common.pop_back();
  return common.empty() ? fmt::format("{} pictures", files.size()) : one_line(common);
}

/// What the first look at a slice tells.
struct Facts {
  bool see_through = false;
  bool gray = true;
  Glance glance{};
};

/// Brings deep colour to 8 bits, which is enough to compare pictures.
Picture in_bytes(const Picture& picture, Bytes& samples) {
  Picture seen = picture;
  if (picture.channels != 3 || picture.type != VoxelType::uint16) return seen;
  samples = high_bytes(samples);
  seen.type = VoxelType::uint8;
  return seen;
}

GrayView view_of(const Picture& picture, const std::vector<std::uint8_t>& gray) {
  return {picture.width, picture.height, gray};
}

/// One group on its way to a series.
class Stack {
 public:
  Stack(std::span<const Picture> pictures, const PictureGroup& group, std::span<const std::string_view> names,
        const OpenFile& open)
      : open_(open), decided_(group.sheet) {
    for (const std::size_t index : group.pictures) {
      const Picture& picture = pictures[index];
      pictures_.push_back(&picture);
      names_.push_back(names[picture.file]);
      formats_.insert(picture.format);
      for (std::int64_t page = 0; page < picture.page_count(); ++page) slices_.push_back({&picture, page});
    }
  }

  Result<Assembled> run(DecodeCount& progress) {
    Assembled assembled;
    TRY(look(progress, assembled));
    if (!assembled.damaged.empty()) return assembled;
    VolumeForm form = form_of(static_cast<std::int64_t>(slices_.size()) / first().frames);
    TRY(check_volume_size(form.slice_bytes() * slices_.size()));
    Series& series = assembled.series;
    describe(series);
    warn(series, form);
    if (decided_) series.sheet = SheetDecision{*decided_, 0};
    if (light_box_) propose(series);
    if (const Resemblance alike = resemblance_of(glances()); alike.is_unrelated())
      warn_unrelated(alike, series);
    const std::int64_t slices = form.geometry.shape.z;
    add(std::move(form), std::make_shared<PictureSource>(slices_, slices, channels_, open_), how(), series);
    return assembled;
  }

  Result<Assembled> run_sheet(const LightBoxGrid& grid, DecodeCount& progress) {
    const Picture& picture = first();
    Bytes sheet(picture.bytes());
    const auto see_through = decode_picture(picture, 0, open_, sheet);
    TRY(progress.step());
    Assembled assembled;
    if (!see_through) {
      assembled.damaged.push_back({picture.file, see_through.error()});
      return assembled;
    }
    see_through_ = *see_through;
    channels_ = picture.channels;
    if (channels_ == 3 && is_gray(sheet, picture.type)) {
      channels_ = 1;
      sheet = first_channel(sheet, picture.type);
    }
    Picture seen = picture;
    seen.channels = channels_;
    seen = in_bytes(seen, sheet);
    const auto gray = gray_of(seen.type, seen.channels, sheet);
    const auto box = measure_light_box(view_of(seen, gray), grid.rows, grid.columns);
    if (!box)
      return fail(ErrorCode::bad_input, "unsuitable_light_box",
                  fmt::format("A picture of {} × {} pixels cannot be cut into {} rows of {} slices.",
                              picture.width, picture.height, grid.rows, grid.columns));
    const int blank = box->blank_at_end(grid.order);
    const int tiles = grid.rows * grid.columns;
    if (blank == tiles)
      return fail(ErrorCode::bad_input, "unsuitable_light_box", "All of the picture is of one colour.");
    VolumeForm form = form_of(tiles - blank);
    form.geometry.shape.y = box->down.tile;
    form.geometry.shape.x = box->across.tile;
    Series& series = assembled.series;
    describe(series);
    series.sheet = SheetDecision{grid, blank};
    sheet_of_ = tiles;
    warn(series, form);
    if (blank > 0)
      series.warnings.push_back(
          {"slices_left_out",
           fmt::format("{} of {} tiles at the end of the sheet are blank and left out.", blank, tiles)});
    auto source = std::make_shared<LightBoxSource>(std::move(sheet), picture.width, form.bytes_per_voxel(),
                                                   *box, grid.order);
    std::vector<Glance> stack;
    Bytes tile(form.slice_bytes());
    for (std::int64_t k = 0; k < form.geometry.shape.z; ++k) {
      TRY(source->read_slice(0, k, tile));
      stack.push_back(glance_at(tile, box->across.tile, box->down.tile, channels_, form.type));
    }
    if (const Resemblance alike = resemblance_of(stack); alike.is_unrelated()) warn_unrelated(alike, series);
    add(std::move(form), std::move(source),
        fmt::format("{} tiles of {} × {} pixels cut out of one {} picture, {} rows of {}, {}.", tiles - blank,
                    box->across.tile, box->down.tile, picture.format, grid.rows, grid.columns,
                    grid.order == TileOrder::row_major ? "row by row" : "column by column"),
        series);
    return assembled;
  }

 private:
  [[nodiscard]] const Picture& first() const { return *pictures_.front(); }

  /// Decodes every slice once.
  Result<void> look(DecodeCount& progress, Assembled& assembled) {
    facts_.resize(slices_.size());
    const auto failures = TRY(decode_all(
        slices_.size(),
        [&](std::size_t k) -> Result<void> {
          const auto& [picture, page] = slices_[k];
          Bytes samples(picture->bytes());
          Facts& facts = facts_[k];
          facts.see_through = TRY(decode_picture(*picture, page, open_, samples));
          facts.gray = picture->channels == 1 || is_gray(samples, picture->type);
          const Picture seen = in_bytes(*picture, samples);
          facts.glance = glance_at(samples, seen.width, seen.height, seen.channels, seen.type);
          if (slices_.size() == 1)
            light_box_ = detect_light_box(view_of(seen, gray_of(seen.type, seen.channels, samples)));
          return {};
        },
        progress));
    std::set<std::size_t> files;
    for (const auto& [k, error] : failures)
      if (files.insert(slices_[k].picture->file).second)
        assembled.damaged.push_back({slices_[k].picture->file, error});
    channels_ = std::all_of(facts_.begin(), facts_.end(), [](const Facts& f) { return f.gray; }) ? 1 : 3;
    see_through_ = std::any_of(facts_.begin(), facts_.end(), [](const Facts& f) { return f.see_through; });
    return {};
  }

  /// Of 16 bits a channel, of which the volume keeps 8. Gray keeps all.
  [[nodiscard]] bool is_deep_colour() const { return channels_ == 3 && first().type == VoxelType::uint16; }

  [[nodiscard]] VolumeForm form_of(std::int64_t slices) const {
    VolumeForm form;
    form.geometry.shape = {slices, first().height, first().width};
    form.geometry.calibrated = false;
    form.type = is_deep_colour() ? VoxelType::uint8 : first().type;
    form.channels = channels_;
    form.time_points = first().frames;
    if (const auto& voxel_mm = first().voxel_mm; voxel_mm && pictures_.size() == 1) {
      form.geometry.calibrated = true;
      form.geometry.ijk_to_lps = {{(*voxel_mm)[2], 0, 0}, {0, (*voxel_mm)[1], 0}, {0, 0, (*voxel_mm)[0]}, {}};
    }
    return form;
  }

  void describe(Series& series) const {
    series.name = name_of(names_);
    series.modality = "OT";
    for (const std::string_view format : formats_)
      series.format += (series.format.empty() ? "" : ", ") + std::string(format);
    for (const Picture* picture : pictures_) series.files.push_back(picture->file);
    series.inverted = first().inverted;
    series.is_lone_picture = slices_.size() == 1;
  }

  [[nodiscard]] std::string how() const {
    const std::string format = fmt::format("{}", fmt::join(formats_, " and "));
    if (slices_.size() == 1) return fmt::format("One {} picture.", format);
    if (pictures_.size() == 1) {
      const auto frames = first().frames;
      return frames == 1 ? fmt::format("The {} pages of one {} file.", slices_.size(), format)
                         : fmt::format("The {} pages of one {} file, {} time points of {}.", slices_.size(),
                                       format, frames, static_cast<std::int64_t>(slices_.size()) / frames);
    }
    return fmt::format("{} {} pictures in the order of their names.", slices_.size(), format);
  }

  void add(VolumeForm form, std::shared_ptr<const VoxelSource> source, std::string how,
           Series& series) const {
    SeriesVolume volume;
    if (form.time_points > 1) volume.time_axis = "frame";
    volume.form = std::move(form);
    volume.voxels = std::move(source);
    volume.how = std::move(how);
    series.volumes.push_back(std::move(volume));
  }

  [[nodiscard]] std::vector<Glance> glances() const {
    std::vector<Glance> all;
    for (const Facts& facts : facts_) all.push_back(facts.glance);
    return all;
  }

  static void warn_unrelated(const Resemblance& alike, Series& series) {
    series.warnings.push_back(
        {"unrelated_slices", fmt::format("Neighbouring slices are hardly more alike (correlation {:.2f}) "
                                         "than slices half the stack apart "
                                         "({:.2f}). They may not belong to one volume, or not be in order.",
                                         alike.neighbours, alike.apart)});
  }

  void propose(Series& series) const {
    const TileOrder order = light_box_->by_column ? TileOrder::column_major : TileOrder::row_major;
    const int blank = light_box_->blank_at_end(order);
    series.light_box = LightBoxProposal{light_box_->down.count, light_box_->across.count, order,
                                        light_box_->confidence, blank};
    if (decided_) return;
    series.warnings.push_back(
        {"light_box_suspected",
         fmt::format("The picture looks like a sheet of {} slices in {} rows of {} ({:.0f} % sure). It is "
                     "shown as one "
                     "picture until somebody confirms.",
                     series.light_box->rows * series.light_box->columns - blank, series.light_box->rows,
                     series.light_box->columns, 100 * light_box_->confidence)});
  }

  void warn(Series& series, const VolumeForm& form) const {
    const auto add = [&](std::string code, std::string text) {
      series.warnings.push_back({std::move(code), std::move(text)});
    };
    if (!form.geometry.calibrated)
      add("uncalibrated",
          "The pictures do not say how large a pixel is or how far apart the slices are. Sizes are shown in "
          "voxels.");
    if (form.geometry.shape.z == 1) {
      add("orientation_unknown",
          "The picture does not say how it lies in the body. Its right is taken as the patient's left.");
      if (form.time_points == 1) add("single_slice", "This is one picture, not a volume: it has no depth.");
    } else {
      add("orientation_unknown",
          fmt::format("The pictures do not say how they lie in the body. They are taken as axial slices from "
                      "the feet "
                      "to the head in the order of their {}, with the patient's left on the right.",
                      sheet_of_ > 0           ? "places on the sheet"
                      : pictures_.size() == 1 ? "pages"
                                              : "names"));
      if (!have_one_numbering(names_))
        add("order_not_verified",
            "The names have no numbers to order the slices by. They are in alphabetical order.");
    }
    const auto any = [&](auto what) { return std::any_of(pictures_.begin(), pictures_.end(), what); };
    if (series.inverted)
      add("inverted_grey", "In these pictures low values are meant to be shown bright. The values are kept.");
    if (any([](const Picture* p) { return p->lossy; }))
      add("lossy_compression", "The pictures were compressed with loss before they came here.");
    if (see_through_)
      add("transparency_dropped", "The pictures are partly transparent. Transparency is left out.");
    if (is_deep_colour())
      add("colour_depth_reduced",
          "The pictures' colours have 16 bits a channel, of which the highest 8 are kept.");
    if (any([](const Picture* p) { return p->scale_left_out; }))
      add("rescale_ignored", "ImageJ's calibration of the values is not applied: values are as stored.");
    int left_out = 0;
    for (const Picture* picture : pictures_) left_out += picture->pages_left_out;
    if (left_out > 0)
      add("pages_left_out",
          fmt::format("{} pages of the file are smaller copies or masks and left out.", left_out));
  }

  OpenFile open_;
  std::optional<LightBoxGrid> decided_;
  std::vector<const Picture*> pictures_;
  std::vector<std::string_view> names_;
  std::set<std::string_view> formats_;
  std::vector<PictureSource::Slice> slices_;
  std::vector<Facts> facts_;
  std::optional<LightBox> light_box_;
  int channels_ = 1;
  bool see_through_ = false;
  int sheet_of_ = 0;
};

}  // namespace

Result<Assembled> assemble_pictures(std::span<const Picture> pictures, const PictureGroup& group,
                                    std::span<const std::string_view> names, const OpenFile& open,
                                    DecodeCount& progress) {
  Stack stack(pictures, group, names, open);
  return group.sheet && !group.sheet->is_one_picture() ? stack.run_sheet(*group.sheet, progress)
                                                       : stack.run(progress);
}

}  // namespace scanetrix
