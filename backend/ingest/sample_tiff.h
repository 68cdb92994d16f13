// SPDX-License-Identifier: Apache-2.0
#pragma once

// TIFF files for tests, written by libtiff itself.

#include <tiffio.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace scanetrix {

struct TiffSample {
  unsigned width = 2;
  unsigned height = 2;
  int bits = 8;
  int channels = 1;
  int photometric = PHOTOMETRIC_MINISBLACK;
  int format = SAMPLEFORMAT_UINT;
  int compression = COMPRESSION_NONE;
  int orientation = 1;
  unsigned tile = 0;  ///< Side of square tiles, a multiple of 16; 0: strips of one row.
  unsigned subfile = 0;
  bool planar = false;
  bool alpha = false;
  std::string description = {};
  float resolution = 0;
  std::vector<std::uint16_t> palette = {};  ///< Red, green, blue; 2^bits each.
  std::vector<std::uint8_t> bytes = {};     ///< Rows (planar: of one plane after the other), native order.
};

namespace detail {
struct MemoryFile {
  Bytes bytes;
  std::size_t at = 0;
};
inline tmsize_t read_memory(thandle_t file, void* out, tmsize_t count) {
  auto& memory = *static_cast<MemoryFile*>(file);
  const std::size_t got = std::min(static_cast<std::size_t>(count), memory.bytes.size() - memory.at);
  std::memcpy(out, memory.bytes.data() + memory.at, got);
  memory.at += got;
  return static_cast<tmsize_t>(got);
}
inline tmsize_t write_memory(thandle_t file, void* from, tmsize_t count) {
  auto& memory = *static_cast<MemoryFile*>(file);
  memory.bytes.resize(std::max(memory.bytes.size(), memory.at + static_cast<std::size_t>(count)));
  std::memcpy(memory.bytes.data() + memory.at, from, static_cast<std::size_t>(count));
  memory.at += static_cast<std::size_t>(count);
  return count;
}
inline toff_t seek_memory(thandle_t file, toff_t offset, int whence) {
  auto& memory = *static_cast<MemoryFile*>(file);
  memory.at = (whence == SEEK_CUR ? memory.at : whence == SEEK_END ? memory.bytes.size() : 0) + offset;
  return memory.at;
}
}  // namespace detail

/// \param mode  As TIFFOpen's: "wl" little endian, "wb" big, "w8" BigTIFF.
inline Bytes tiff_file(const std::vector<TiffSample>& pages, const char* mode = "wl") {
  detail::MemoryFile memory;
  TIFF* tiff = TIFFClientOpen(
      "test", mode, &memory, detail::read_memory, detail::write_memory, detail::seek_memory,
      [](thandle_t) { return 0; },
      [](thandle_t file) { return toff_t{static_cast<detail::MemoryFile*>(file)->bytes.size()}; },
      [](thandle_t, void**, toff_t*) { return 0; }, [](thandle_t, void*, toff_t) {});
  for (const TiffSample& page : pages) {
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, page.width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, page.height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, page.bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, page.channels);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, page.photometric);
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, page.format);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, page.compression);
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, page.orientation);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, page.planar ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
    if (page.subfile != 0) TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, page.subfile);
    if (page.alpha) {
      std::uint16_t kind = EXTRASAMPLE_UNASSALPHA;
      TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &kind);
    }
    if (!page.description.empty()) TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, page.description.c_str());
    if (page.resolution > 0) {
      TIFFSetField(tiff, TIFFTAG_XRESOLUTION, static_cast<double>(page.resolution));
      TIFFSetField(tiff, TIFFTAG_YRESOLUTION, static_cast<double>(page.resolution));
    }
    if (!page.palette.empty()) {
      const std::size_t count = page.palette.size() / 3;
      TIFFSetField(tiff, TIFFTAG_COLORMAP, page.palette.data(), page.palette.data() + count,
                   page.palette.data() + 2 * count);
    }
    std::vector<std::uint8_t> bytes = page.bytes;
    const unsigned planes = page.planar ? static_cast<unsigned>(page.channels) : 1;
    if (page.tile != 0) {
      TIFFSetField(tiff, TIFFTAG_TILEWIDTH, page.tile);
      TIFFSetField(tiff, TIFFTAG_TILELENGTH, page.tile);
      const std::size_t pixel = static_cast<std::size_t>(page.channels * page.bits / 8);
      for (unsigned y = 0; y < page.height; y += page.tile)
        for (unsigned x = 0; x < page.width; x += page.tile) {
          std::vector<std::uint8_t> tile(std::size_t{page.tile} * page.tile * pixel);
          for (unsigned r = 0; r < page.tile && y + r < page.height; ++r)
            for (unsigned c = 0; c < page.tile && x + c < page.width; ++c)
              std::memcpy(&tile[(std::size_t{r} * page.tile + c) * pixel],
                          &bytes[(std::size_t{y + r} * page.width + x + c) * pixel], pixel);
          TIFFWriteTile(tiff, tile.data(), x, y, 0, 0);
        }
    } else {
      TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, page.compression == COMPRESSION_JPEG ? page.height : 1);
      if (page.compression == COMPRESSION_JPEG && page.photometric == PHOTOMETRIC_YCBCR)
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
      const auto row = static_cast<std::size_t>(TIFFScanlineSize(tiff));
      for (unsigned plane = 0; plane < planes; ++plane)
        for (unsigned y = 0; y < page.height; ++y)
          TIFFWriteScanline(tiff, &bytes[(std::size_t{plane} * page.height + y) * row], y,
                            static_cast<std::uint16_t>(plane));
    }
    TIFFWriteDirectory(tiff);
  }
  TIFFClose(tiff);
  return memory.bytes;
}

}  // namespace scanetrix
