// SPDX-License-Identifier: Apache-2.0
#include "ingest/voxel_element.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <type_traits>

namespace scanetrix {
namespace {

/// A 128-bit number, as its bytes.
struct Float128 {
  std::uint64_t low;
  std::uint64_t high;
};

/// Calls `function` with a value of the C++ type of one sample, to be used for its type alone.
template <typename Function>
decltype(auto) with_sample(SampleKind kind, Function&& function) {
  switch (kind) {
    case SampleKind::int8:
      return function(std::int8_t{});
    case SampleKind::bit:
    case SampleKind::uint8:
      return function(std::uint8_t{});
    case SampleKind::int16:
      return function(std::int16_t{});
    case SampleKind::uint16:
      return function(std::uint16_t{});
    case SampleKind::int32:
      return function(std::int32_t{});
    case SampleKind::uint32:
      return function(std::uint32_t{});
    case SampleKind::int64:
      return function(std::int64_t{});
    case SampleKind::uint64:
      return function(std::uint64_t{});
    case SampleKind::float32:
      return function(float{});
    case SampleKind::float64:
      return function(double{});
    case SampleKind::float128:
      return function(Float128{});
  }
  std::abort();  // Not a value of the enum: memory is damaged.
}

template <typename T>
T stored_at(ByteView bytes, std::size_t index, bool swapped) {
  const T value = load<T>(bytes, index * sizeof(T));
  return swapped ? byte_swapped(value) : value;
}

/// IEEE 754 binary128: a sign, 15 bits of exponent, 112 of fraction. `exact` becomes false where 53 bits do
/// not hold it.
double from_binary128(Float128 value, bool& exact) {
  const int exponent = static_cast<int>(value.high >> 48 & 0x7fff);
  const std::uint64_t high = value.high & 0xffffffffffffull;
  double magnitude = 0;
  if (exponent == 0x7fff) {
    magnitude = (high | value.low) != 0 ? std::numeric_limits<double>::quiet_NaN()
                                        : std::numeric_limits<double>::infinity();
  } else {
    const double lead = exponent == 0 ? 0.0 : std::ldexp(1.0, 48);
    // The lowest 60 bits lie under 53; what is among them is lost.
    exact &= (value.low & 0x0fffffffffffffffull) == 0;
    magnitude = std::ldexp(lead + static_cast<double>(high) + std::ldexp(static_cast<double>(value.low), -64),
                           std::max(exponent, 1) - 16383 - 48);
    exact &= magnitude < std::numeric_limits<double>::infinity();
  }
  return value.high >> 63 ? -magnitude : magnitude;
}

/// x87's extended precision: a sign, 15 bits of exponent, 64 of fraction with the leading one.
double from_x87(Float128 value, bool& exact) {
  const int exponent = static_cast<int>(value.high & 0x7fff);
  double magnitude = 0;
  if (exponent == 0x7fff) {
    magnitude = (value.low << 1) != 0 ? std::numeric_limits<double>::quiet_NaN()
                                      : std::numeric_limits<double>::infinity();
  } else {
    exact &= (value.low & 0x7ff) == 0;
    magnitude = std::ldexp(static_cast<double>(value.low), std::max(exponent, 1) - 16383 - 63);
    exact &= magnitude < std::numeric_limits<double>::infinity();
  }
  return value.high >> 15 & 1 ? -magnitude : magnitude;
}

template <typename T>
double as_double(T value, [[maybe_unused]] bool binary128) {
  if constexpr (std::is_same_v<T, Float128>) {
    bool exact = true;
    return binary128 ? from_binary128(value, exact) : from_x87(value, exact);
  } else {
    return static_cast<double>(value);
  }
}

/// What a look at all whole numbers of a stream tells.
struct Range {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t greatest = std::numeric_limits<std::int64_t>::min();
  bool beyond = false;  ///< Some are over 2⁶³ - 1; those are not in the range.

