// SPDX-License-Identifier: Apache-2.0
#include "train/draw_planes.h"

#include <algorithm>
#include <tuple>

namespace scanetrix {

Picture draw_planes(const Shape& shape, const std::vector<float>& values, const Mask& inside) {
  std::vector<float> sorted = values;
  const auto at = [&sorted](double part) {
    const auto nth =
        sorted.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(sorted.size() - 1) * part);
    std::nth_element(sorted.begin(), nth, sorted.end());
    return *nth;
  };
  const float low = at(0.02);
  const float range = std::max(at(0.995) - low, 1e-6F);
  constexpr int kZoom = 3;
  const auto [nx, ny, nz] =
      std::tuple{static_cast<int>(shape.x), static_cast<int>(shape.y), static_cast<int>(shape.z)};
  Picture picture{(nx + nx + ny) * kZoom, std::max(ny, nz) * kZoom, 3, {}};
  picture.samples.resize(static_cast<std::size_t>(picture.width * picture.height * 3));
  const auto index = [&](int x, int y, int z) {
    return static_cast<std::size_t>((z * shape.y + y) * shape.x + x);
  };
  const auto draw = [&](int left, int columns, int rows, const auto& place) {
    for (int row = 0; row < rows * kZoom; ++row)
      for (int column = 0; column < columns * kZoom; ++column) {
        const int r = row / kZoom;
        const int c = column / kZoom;
        const std::size_t here = place(c, rows - 1 - r);
        const bool edge =
            inside[here] != 0 &&
            (r == 0 || c == 0 || r + 1 == rows || c + 1 == columns ||
             inside[place(c - 1, rows - 1 - r)] == 0 || inside[place(c + 1, rows - 1 - r)] == 0 ||
             inside[place(c, rows - r)] == 0 || inside[place(c, rows - 2 - r)] == 0);
        const float value = std::clamp((values[here] - low) / range, 0.0F, 1.0F) * 255;
        auto* out = picture.samples.data() + (row * picture.width + left * kZoom + column) * 3;
        out[0] = edge ? 255 : static_cast<std::uint8_t>(value);
        out[1] = out[2] = edge ? 40 : static_cast<std::uint8_t>(value);
      }
  };
  draw(0, nx, ny, [&](int c, int r) { return index(nx - 1 - c, r, nz / 2); });
  draw(nx, nx, nz, [&](int c, int r) { return index(nx - 1 - c, ny / 2, r); });
  draw(2 * nx, ny, nz, [&](int c, int r) { return index(nx / 2, ny - 1 - c, r); });
  return picture;
}

}  // namespace scanetrix
