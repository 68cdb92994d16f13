// SPDX-License-Identifier: Apache-2.0
#include "ingest/label_source.h"

#include <algorithm>

#include "ingest/dicom_pixels.h"
#include "ingest/limits.h"

namespace scanetrix {
namespace {

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

bool is_known(const Segmentation& segmentation, int number) {
  const auto& all = segmentation.segments;
  const auto found = std::lower_bound(all.begin(), all.end(), number,
                                      [](const LabelValue& label, int n) { return label.value < n; });
  return found != all.end() && found->value == number;
}

}  // namespace

Result<std::vector<std::uint16_t>> labels_of_frame(const DicomSlice& frame, const OpenFile& open) {
  const Segmentation& segmentation = *frame.segmentation;
  const bool by_value = segmentation.kind == SegmentationKind::labelmap;
  if (!by_value && !is_known(segmentation, frame.segment))
    return damaged("A frame of the segmentation is of no segment that it names.");
  const MappedFile file = TRY(open(frame.file));
  Bytes samples(frame.pixels.decoded_bytes());
  TRY(decode_dicom_pixels(file.bytes(), frame, samples));

  std::vector<std::uint16_t> labels(std::size_t{frame.pixels.rows} * frame.pixels.columns);
  const bool wide = frame.pixels.type() == VoxelType::uint16;
  int last_known = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const int value = wide ? load<std::uint16_t>(samples, 2 * i) : std::to_integer<int>(samples[i]);
    if (!by_value) {
      const bool inside =
          segmentation.kind == SegmentationKind::binary ? value != 0 : 2 * value >= segmentation.most;
      if (inside) labels[i] = static_cast<std::uint16_t>(frame.segment);
      continue;
    }
    if (value == segmentation.background || value == 0) continue;
    if (value != last_known && !is_known(segmentation, value))
      return damaged(fmt::format("The segmentation holds the label {}, which it does not name.", value));
    last_known = value;
    labels[i] = static_cast<std::uint16_t>(value);
  }
  return labels;
}

LabelSource::LabelSource(VolumeForm form, const LabelFile& labels, std::vector<FramePlace> places,
                         std::set<int> segments, std::vector<std::int64_t> slice_of, OpenFile open,
                         const Progress& progress)
    : form_(std::move(form)),
      labels_(labels),
      places_(std::move(places)),
      frames_at_(static_cast<std::size_t>(form_.geometry.shape.z)),
      slice_of_(std::move(slice_of)),
      open_(std::move(open)),
      progress_(progress) {
  const bool by_value = labels.segmentation().kind == SegmentationKind::labelmap;
  for (std::size_t f = 0; f < places_.size(); ++f)
    if (by_value || segments.contains(labels.frames[f].segment))
      frames_at_[static_cast<std::size_t>(places_[f].k)].push_back(f);
}

Result<void> LabelSource::read_slice(std::int64_t /*time*/, std::int64_t k, std::span<std::byte> out) const {
  if (progress_.cancelled()) return fail(ErrorCode::cancelled, "The reading was cancelled.");
  std::fill(out.begin(), out.end(), std::byte{0});
  const bool wide = form_.type == VoxelType::uint16;
  const auto width = static_cast<std::size_t>(form_.geometry.shape.x);
  const auto source = static_cast<std::size_t>(slice_of_[static_cast<std::size_t>(k)]);
  for (const std::size_t f : frames_at_[source]) {
    const DicomSlice& frame = labels_.frames[f];
    const auto labels = TRY(within_memory([&] { return labels_of_frame(frame, open_); }));
    const auto first_row = static_cast<std::size_t>(places_[f].first_row);
    const auto first_column = static_cast<std::size_t>(places_[f].first_column);
    for (std::size_t row = 0; row < frame.pixels.rows; ++row)
      for (std::size_t column = 0; column < frame.pixels.columns; ++column) {
        const std::uint16_t label = labels[row * frame.pixels.columns + column];
        if (label == 0) continue;
        const std::size_t at = (first_row + row) * width + first_column + column;
        if (wide)
          std::memcpy(out.data() + 2 * at, &label, 2);
        else
          out[at] = static_cast<std::byte>(label);
      }
  }
  return {};
}

}  // namespace scanetrix