  void add(const Range& other) {
    least = std::min(least, other.least);
    greatest = std::max(greatest, other.greatest);
    beyond |= other.beyond;
  }
};

Result<Range> range_of(const StoredElement& element, const OverStream& over_stream) {
  Range whole;
  std::mutex mutex;
  TRY(over_stream([&](ByteView piece) {
    Range range;
    with_sample(element.kind, [&](auto sample) {
      using T = decltype(sample);
      if constexpr (std::is_integral_v<T>) {
        T least = std::numeric_limits<T>::max();
        T greatest = std::numeric_limits<T>::min();
        for (std::size_t i = 0; i < piece.size() / sizeof(T); ++i) {
          const T value = stored_at<T>(piece, i, element.swapped);
          least = std::min(least, value);
          greatest = std::max(greatest, value);
        }
        constexpr auto most = std::numeric_limits<std::int64_t>::max();
        range.beyond = !std::in_range<std::int64_t>(greatest);
        range.least = std::in_range<std::int64_t>(least) ? static_cast<std::int64_t>(least) : most;
        range.greatest = range.beyond ? most : static_cast<std::int64_t>(greatest);
      }
    });
    const std::lock_guard lock(mutex);
    whole.add(range);
  }));
  return whole;
}

bool is_whole(double value) {
  return std::abs(value) <= 2147483647.0 && value == std::floor(value);
}

/// For whole-numbered kinds.
Result<void> plan_whole_numbers(const StoredElement& element, double slope, double intercept,
                                const OverStream& over_stream, VoxelPlan& plan) {
  const std::size_t width = size_bytes(element.kind);
  const bool scaled = slope != 1 || intercept != 0;
  const bool exact = is_whole(slope) && is_whole(intercept);
  if (width < 8) {
    plan.slope = slope;
    plan.intercept = intercept;
    with_sample(element.kind, [&](auto sample) {
      using T = decltype(sample);
      if constexpr (std::is_same_v<T, std::int8_t>) plan.type = VoxelType::int8;
      if constexpr (std::is_same_v<T, std::uint8_t>) plan.type = VoxelType::uint8;
      if constexpr (std::is_same_v<T, std::int16_t>) plan.type = VoxelType::int16;
      if constexpr (std::is_same_v<T, std::uint16_t>) plan.type = VoxelType::uint16;
      if constexpr (std::is_same_v<T, std::int32_t>) plan.type = VoxelType::int32;
      if constexpr (std::is_same_v<T, std::uint32_t>) plan.type = VoxelType::uint32;
    });
  }
  if (width < 4 && !(scaled && exact)) return {};
  if (width == 4 && !exact) return {};

  const Range range = TRY(range_of(element, over_stream));
  const auto fits = [&](double factor, double summand) -> std::optional<VoxelType> {
    constexpr std::int64_t kWide = std::int64_t{1} << 32;
    if (range.beyond || range.least < -kWide || range.greatest > kWide) return std::nullopt;
    // 33 bits × 31 bits + 31 bits: fits a double's 53 only loosely, but 64 always.
    const std::int64_t a =
        range.least * static_cast<std::int64_t>(factor) + static_cast<std::int64_t>(summand);
    const std::int64_t b =
        range.greatest * static_cast<std::int64_t>(factor) + static_cast<std::int64_t>(summand);
    return integer_type_for(std::min(a, b), std::max(a, b));
  };
  if (exact) {
    if (const auto type = fits(slope, intercept)) {
      plan.type = *type;
      plan.slope = 1;
      plan.intercept = 0;
      plan.applies_scale = scaled;
      plan.factor = slope;
      plan.summand = intercept;
      return {};
    }
  }
  if (width < 8) return {};  // Whole-numbered, but too wide: what is stored, with its scale.
  if (const auto type = fits(1, 0)) {
    plan.type = *type;
    plan.slope = slope;
    plan.intercept = intercept;
    return {};
  }
  plan.type = VoxelType::float64;
  plan.slope = 1;
  plan.intercept = 0;
  plan.applies_scale = scaled;
  plan.factor = slope;
  plan.summand = intercept;
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  if (range.beyond || range.least < -kExact || range.greatest > kExact)
    plan.warnings.push_back(
        {"precision_lost",
         "The file's 64-bit numbers are kept as floating point: beyond 9 · 10¹⁵ they are rounded."});
  return {};
}

/// Finds out which kind of 128-bit number it is (x87 leaves six bytes of padding, which writers leave zero),
/// and whether 64 bits hold them all.
Result<void> plan_float128(const StoredElement& element, const OverStream& over_stream, VoxelPlan& plan) {
  std::mutex mutex;
  bool padded = true;
  bool x87_exact = true;
  bool binary_exact = true;
  TRY(over_stream([&](ByteView piece) {
    bool zero = true;
    bool x87 = true;
    bool binary = true;
    for (std::size_t i = 0; i < piece.size() / sizeof(Float128); ++i) {
      auto value = stored_at<Float128>(piece, i, element.swapped);
      zero &= value.high >> 16 == 0;
      from_x87(value, x87);
      from_binary128(value, binary);
    }
    const std::lock_guard lock(mutex);
    padded &= zero;
    x87_exact &= x87;
    binary_exact &= binary;
  }));
  plan.is_binary128 = !padded;
  if (!(padded ? x87_exact : binary_exact))
    plan.warnings.push_back({"precision_lost", "The file's 128-bit numbers are rounded to 64 bits."});
  return {};
}

template <typename From, typename To>
void convert_values(ByteView stored, bool swapped, const VoxelPlan& plan, std::span<std::byte> out) {
  const std::size_t count = out.size() / sizeof(To);
  for (std::size_t i = 0; i < count; ++i) {
    const From value = stored_at<From>(stored, i, swapped);
    To result{};
    if constexpr (std::is_integral_v<From> && std::is_integral_v<To>) {
      result = static_cast<To>(plan.applies_scale ? static_cast<std::int64_t>(value) *
                                                            static_cast<std::int64_t>(plan.factor) +
                                                        static_cast<std::int64_t>(plan.summand)
                                                  : static_cast<std::int64_t>(value));
    } else if constexpr (std::is_floating_point_v<To>) {
      const double real = as_double(value, plan.is_binary128);
      result = static_cast<To>(plan.applies_scale ? real * plan.factor + plan.summand : real);
    }
    std::memcpy(out.data() + i * sizeof(To), &result, sizeof(To));
  }
}

template <typename From, typename To>
void convert_complex(ByteView stored, bool swapped, const VoxelPlan& plan, std::span<std::byte> out) {
  for (std::size_t i = 0; i < out.size() / sizeof(To); ++i) {
    const double real = as_double(stored_at<From>(stored, 2 * i, swapped), plan.is_binary128);
    const double imaginary = as_double(stored_at<From>(stored, 2 * i + 1, swapped), plan.is_binary128);
    const To magnitude =
        static_cast<To>(std::hypot(real * plan.factor + plan.summand, imaginary * plan.factor));
    std::memcpy(out.data() + i * sizeof(To), &magnitude, sizeof(To));
  }
}

bool is_real(SampleKind kind) {
  return kind == SampleKind::float32 || kind == SampleKind::float64 || kind == SampleKind::float128;
}

}  // namespace

std::size_t size_bytes(SampleKind kind) {
  if (kind == SampleKind::bit) return 0;
  return with_sample(kind, [](auto sample) { return sizeof(sample); });
}

std::size_t StoredElement::samples() const {
  switch (meaning) {
    case SampleMeaning::value:
      return 1;
    case SampleMeaning::complex:
      return 2;
    case SampleMeaning::rgb:
      return 3;
    case SampleMeaning::rgba:
      return 4;
  }
  std::abort();  // Not a value of the enum: memory is damaged.
}

std::uint64_t StoredElement::stored_bytes(std::uint64_t samples) const {
  return kind == SampleKind::bit ? (samples + 7) / 8 : samples * size_bytes(kind);
}

std::uint64_t StoredElement::decoded_bytes() const {
  if (meaning == SampleMeaning::rgb || meaning == SampleMeaning::rgba) return 3;
  return std::clamp<std::uint64_t>(size_bytes(kind), 1, 8);
}

Result<void> check_element(const StoredElement& element) {
  const bool colour = element.meaning == SampleMeaning::rgb || element.meaning == SampleMeaning::rgba;
  if (colour && element.kind != SampleKind::uint8)
    return fail(ErrorCode::unsupported, "unsupported_pixel_format",
                "Colour of other than 8 bits a channel is not read.");
  if (element.meaning == SampleMeaning::complex && !is_real(element.kind))
    return fail(ErrorCode::unsupported, "unsupported_pixel_format", "Complex whole numbers are not read.");
  return {};
}

Result<VoxelPlan> plan_voxels(const StoredElement& element, double slope, double intercept,
                              const OverStream& over_stream) {
  VoxelPlan plan;
  switch (element.meaning) {
    case SampleMeaning::rgba:
      plan.warnings.push_back({"transparency_dropped", "The voxels have an alpha channel. It is left out."});
      [[fallthrough]];
    case SampleMeaning::rgb:
      plan.channels = 3;
      plan.type = VoxelType::uint8;
      return plan;
    case SampleMeaning::complex:
      plan.warnings.push_back(
          {"complex_magnitude",
           "The voxels are complex numbers. Their magnitude is shown, the phase is left out."});
      break;
    case SampleMeaning::value:
      break;
  }
  if (is_real(element.kind)) {
    plan.type = element.kind == SampleKind::float32 ? VoxelType::float32 : VoxelType::float64;
    plan.applies_scale = slope != 1 || intercept != 0;
    plan.factor = slope;
    plan.summand = intercept;
    if (element.kind == SampleKind::float128) TRY(plan_float128(element, over_stream, plan));
    return plan;
  }
  if (element.kind == SampleKind::bit) {
    plan.warnings.push_back(
        {"bit_order_assumed",
         "The voxels are single bits. The lowest bit of each byte is taken as its first voxel."});
    plan.type = VoxelType::uint8;
    plan.slope = slope;
    plan.intercept = intercept;
    return plan;
  }
  TRY(plan_whole_numbers(element, slope, intercept, over_stream, plan));
  return plan;
}

void convert_voxels(const StoredElement& element, const VoxelPlan& plan, ByteView stored,
                    std::span<std::byte> out) {
  if (element.meaning == SampleMeaning::rgba) {
    for (std::size_t i = 0; i < out.size() / 3; ++i)
      std::memcpy(out.data() + 3 * i, stored.data() + 4 * i, 3);
    return;
  }
  if (element.meaning == SampleMeaning::rgb) {
    std::memcpy(out.data(), stored.data(), out.size());
    return;
  }
  with_sample(element.kind, [&](auto from) {
    using From = decltype(from);
    with_type(plan.type, [&](auto to) {
      using To = decltype(to);
      if constexpr (std::is_floating_point_v<To> && !std::is_integral_v<From>)
        if (element.meaning == SampleMeaning::complex)
          return convert_complex<From, To>(stored, element.swapped, plan, out);
      convert_values<From, To>(stored, element.swapped, plan, out);
    });
  });
}

}  // namespace scanetrix
