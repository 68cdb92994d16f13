// SPDX-License-Identifier: Apache-2.0
#include "volume/volume.h"

#include <array>

namespace scanetrix {
namespace {

constexpr std::array kKinds{std::pair{VolumeKind::image, std::string_view("image")},
                            std::pair{VolumeKind::labels, std::string_view("labels")},
                            std::pair{VolumeKind::uncertainty, std::string_view("uncertainty")}};

}  // namespace

std::string_view name_of(VolumeKind wanted) {
  for (const auto& [kind, name] : kKinds)
    if (kind == wanted) return name;
  std::abort();  // Not a value of the enum: memory is damaged.
}

std::optional<VolumeKind> volume_kind_named(std::string_view wanted) {
  for (const auto& [kind, name] : kKinds)
    if (name == wanted) return kind;
  return std::nullopt;
}

}  // namespace scanetrix
