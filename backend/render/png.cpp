// SPDX-License-Identifier: Apache-2.0
#include "render/png.h"

#include <png.h>

namespace scanetrix {

Result<Bytes> encode_png(const Picture& picture) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = picture.channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  image.flags = PNG_IMAGE_FLAG_FAST;

  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  Bytes file(size);
  if (png_image_write_to_memory(&image, file.data(), &size, 0, picture.samples.data(), 0, nullptr) == 0)
    return fail(ErrorCode::internal, fmt::format("cannot encode a PNG: {}", image.message));
  file.resize(size);
  return file;
}

}  // namespace scanetrix
