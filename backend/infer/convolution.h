// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace scanetrix {

/// Feature maps of a few planes of one size, laid out for the processor's vectors: planes lie side by side in
/// a row with at least two columns between them, and every fourth column of a row lies next to each other
/// ([channel, row, column mod 4, column / 4]). Around and between the planes there are zeros.
class FeatureMap {
 public:
  FeatureMap(int channels, int planes, int rows, int columns);

  [[nodiscard]] int channels() const { return channels_; }
  [[nodiscard]] int planes() const { return planes_; }
  [[nodiscard]] int rows() const { return rows_; }
  [[nodiscard]] int columns() const { return columns_; }

  /// The place of a value; row and column may be −1 or one behind the last, where there is a zero.
  [[nodiscard]] float& at(int channel, int plane, int row, int column) {
    return values_[index(channel, plane, row, column)];
  }
  [[nodiscard]] float at(int channel, int plane, int row, int column) const {
    return values_[index(channel, plane, row, column)];
  }

  /// One row of a plane, `columns` values one after the other.
  void read_row(int channel, int plane, int row, std::span<float> out) const;
  void write_row(int channel, int plane, int row, std::span<const float> values);

  // For the convolutions.
  /// Columns of all planes with what lies between them, in fours.
  [[nodiscard]] int quads() const { return quads_; }
  [[nodiscard]] std::size_t row_stride() const { return 4 * quad_stride_; }
  [[nodiscard]] std::size_t quad_stride() const { return quad_stride_; }
  /// Row −1 … rows; the first value is column −1.
  [[nodiscard]] float* row_begin(int channel, int row) { return values_.data() + row_index(channel, row); }
  [[nodiscard]] const float* row_begin(int channel, int row) const {
    return values_.data() + row_index(channel, row);
  }
  /// += another of the same size.
  void add(const FeatureMap& other);

  /// What lies beside the planes in this row becomes zero.
  void clear_gaps(int channel, int row);

 private:
  [[nodiscard]] std::size_t row_index(int channel, int row) const {
    return (static_cast<std::size_t>(channel) * static_cast<std::size_t>(rows_ + 2) +
            static_cast<std::size_t>(row + 1)) *
           row_stride();
  }
  [[nodiscard]] std::size_t index(int channel, int plane, int row, int column) const {
    return row_index(channel, row) + place(static_cast<std::size_t>(plane * plane_stride_ + column + 1));
  }
  /// Of a column, counted from −1, in its row.
  [[nodiscard]] std::size_t place(std::size_t column) const { return column % 4 * quad_stride_ + column / 4; }

  int channels_, planes_, rows_, columns_;
  int plane_stride_;  ///< Columns from one plane to the next.
  int quads_;
  std::size_t quad_stride_;
  std::vector<float> values_;
};

/// A convolution of 3 × 3, zeros beyond the edges, no bias: Winograd's F(4 × 4, 3 × 3), which makes 16 values
/// of 36 products instead of 144 (Lavin and Gray 2016). Results differ from the plain sum by rounding alone,
/// some 10⁻⁵ of the values. Uses AVX2 or AVX-512 where the processor has it.
class WinogradConvolution {
 public:
  /// \param weights  [outputs, inputs, 3, 3], as torch's conv2d: a correlation.
  WinogradConvolution(int outputs, int inputs, std::span<const float> weights);

  enum class Then {
    nothing,   ///< out = in * weights
    no_minus,  ///< … negative values are 0 (ReLU).
    add,       ///< out += in * weights
  };
  /// Memory to work in, some 300 KB for 24 channels; to be used again.
  struct Scratch {
    std::vector<float> points, sums;
  };
  /// `out` is another map of the same planes. One thread; several may run at once, each with its own maps and
  /// scratch. Cost: about 2.25 products an output, an input and a pixel.
  void run(const FeatureMap& in, FeatureMap& out, Then then, Scratch& scratch) const;

  [[nodiscard]] int outputs() const { return outputs_; }
  [[nodiscard]] int inputs() const { return inputs_; }

 private:
  int outputs_, inputs_;
  std::vector<float> transformed_;  ///< [36, groups of outputs, inputs, outputs of a group]
};

/// A convolution of 3 × 3 of one channel; beyond the edges the outermost pixels go on.
class EdgeConvolution {
 public:
  /// \param weights  [outputs, 1, 3, 3].
  EdgeConvolution(int outputs, std::span<const float> weights);

  /// \param planes  [planes, rows, columns] of the map's size.
  void run(std::span<const float> planes, FeatureMap& out) const;

 private:
  int outputs_;
  std::vector<float> weights_;
};

}  // namespace scanetrix
