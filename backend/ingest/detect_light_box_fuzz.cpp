// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <utility>

#include "ingest/detect_light_box.h"

using namespace scanetrix;

/// First byte: width / 2; second and third: rows and columns to measure; the rest: pixels.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4 || data[0] == 0) return 0;
  const std::int64_t width = 2 * data[0];
  const std::int64_t height = static_cast<std::int64_t>(size - 3) / width;
  const GrayView picture{width, height, {data + 3, static_cast<std::size_t>(width * height)}};
  const auto fits = [&](const LightBox& box) {
    const auto& [across, down] = std::pair(box.across, box.down);
    return across.first >= 0 && down.first >= 0 && across.tile > 0 && down.tile > 0 &&
           across.start(across.count - 1) + across.tile <= width &&
           down.start(down.count - 1) + down.tile <= height;
  };
  if (const auto found = detect_light_box(picture); found && !fits(*found)) std::abort();
  if (const auto found = measure_light_box(picture, data[1] % 32, data[2] % 32); found && !fits(*found))
    std::abort();
  return 0;
}
