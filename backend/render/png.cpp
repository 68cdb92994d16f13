// SPDX-License-Identifier: Apache-2.0
#include "render/png.h"

#include <png.h>
#include <zlib.h>

#include <string_view>

namespace scanetrix {
namespace {

void append_number(Bytes& out, std::uint32_t number) {
  for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<std::byte>(number >> shift));
}

/// libpng's simple interface writes no text.
void insert_comment(Bytes& file, std::string_view comment) {
  constexpr std::ptrdiff_t kBehindHeader = 8 + 25;  // The signature and IHDR.
  const std::string body = std::string("tEXtComment") + '\0' + std::string(comment);
  Bytes chunk;
  append_number(chunk, static_cast<std::uint32_t>(body.size() - 4));
  for (const char c : body) chunk.push_back(static_cast<std::byte>(c));
  append_number(chunk, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(body.data()),
                                                        static_cast<uInt>(body.size()))));
  file.insert(file.begin() + kBehindHeader, chunk.begin(), chunk.end());
}

}  // namespace

Picture on_black(Picture picture) {
  if (picture.channels != 4) return picture;
  std::size_t out = 0;
  for (std::size_t i = 0; i < picture.samples.size(); i += 4)
    for (std::size_t c = 0; c < 3; ++c)
      picture.samples[out++] = picture.samples[i + 3] == 0 ? std::uint8_t{0} : picture.samples[i + c];
  picture.samples.resize(out);
  picture.channels = 3;
  return picture;
}

Result<Bytes> encode_png(const Picture& picture) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = picture.channels == 4   ? PNG_FORMAT_RGBA
                 : picture.channels == 3 ? PNG_FORMAT_RGB
                                         : PNG_FORMAT_GRAY;
  image.flags = PNG_IMAGE_FLAG_FAST;

  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  Bytes file(size);
  if (png_image_write_to_memory(&image, file.data(), &size, 0, picture.samples.data(), 0, nullptr) == 0)
    return fail(ErrorCode::internal, fmt::format("cannot encode a PNG: {}", image.message));
  file.resize(size);
  if (!picture.comment.empty()) insert_comment(file, picture.comment);
  return file;
}

}  // namespace scanetrix
