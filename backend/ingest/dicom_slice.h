// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/dicom_fragments.h"
#include "ingest/modality_lut.h"
#include "ingest/palette.h"
#include "ingest/segmentation.h"
#include "ingest/sort_slices.h"
#include "volume/series.h"
#include "volume/voxel_type.h"

namespace scanetrix {

/// Photometric Interpretation (DICOM PS3.3 C.7.6.3.1.2), as far as it is read.
enum class Photometric {
  monochrome1,
  monochrome2,
  palette,
  rgb,
  ybr_full,
  ybr_full_422,
  ybr_partial_422,
  ybr_jpeg2000,  ///< YBR_ICT and YBR_RCT: what JPEG 2000 makes of RGB within itself.
  xyb,           ///< What JPEG XL makes of it.
};

/// How one picture's samples are stored (DICOM PS3.3 C.7.6.3.1). Checked: the numbers agree with one another.
struct PixelLayout {
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  int samples = 1;          ///< 1, or 3 for colour.
  int bits_allocated = 16;  ///< 1 to 32, or 64. Other than whole bytes: packed, the lowest bit first.
  int bits_stored = 16;
  int high_bit = 15;
  bool is_signed = false;
  bool is_float = false;  ///< IEEE 754 of 32 or 64 bits (Float and Double Float Pixel Data).
  bool planar = false;    ///< Colour: all red, then all green, then all blue.
  Photometric photometric = Photometric::monochrome2;

  /// Bits of one frame as native (not encapsulated) data: frames follow one another without gaps
  /// (PS3.5 8.1.1). At most 65535² × 3 × 64: fits.
  [[nodiscard]] std::uint64_t native_bits() const;
  /// native_bits() in whole bytes.
  [[nodiscard]] std::uint64_t native_bytes() const;
  /// What decoding gives: the narrowest type of ours that has bits_allocated and the sign; colour is uint8;
  /// 64-bit integers are float64.
  [[nodiscard]] VoxelType type() const;
  /// 3 for colour, palette included.
  [[nodiscard]] int channels() const;
  /// Bytes of one decoded picture.
  [[nodiscard]] std::uint64_t decoded_bytes() const;

  friend bool operator==(const PixelLayout&, const PixelLayout&) = default;
};

/// What slices become that share a place and differ in a trait.
enum class TraitKind {
  volumes,  ///< Volumes of their own: their values are not of one kind (magnitude and phase, two kernels).
  time_points,  ///< Time points of one volume: echoes, b-values, moments.
};

/// One attribute by which slices of one series that share a place may differ, such as an echo time.
struct Trait {
  std::string_view
      label;          ///< As a person reads it: "echo time". Static storage; the same order in each slice.
  std::string value;  ///< With its unit: "30 ms". Empty when the file does not say.
  TraitKind kind = TraitKind::time_points;
  bool runs_in_time = false;  ///< Time points follow its values: a clock, a count of moments.
};

/// A part of a frame that is a slice of its own: Siemens' mosaics hold many.
struct Tile {
  std::uint32_t first_row = 0;
  std::uint32_t first_column = 0;
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;

  friend bool operator==(const Tile&, const Tile&) = default;
};

/// One picture of a DICOM file, known from its header alone: a frame, or a tile of one. Texts are UTF-8;
/// nothing here identifies a patient.
struct DicomSlice {
  std::size_t file = 0;      ///< Index among the files given to ingest.
  std::string folder;        ///< Where the user had it: its name up to the last '/'.
  std::uint32_t frame = 0;   ///< Which of the file's frames, from 0.
  std::uint32_t frames = 1;  ///< How many the file holds.

  std::string sop_class;
  std::string study_uid;
  std::string series_uid;
  std::string instance_uid;
  std::string frame_of_reference_uid;
  std::string transfer_syntax;
  bool lossy = false;  ///< By transfer syntax, or by the file's own word (0028,2110).

  std::string modality;
  std::string series_description;
  std::string protocol_name;
  std::string study_description;
  std::string body_part;
  std::string study_date;  ///< YYYY-MM-DD, or empty.
  std::optional<int> series_number;
  std::optional<int> instance_number;
  bool localizer = false;  ///< Image Type says LOCALIZER.

  PixelLayout pixels;        ///< Of the whole frame.
  std::optional<Tile> tile;  ///< Where the slice lies in its frame, if it is not all of it.
  Palette palette;           ///< PALETTE COLOR only; then not empty.
  double slope = 1;
  double intercept = 0;
  std::shared_ptr<const ModalityLut> modality_lut;  ///< Where one counts; then slope 1, intercept 0.
  std::string unit;
  std::vector<DisplayWindow> windows;
  std::vector<Parameter> parameters;  ///< Of PET: see read_pet_parameters().

  /// Frames that follow one another in time and not in space (ultrasound, angiography), in their order.
  bool is_cine = false;
  std::optional<double>
      frame_ms;  ///< Of a cine: from one frame to the next. None where the file does not say.
  std::optional<SlicePose> pose;         ///< None without position and orientation.
  std::optional<double> row_spacing_mm;  ///< From one row's centre to the next row's.
  std::optional<double> column_spacing_mm;
  bool spacing_at_detector = false;    ///< From Imager Pixel Spacing: the body is magnified.
  std::optional<double> thickness_mm;  ///< Never used as a step between slices.
  std::optional<double> between_slices_mm;

  std::shared_ptr<const Segmentation> segmentation;  ///< Where the picture is of a segmentation.
  int segment = 0;                                   ///< Then: which one; 0 where pixels tell.

  std::vector<Trait> traits;      ///< What may tell apart slices in one place; the same labels in each slice.
  std::vector<Warning> warnings;  ///< Of this file, such as a lookup table that is not applied.

  std::size_t pixel_offset =
      0;  ///< Where the value of Pixel Data begins in the file (deflated: in the inflated file).
  std::uint32_t pixel_length = 0;  ///< Its length as the file claims; 0xFFFFFFFF when encapsulated.
  std::shared_ptr<const FrameIndex> frame_index;  ///< Encapsulated only: where each frame's fragments lie.

  /// Of the slice: the tile's, else the frame's.
  [[nodiscard]] std::uint32_t rows() const { return tile ? tile->rows : pixels.rows; }
  [[nodiscard]] std::uint32_t columns() const { return tile ? tile->columns : pixels.columns; }
};

}  // namespace scanetrix
