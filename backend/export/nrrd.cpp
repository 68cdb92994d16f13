// SPDX-License-Identifier: Apache-2.0
#include "export/nrrd.h"

#include <cassert>
#include <cstring>

namespace scanetrix {
namespace {

bool is_scaled(const VolumeForm& form) {
  return form.slope != 1 || form.intercept != 0;
}

std::string_view type_name(VoxelType type) {
  if (type == VoxelType::float32) return "float";
  if (type == VoxelType::float64) return "double";
  return name_of(type);
}

std::string vector_of(Vec3 v) {
  return fmt::format("({},{},{})", v.x, v.y, v.z);
}

/// stored × slope + intercept.
class RealValues final : public VoxelSource {
 public:
  RealValues(const VolumeForm& form, std::shared_ptr<const VoxelSource> stored)
      : form_(form), stored_(std::move(stored)) {}

  Result<void> read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const override {
    Bytes stored(form_.slice_bytes());
    TRY(stored_->read_slice(time, k, stored));
    with_type(form_.type, [&]<typename T>(T) {
      for (std::size_t i = 0; i * sizeof(T) < stored.size(); ++i) {
        const double real =
            static_cast<double>(load<T>(stored, i * sizeof(T))) * form_.slope + form_.intercept;
        std::memcpy(slice.data() + i * sizeof real, &real, sizeof real);
      }
    });
    return {};
  }

 private:
  VolumeForm form_;
  std::shared_ptr<const VoxelSource> stored_;
};

/// A backslash in a value is written as two (NRRD's format definition, section 2.4).
std::string notes_of(const ExportNote& note) {
  std::string text = fmt::format("content: {}\n", note.title);
  for (const auto& [name, value] : note.facts) {
    text += name + ":=";
    for (const char c : value) text += c == '\\' ? "\\\\" : std::string(1, c);
    text += "\n";
  }
  return text;
}

}  // namespace

Bytes nrrd_header(const VolumeForm& form, const std::optional<ExportNote>& note) {
  assert(!is_scaled(form));
  const Shape& shape = form.geometry.shape;
  const Affine& affine = form.geometry.ijk_to_lps;
  const bool colour = form.channels > 1;
  const bool over_time = form.time_points > 1;
  const auto axes = [&](std::string_view first, const std::string& space, std::string_view last) {
    return fmt::format("{}{}{}", colour ? fmt::format("{} ", first) : "", space,
                       over_time ? fmt::format(" {}", last) : "");
  };
  std::string text = "NRRD0005\n";
  text += fmt::format("type: {}\n", type_name(form.type));
  text += fmt::format("dimension: {}\n", 3 + (colour ? 1 : 0) + (over_time ? 1 : 0));
  text += "space: left-posterior-superior\n";
  text += fmt::format("sizes: {}\n",
                      axes(std::to_string(form.channels), fmt::format("{} {} {}", shape.x, shape.y, shape.z),
                           std::to_string(form.time_points)));
  text += fmt::format("space directions: {}\n",
                      axes("none",
                           fmt::format("{} {} {}", vector_of(affine.step_i), vector_of(affine.step_j),
                                       vector_of(affine.step_k)),
                           "none"));
  text += fmt::format("kinds: {}\n", axes("RGB-color", "domain domain domain", "list"));
  if (form.geometry.calibrated) text += "space units: \"mm\" \"mm\" \"mm\"\n";
  text += fmt::format("space origin: {}\n", vector_of(affine.origin));
  text += "endian: little\nencoding: raw\n";
  if (note) text += notes_of(*note);
  text += "\n";
  const ByteView bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

VolumeForm nrrd_form(const VolumeForm& form) {
  VolumeForm real = form;
  if (!is_scaled(form)) return real;
  real.type = VoxelType::float64;
  real.slope = 1;
  real.intercept = 0;
  return real;
}

std::shared_ptr<const VoxelSource> nrrd_voxels(const VolumeForm& form,
                                               std::shared_ptr<const VoxelSource> voxels) {
  if (!is_scaled(form)) return voxels;
  return std::make_shared<const RealValues>(form, std::move(voxels));
}

}  // namespace scanetrix
