// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_source.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/parallel.h"
#include "ingest/dicom_pixels.h"
#include "ingest/limits.h"

namespace scanetrix {
namespace {

bool is_whole(double value) {
  return std::abs(value) <= 2147483647.0 && value == std::floor(value);
}

/// What the header lets a slice's real values be; slope and intercept are whole, or a table says.
struct Range {
  std::int64_t least;
  std::int64_t greatest;
};

Range range_of(const DicomSlice& slice) {
  if (slice.modality_lut != nullptr) {
    const auto [least, greatest] = std::ranges::minmax(slice.modality_lut->entries);
    return {least, greatest};
  }
  const int bits = slice.pixels.bits_stored;
  const std::int64_t low = slice.pixels.is_signed ? -(std::int64_t{1} << (bits - 1)) : 0;
  const std::int64_t high =
      slice.pixels.is_signed ? (std::int64_t{1} << (bits - 1)) - 1 : (std::int64_t{1} << bits) - 1;
  const auto slope = static_cast<std::int64_t>(slice.slope);
  const auto intercept = static_cast<std::int64_t>(slice.intercept);
  const std::int64_t a = low * slope + intercept;  // 32 × 31 + 31 bits: fits.
  const std::int64_t b = high * slope + intercept;
  return {std::min(a, b), std::max(a, b)};
}

/// Stored × slope + intercept for whole numbers. \return Whether every result fits.
template <typename From, typename To>
bool rescale_whole(const From* stored, To* real, std::size_t count, std::int64_t slope,
                   std::int64_t intercept) {
  if constexpr (sizeof(From) <= 2 && sizeof(To) <= 2) {
    if (std::abs(slope) < (1 << 14) && std::abs(intercept) < (1 << 29)) {
      const auto factor = static_cast<std::int32_t>(slope);
      const auto offset = static_cast<std::int32_t>(intercept);
      std::int32_t lost = 0;  // Without a branch, so that the loop is one of vectors.
      for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t value = std::int32_t{stored[i]} * factor + offset;
        real[i] = static_cast<To>(value);
        lost |= value ^ std::int32_t{static_cast<To>(value)};
      }
      return lost == 0;
    }
  }
  bool fits = true;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t value = static_cast<std::int64_t>(stored[i]) * slope + intercept;
    real[i] = static_cast<To>(value);
    fits = fits && static_cast<std::int64_t>(real[i]) == value;
  }
  return fits;
}

/// Cuts a tile out of a frame.
void crop(ByteView frame, const DicomSlice& slice, std::span<std::byte> out) {
  const Tile& tile = *slice.tile;
  const std::size_t pixel =
      slice.pixels.decoded_bytes() / (std::uint64_t{slice.pixels.rows} * slice.pixels.columns);
  const std::size_t row_bytes = tile.columns * pixel;
  for (std::size_t row = 0; row < tile.rows; ++row) {
    const std::size_t from = ((tile.first_row + row) * slice.pixels.columns + tile.first_column) * pixel;
    std::copy_n(frame.data() + from, row_bytes, out.data() + row * row_bytes);
  }
}

}  // namespace

DicomSource::DicomSource(Times times, OpenFile open, const Progress& progress, bool wide)
    : times_(std::move(times)), open_(std::move(open)), progress_(progress) {
  const DicomSlice& first = *times_.front().front();
  bool one_scale = true;
  Range range{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};
  const bool whole = is_integer(first.pixels.type()) && is_whole(first.slope) && is_whole(first.intercept);
  for (const auto& slices : times_)
    for (const DicomSlice* slice : slices) {
      one_scale = one_scale && slice->slope == first.slope && slice->intercept == first.intercept;
      if (!whole || !one_scale || slice->pixels.bits_stored > 32) continue;
      const Range own = range_of(*slice);
      range = {std::min(range.least, own.least), std::max(range.greatest, own.greatest)};
    }
  form_.type = first.pixels.type();
  form_.channels = first.pixels.channels();
  form_.unit = first.unit;
  form_.time_points = static_cast<std::int64_t>(times_.size());
  if (form_.channels == 3) return;
  if (!one_scale) {
    form_.type = size_bytes(form_.type) > 4 ? VoxelType::float64 : VoxelType::float32;
    to_real_ = true;
    return;
  }
  if (first.slope == 1 && first.intercept == 0 && first.modality_lut == nullptr) return;
  // Sixteen bits stored and an offset need more than sixteen in principle, and hardly ever in fact.
  auto type = whole ? integer_type_for(range.least, range.greatest) : std::nullopt;
  if (type && size_bytes(*type) > 2 && size_bytes(form_.type) <= 2 && !wide) type = VoxelType::int16;
  if (type) {
    form_.type = *type;
    to_real_ = true;
  } else {
    form_.slope = first.slope;
    form_.intercept = first.intercept;
  }
}

