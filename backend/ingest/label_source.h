// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <vector>

#include "ingest/assembly.h"
#include "ingest/label_lattice.h"
#include "volume/voxel_source.h"

namespace scanetrix {

/// One file of segments: its frames, each with its segmentation.
struct LabelFile {
  std::size_t file = 0;  ///< Index among the files given to ingest.
  std::vector<DicomSlice> frames;

  [[nodiscard]] const Segmentation& segmentation() const { return *frames.front().segmentation; }
};

/// Which label each pixel of a frame has; 0 for none. Rows top to bottom.
///
/// Binary: the frame's segment where the bit is set. Fractional: where the value is at least half of the
/// most. Label map: the stored value, but 0 for the background; a segment that is numbered 0 beside another
/// background has no number of ours.
/// \error bad_input "damaged": what decoding returns; a frame of no segment, a label without one.
[[nodiscard]] Result<std::vector<std::uint16_t>> labels_of_frame(const DicomSlice& frame,
                                                                 const OpenFile& open);

/// Makes slices of a label volume from the frames that lie in them. Where none lies there is 0.
class LabelSource final : public VoxelSource {
 public:
  /// \param form      Lattice and type: uint8 or uint16.
  /// \param segments  Those that this volume shows; of label maps all.
  /// \param slice_of  For each k whose frames it shows: itself, or its nearest acquired one.
  /// `labels` and what `places` were made for outlive the source.
  LabelSource(VolumeForm form, const LabelFile& labels, std::vector<FramePlace> places,
              std::set<int> segments, std::vector<std::int64_t> slice_of, OpenFile open,
              const Progress& progress);
  Result<void> read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const override;

 private:
  VolumeForm form_;
  const LabelFile& labels_;
  std::vector<FramePlace> places_;
  std::vector<std::vector<std::size_t>> frames_at_;  ///< By k.
  std::vector<std::int64_t> slice_of_;
  OpenFile open_;
  const Progress& progress_;
};

}  // namespace scanetrix
