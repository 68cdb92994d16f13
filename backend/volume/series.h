// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "volume/decisions.h"
#include "volume/label.h"
#include "volume/voxel_source.h"
#include "volume/warning.h"

namespace scanetrix {

/// Which real values lie between black and white: center − width/2 … center + width/2.
struct DisplayWindow {
  std::string name;  ///< As the source calls it; may be empty.
  double center = 0;
  double width = 1;
};

/// A volume whose third axis is time: slice k is the k-th picture of one place (ultrasound, angiography).
struct Cine {
  std::optional<double> frame_ms;  ///< From one picture to the next; none where the source does not say.
  bool pixels_calibrated = false;  ///< Whether rows and columns are in mm. The third axis is none.
};

/// A fact of how a volume was made, under a stable name. Nothing that identifies a patient.
struct Parameter {
  std::string name;
  std::variant<double, std::string, bool, std::monostate> value;  ///< The last: it is not known.

  friend bool operator==(const Parameter&, const Parameter&) = default;
};

/// One volume of a series, ready to be read.
struct SeriesVolume {
  /// Stable name on the wire. "original": as acquired. "corrected": the original on a right-angled lattice.
  /// "labels-1", …: segments. "reconstructed", "uncertainty": see reconstructed_from and uncertainty_of.
  std::string id = "original";
  VolumeForm form;
  std::shared_ptr<const VoxelSource> voxels;
  std::string how;  ///< One sentence: how it came from the files ("275 slices ordered by position").
  std::vector<Parameter> parameters;              ///< Facts that its values need: of PET dose, decay, weight.
  std::vector<std::int64_t> interpolated_slices;  ///< Which k were not measured but made, ascending.
  std::string time_axis;                 ///< What tells time points apart ("echo time"); empty for one.
  std::vector<std::string> time_labels;  ///< One a time point, with its unit ("30 ms"); may be empty.
  std::optional<Cine> cine;              ///< Where the third axis is time.
  /// How thick the slices were when they were acquired, along their normal, mm; none where the source does
  /// not say, or not the same of all. Less or more than the step between them.
  std::optional<double> slice_thickness_mm;

  std::string name;                ///< Of labels: what the source calls them; else empty.
  std::vector<LabelValue> labels;  ///< Of labels: what their values stand for, ascending.
  /// Of labels: the id of the series' volume on whose voxels they lie; empty where on their own.
  std::string labels_of;

  std::string
      reconstructed_from;      ///< Of a volume with slices made between: the id of the one it was made of.
  std::string uncertainty_of;  ///< Of an uncertainty: the id of the volume on whose voxels it lies.
  std::string model;           ///< What network made it; empty where none did.
  std::string model_version;
};

/// A volume that is in memory, as a series has it.
[[nodiscard]] SeriesVolume held_in_memory(Volume volume, std::string how);

/// A picture that looks like a sheet of slices. Nothing is done about it until somebody agrees.
struct LightBoxProposal {
  int rows = 1;
  int columns = 1;
  TileOrder order = TileOrder::row_major;
  double confidence = 0;  ///< 0 … 1.
  int blank_at_end = 0;   ///< Tiles without a picture at the end of that order.
};

/// A lone picture of which somebody has said what it is.
struct SheetDecision {
  LightBoxGrid grid;
  int blank_at_end = 0;  ///< Tiles that became no slices.
};

enum class SpacingOrigin { scanner, file, entered, none };

/// Where the distances between voxels come from.
struct SpacingFacts {
  SpacingOrigin origin = SpacingOrigin::none;
  bool is_open = false;                   ///< A person may enter them.
  std::optional<EnteredSpacing> entered;  ///< As far as they were used.
};

/// What came out of a set of files that belong together, with what is known about it. Nothing here identifies
/// a patient.
struct Series {
  std::string name;  ///< For a list: the series' description, else the file's or folder's name. Never empty.
  std::string modality;     ///< DICOM's code ("CT", "MR", …); "OT" when unknown.
  std::string description;  ///< Study and body part, as far as the source tells; may be empty.
  std::string study_date;   ///< YYYY-MM-DD, or empty.
  std::string format;       ///< "DICOM", "NIfTI", "PNG", "JPEG", "TIFF"; of several: "JPEG, PNG".
  std::vector<std::string> transfer_syntaxes;  ///< UIDs, each once, in order of first use. DICOM only.
  std::vector<std::size_t> files;              ///< Which of the given files went in, in slice order.
  /// Others that are no pictures and belong to this series (a report, outlines): refused as such, and kept
  /// with its originals.
  std::vector<std::size_t> companions;
  std::vector<DisplayWindow> windows;  ///< What the source recommends, each once.
  bool inverted = false;  ///< Low values are meant to be shown bright (DICOM's MONOCHROME1). Stored values
                          ///< are as they were.
  std::vector<Warning> warnings;
  bool is_lone_picture = false;               ///< One picture in one file: PNG, JPEG, TIFF of one page.
  std::optional<LightBoxProposal> light_box;  ///< Of a lone picture that looks like a sheet of slices.
  std::optional<SheetDecision> sheet;         ///< Of a lone picture, once somebody has decided.
  SpacingFacts spacing;
  /// At least one; the first is the one to show. Others are other looks at the same data.
  std::vector<SeriesVolume> volumes;
};

}  // namespace scanetrix
