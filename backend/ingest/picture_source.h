// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "ingest/assembly.h"
#include "ingest/detect_light_box.h"
#include "ingest/picture.h"
#include "volume/series.h"

namespace scanetrix {

/// Decodes one page of a picture, whatever its format.
/// \param samples  Exactly picture.bytes(); zeroed by the caller.
/// \return         Whether any pixel was not opaque.
/// \error bad_input "damaged"; what opening a file returns.
[[nodiscard]] Result<bool> decode_picture(const Picture& picture, std::int64_t page, const OpenFile& open,
                                          std::span<std::byte> samples);

/// Whether red, green and blue are equal in every pixel of colour of `type` (uint8 or uint16).
[[nodiscard]] bool is_gray(ByteView rgb, VoxelType type);

/// One channel of gray that came as colour of `type`.
[[nodiscard]] Bytes first_channel(ByteView rgb, VoxelType type);

/// The high byte of each 16-bit sample: what volumes keep of deep colour.
[[nodiscard]] Bytes high_bytes(ByteView words);

/// Decodes each slice when it is asked for; one picture a thread is in memory.
class PictureSource final : public VoxelSource {
 public:
  struct Slice {
    const Picture* picture;
    std::int64_t page;
  };
  /// \param slices    One time point after the other, all of the same size and type; they outlive the source.
  /// \param channels  1 takes the first channel of colour that is gray; 3 spreads gray, and takes the high
  /// byte of 16 bits.
  PictureSource(std::vector<Slice> slices, std::int64_t slices_per_time, int channels, OpenFile open)
      : slices_(std::move(slices)),
        slices_per_time_(slices_per_time),
        channels_(channels),
        open_(std::move(open)) {}
  Result<void> read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const override;

 private:
  std::vector<Slice> slices_;
  std::int64_t slices_per_time_;
  int channels_;
  OpenFile open_;
};

/// Cuts slices out of one sheet, which is in memory.
class LightBoxSource final : public VoxelSource {
 public:
  /// \param sheet  Rows top to bottom, `bytes_per_pixel` each, of the picture that `box` was measured on.
  LightBoxSource(Bytes sheet, std::int64_t sheet_width, std::size_t bytes_per_pixel, LightBox box,
                 TileOrder order)
      : sheet_(std::move(sheet)),
        sheet_width_(sheet_width),
        bytes_per_pixel_(bytes_per_pixel),
        box_(std::move(box)),
        order_(order) {}
  Result<void> read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const override;

 private:
  Bytes sheet_;
  std::int64_t sheet_width_;
  std::size_t bytes_per_pixel_;
  LightBox box_;
  TileOrder order_;
};

}  // namespace scanetrix