Result<void> DicomSource::decode(const DicomSlice& slice, std::span<std::byte> samples) const {
  const MappedFile file = TRY(open_(slice.file));
  if (!slice.tile) return decode_dicom_pixels(file.bytes(), slice, samples);
  Bytes frame(slice.pixels.decoded_bytes());
  TRY(decode_dicom_pixels(file.bytes(), slice, frame));
  crop(frame, slice, samples);
  return {};
}

Result<void> DicomSource::read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> out) const {
  if (progress_.cancelled()) return fail(ErrorCode::cancelled, "The reading was cancelled.");
  const DicomSlice& slice = *times_[static_cast<std::size_t>(time)][static_cast<std::size_t>(k)];
  const auto count = static_cast<std::size_t>(slice.rows()) * slice.columns();
  const std::size_t stored_bytes =
      count * size_bytes(slice.pixels.type()) * static_cast<std::size_t>(form_.channels);
  const bool in_place =
      !to_real_ || (size_bytes(form_.type) == size_bytes(slice.pixels.type()) && is_integer(form_.type));
  Bytes apart(in_place ? 0 : stored_bytes);
  const std::span<std::byte> stored = in_place ? out : std::span(apart);
  if (in_place) std::fill(out.begin(), out.end(), std::byte{0});
  if (auto decoded = within_memory([&] { return decode(slice, stored); }); !decoded) {
    const std::lock_guard lock(mutex_);
    damaged_.push_back({slice.file, decoded.error()});
    return decoded;
  }
  if (!to_real_) return {};
  bool fits = true;
  with_type(slice.pixels.type(), [&](auto from) {
    using From = decltype(from);
    const auto* source = reinterpret_cast<const From*>(stored.data());
    with_type(form_.type, [&](auto to) {
      using To = decltype(to);
      auto* target = reinterpret_cast<To*>(out.data());
      if constexpr (std::is_integral_v<From> && std::is_integral_v<To>) {
        if (slice.modality_lut != nullptr) {  // Its entries' range made the type.
          for (std::size_t i = 0; i < count; ++i)
            target[i] = static_cast<To>(slice.modality_lut->at(source[i]));
          return;
        }
        fits = rescale_whole(source, target, count, static_cast<std::int64_t>(slice.slope),
                             static_cast<std::int64_t>(slice.intercept));
      } else {
        for (std::size_t i = 0; i < count; ++i)
          target[i] = static_cast<To>(static_cast<double>(source[i]) * slice.slope + slice.intercept);
      }
    });
  });
  if (fits) return {};
  overflowed_ = true;
  return fail(ErrorCode::bad_input, "value_range", "A value does not fit 16 bits.");
}

std::vector<RefusedFile> DicomSource::damaged() const {
  const std::lock_guard lock(mutex_);
  return damaged_;
}

Result<void> DicomSource::look_at_all() const {
  std::vector<const DicomSlice*> all;
  for (const auto& slices : times_) all.insert(all.end(), slices.begin(), slices.end());
  {
    const std::lock_guard lock(mutex_);
    damaged_.clear();
  }
  return parallel_for(all.size(), [&](std::size_t i) -> Result<void> {
    if (progress_.cancelled()) return fail(ErrorCode::cancelled, "The reading was cancelled.");
    const auto outcome = within_memory([&]() -> Result<void> {
      const MappedFile file = TRY(open_(all[i]->file));
      Bytes frame(all[i]->pixels.decoded_bytes());
      return decode_dicom_pixels(file.bytes(), *all[i], frame);
    });
    if (!outcome) {
      const std::lock_guard lock(mutex_);
      damaged_.push_back({all[i]->file, outcome.error()});
    }
    return {};
  });
}

}  // namespace scanetrix
