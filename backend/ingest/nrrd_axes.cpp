// SPDX-License-Identifier: Apache-2.0
#include "ingest/nrrd_axes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "ingest/text_numbers.h"

namespace scanetrix {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

auto unsupported(std::string message) {
  return fail(ErrorCode::unsupported, "unsupported_pixel_format", std::move(message));
}

enum class Role { space, time, colour, complex, nothing };

struct Axis {
  std::int64_t size = 1;
  std::int64_t step = 0;  ///< In samples.
  std::string kind;
  std::string unit;
  std::string label;
  std::vector<double> direction;  ///< Empty: none.
  double spacing = kNone;
  double least = kNone;  ///< axis mins
  bool cell = true;      ///< Centering: the minimum is the edge of the first sample, else its middle.
  Role role = Role::space;
};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

/// One word an axis, or none at all.
Result<std::vector<std::string>> axis_words(const NrrdFields& fields, std::string_view name,
                                            std::size_t count) {
  auto words = nrrd_words(fields.get(name));
  if (!words.empty() && words.size() != count)
    return damaged(fmt::format("The NRRD field “{}” has {} values for {} axes.", name, words.size(), count));
  words.resize(count);
  return words;
}

Result<std::vector<Axis>> read_axes(const NrrdFields& fields) {
  constexpr std::int64_t kMostAxes = 16;  // teem's NRRD_DIM_MAX.
  const auto dimension = whole_number(fields.get("dimension"));
  if (!dimension || *dimension < 1 || *dimension > kMostAxes)
    return damaged(fmt::format("The NRRD has no dimension from 1 to {}.", kMostAxes));
  const auto count = static_cast<std::size_t>(*dimension);
  std::vector<Axis> axes(count);
  const auto sizes = TRY(axis_words(fields, "sizes", count));
  const auto kinds = TRY(axis_words(fields, "kinds", count));
  const auto units = TRY(axis_words(fields, "units", count));
  const auto labels = TRY(axis_words(fields, "labels", count));
  const auto centers = TRY(axis_words(fields, "centers", count));
  const auto spacings = TRY(axis_words(fields, "spacings", count));
  const auto mins = TRY(axis_words(fields, "axismins", count));
  const auto maxs = TRY(axis_words(fields, "axismaxs", count));
  const auto directions = TRY(axis_words(fields, "spacedirections", count));
  for (std::size_t i = 0; i < count; ++i) {
    Axis& axis = axes[i];
    axis.size = whole_number(sizes[i]).value_or(0);
    if (axis.size < 1) return damaged(fmt::format("Axis {} of the NRRD has no size.", i + 1));
    axis.kind = lower(kinds[i]);
    axis.unit = units[i];
    axis.label = lower(labels[i]);
    axis.cell = lower(centers[i]) != "node";
    axis.spacing = real_number(spacings[i]).value_or(kNone);
    axis.least = real_number(mins[i]).value_or(kNone);
    const double most = real_number(maxs[i]).value_or(kNone);
    const double intervals = static_cast<double>(axis.cell ? axis.size : axis.size - 1);
    if (std::isnan(axis.spacing) && intervals > 0) axis.spacing = (most - axis.least) / intervals;
    axis.direction = nrrd_vector(directions[i]);
    if (axis.direction.empty() && !directions[i].empty() && lower(directions[i]) != "none")
      return damaged(fmt::format("The direction of axis {} of the NRRD is no vector.", i + 1));
    if (std::any_of(axis.direction.begin(), axis.direction.end(), [](double d) { return !std::isfinite(d); }))
      axis.direction.clear();
  }
  return axes;
}

/// How the standard names a kind of axis that is not looked at, for a person.
std::string_view refused_kind(const Axis& axis, bool whole_numbers) {
  const std::string& kind = axis.kind;
  if (kind.find("matrix") != std::string::npos || kind.find("tensor") != std::string::npos) return "matrices";
  if (kind.find("quaternion") != std::string::npos) return "quaternions";
  if (kind == "3-gradient" || kind == "3-normal" || kind == "normal" || kind == "covariant-vector" ||
      kind == "2-vector" || kind == "3-vector" || kind == "4-vector" || kind == "point")
    return "vectors or points in space";
  // ITK calls the components of every picture a vector; two or three real ones are a field of displacements.
  if (kind == "vector" && axis.size <= 3 && axis.size > 1 && !whole_numbers)
    return "vectors, as of a displacement field";
  if (kind == "hsv-color" || kind == "xyz-color") return "colours of another kind than RGB";
  return {};
}

Result<void> assign_roles(std::vector<Axis>& axes, VolumeHeader& header) {
  const SampleKind kind = header.element.kind;
  const bool whole_numbers =
      kind != SampleKind::float32 && kind != SampleKind::float64 && kind != SampleKind::float128;
  const bool in_space =
      std::any_of(axes.begin(), axes.end(), [](const Axis& axis) { return !axis.direction.empty(); });
  const auto may_be_space = [](const Axis& axis) {
    return axis.kind.empty() || axis.kind == "domain" || axis.kind == "space" || axis.kind == "none" ||
           axis.kind == "???";
  };
  const bool some_spaced =
      std::any_of(axes.begin(), axes.end(), [](const Axis& axis) { return !std::isnan(axis.spacing); });
  std::size_t spatial = 0;
  for (Axis& axis : axes) {
    if (in_space ? !axis.direction.empty() : may_be_space(axis)) {
      // Four or more without a space: the slow ones count time; one without a spacing beside others with is a
      // list.
      const bool is_list = !in_space && axes.size() > 3 && some_spaced && std::isnan(axis.spacing) &&
                           axis.kind != "domain" && axis.kind != "space";
      axis.role = spatial < 3 && !is_list ? Role::space : Role::time;
      spatial += axis.role == Role::space;
      continue;
    }
    if (const auto refused = refused_kind(axis, whole_numbers); !refused.empty())
      return unsupported(fmt::format("The voxels are {}, not values that make a picture.", refused));
    const bool colour =
        axis.kind == "rgb-color" || axis.kind == "rgba-color" || axis.kind == "3-color" ||
        axis.kind == "4-color" ||
        // ITK before 4.5, and others, for pictures in colour.
        (axis.kind == "vector" && (axis.size == 3 || axis.size == 4) && kind == SampleKind::uint8);
    if (axis.size == 1) {
      axis.role = Role::nothing;
    } else if (colour && (axis.size == 3 || axis.size == 4) &&
               header.element.meaning == SampleMeaning::value) {
      axis.role = Role::colour;
      header.element.meaning = axis.size == 3 ? SampleMeaning::rgb : SampleMeaning::rgba;
    } else if (axis.kind == "complex" && axis.size == 2 && header.element.meaning == SampleMeaning::value) {
      axis.role = Role::complex;
      header.element.meaning = SampleMeaning::complex;
    } else {
      axis.role = Role::time;
    }
  }
  if (spatial == 0) return unsupported("The NRRD has no axis in space.");
  return check_element(header.element);
}

Result<void> lay_out(std::vector<Axis>& axes, VolumeHeader& header) {
  std::array<std::int64_t, 3> shape{1, 1, 1};
  std::size_t spatial = 0;
  StoredSteps& steps = header.steps;
  for (const Axis& axis : axes) {
    if (axis.role == Role::space) shape[spatial++] = axis.size;
    if (axis.role == Role::time && axis.size > 1) steps.times.push_back({axis.size, 0});
  }
  header.geometry.shape = {shape[2], shape[1], shape[0]};
  TRY(check_volume_header(header));  // So that the products below fit.
  std::array<std::int64_t, 3> spatial_steps{};
  spatial = 0;
  std::size_t times = 0;
  std::int64_t step = 1;
  for (Axis& axis : axes) {
    axis.step = step;
    step *= axis.size;
    if (axis.role == Role::space) spatial_steps[spatial++] = axis.step;
    if (axis.role == Role::time && axis.size > 1) steps.times[times++].step = axis.step;
    if (axis.role == Role::colour || axis.role == Role::complex) steps.channel = axis.step;
  }
  steps.i = spatial_steps[0];
  steps.j = spatial > 1 ? spatial_steps[1] : steps.i * shape[0];
  steps.k = spatial > 2 ? spatial_steps[2] : steps.j * shape[1];
  return {};
}

/// In mm; lengths of which nothing or something unknown is said count as mm.
double unit_mm_of(std::string_view unit) {
  const std::string name = lower(unit);
  constexpr std::array kUnits{
      std::pair{std::string_view("m"), 1000.0},        std::pair{std::string_view("meter"), 1000.0},
      std::pair{std::string_view("meters"), 1000.0},   std::pair{std::string_view("cm"), 10.0},
      std::pair{std::string_view("centimeter"), 10.0}, std::pair{std::string_view("um"), 1e-3},
      std::pair{std::string_view("µm"), 1e-3},         std::pair{std::string_view("micron"), 1e-3},
      std::pair{std::string_view("microns"), 1e-3},    std::pair{std::string_view("micrometer"), 1e-3},
      std::pair{std::string_view("nm"), 1e-6},         std::pair{std::string_view("nanometer"), 1e-6},
  };
  for (const auto& [known, mm] : kUnits)
    if (name == known) return mm;
  return 1;
}

/// Signs that turn coordinates of a space to LPS.
struct Space {
  Vec3 to_lps{1, 1, 1};
  bool anatomical = false;
  bool known = true;
};

Space space_named(std::string_view given) {
  std::string name = lower(given);
  for (const std::string_view time : {"-time", "t"})
    if (name.ends_with(time) && (time.size() > 1 || name.size() == 4)) name.resize(name.size() - time.size());
  if (name == "left-posterior-superior" || name == "lps") return {{1, 1, 1}, true};
  if (name == "right-anterior-superior" || name == "ras") return {{-1, -1, 1}, true};
  if (name == "left-anterior-superior" || name == "las") return {{1, -1, 1}, true};
  // Left-handed: kept as a mirror of the others, which rotation cannot undo.
  if (name == "3d-left-handed") return {{-1, 1, 1}, false};
  if (name.empty() || name == "scanner-xyz" || name == "3d-right-handed") return {};
  return {{1, 1, 1}, false, false};
}

Vec3 turned(const std::vector<double>& vector, const Space& space, const std::array<double, 3>& unit_mm) {
  const auto at = [&](std::size_t i) { return i < vector.size() ? vector[i] * unit_mm[i] : 0; };
  return {at(0) * space.to_lps.x, at(1) * space.to_lps.y, at(2) * space.to_lps.z};
}

/// A direction for an axis that is not there, at right angles to those that are.
void complete(std::vector<Vec3>& steps) {
  while (steps.size() < 3) {
    Vec3 next;
    if (steps.size() == 2) {
      next = cross(steps[0], steps[1]);
    } else {
      const Vec3 a = steps[0];
      next = std::abs(a.y) < 0.9 * length(a) ? cross(cross(a, {0, 1, 0}), a) : cross(cross(a, {1, 0, 0}), a);
    }
    const double size = length(next);
    steps.push_back(size > 0 ? next * (1 / size) : Vec3{0, 0, 1});
  }
}

Result<void> place_by_directions(const NrrdFields& fields, const std::vector<Axis>& axes,
                                 VolumeHeader& header) {
  const Space space = space_named(fields.get("space"));
  if (!space.known) return damaged("The NRRD names a space that is none of the format's.");
  std::array<double, 3> unit_mm{1, 1, 1};
  const auto units = nrrd_words(fields.get("spaceunits"));
  for (std::size_t i = 0; i < std::min<std::size_t>(units.size(), 3); ++i) unit_mm[i] = unit_mm_of(units[i]);
  std::vector<Vec3> steps;
  for (const Axis& axis : axes)
    if (axis.role == Role::space) steps.push_back(turned(axis.direction, space, unit_mm));
  complete(steps);
  const auto origin = nrrd_vector(fields.get("spaceorigin"));
  header.geometry.ijk_to_lps = {steps[0], steps[1], steps[2], turned(origin, space, unit_mm)};
  if (!is_usable(header.geometry.ijk_to_lps))
    return damaged("The directions of the NRRD's axes do not span a space, or are not numbers.");
  if (!space.anatomical)
    header.warnings.push_back({"orientation_unknown",
                               "The file does not say how its space lies in the body. Its coordinates are "
                               "taken as left, back and up."});
  warn_of_shear(header.geometry.ijk_to_lps, header.warnings);
  return {};
}

void place_by_spacings(const std::vector<Axis>& axes, VolumeHeader& header) {
  std::array<double, 3> size{1, 1, 1};
  std::array<double, 3> origin{};
  std::size_t spatial = 0;
  for (const Axis& axis : axes) {
    if (axis.role != Role::space) continue;
    const double spacing = axis.spacing * unit_mm_of(axis.unit);
    const bool usable = std::isfinite(spacing) && spacing != 0 && std::abs(spacing) < 1e6;
    if (usable) size[spatial] = spacing;
    if (!usable && axis.size > 1) header.geometry.calibrated = false;
    const double least = axis.least * unit_mm_of(axis.unit);
    if (std::isfinite(least) && std::abs(least) < 1e9)
      origin[spatial] = least + (axis.cell ? size[spatial] / 2 : 0);
    ++spatial;
  }
  header.geometry.ijk_to_lps = {
      {size[0], 0, 0}, {0, size[1], 0}, {0, 0, size[2]}, {origin[0], origin[1], origin[2]}};
  header.warnings.push_back(
      {"orientation_unknown",
       "The file does not say how the volume lies in the body. Its axes are taken as left, back and up."});
  if (!header.geometry.calibrated)
    header.warnings.push_back(
        {"uncalibrated", "The file does not say how large a voxel is. Sizes are shown in voxels."});
}

void name_times(const std::vector<Axis>& axes, VolumeHeader& header) {
  std::vector<const Axis*> times;
  for (const Axis& axis : axes)
    if (axis.role == Role::time && axis.size > 1) times.push_back(&axis);
  if (times.empty()) return;
  const Axis& first = *times.front();
  const bool is_time = first.kind == "time" || first.label == "time" || first.label == "t";
  const bool components = first.kind == "vector" || first.kind.ends_with("-color");
  header.time_axis = is_time ? "time" : components ? "component" : "volume";
  if (times.size() == 1 && is_time && std::isfinite(first.spacing) && first.spacing > 0 &&
      !first.unit.empty() && first.unit.size() <= 8) {
    const double start = std::isfinite(first.least) ? first.least : 0;
    for (std::int64_t t = 0; t < first.size; ++t)
      header.time_labels.push_back(
          fmt::format("{:g} {}", start + static_cast<double>(t) * first.spacing, first.unit));
  }
}

}  // namespace

Result<void> read_nrrd_axes(const NrrdFields& fields, VolumeHeader& header) {
  std::vector<Axis> axes = TRY(read_axes(fields));
  TRY(assign_roles(axes, header));
  TRY(lay_out(axes, header));
  name_times(axes, header);
  const bool in_space =
      std::any_of(axes.begin(), axes.end(), [](const Axis& axis) { return !axis.direction.empty(); });
  if (in_space) return place_by_directions(fields, axes, header);
  place_by_spacings(axes, header);
  return {};
}

}  // namespace scanetrix
