// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_jpeg2000.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openjpeg.h>

namespace scanetrix {
namespace {

using testing::ElementsAreArray;

/// Writes into a vector, as OpenJPEG's stream wants it.
struct Sink {
  Bytes bytes;
  std::size_t at = 0;
  static OPJ_SIZE_T write(void* from, OPJ_SIZE_T count, void* self_) {
    auto* self = static_cast<Sink*>(self_);
    if (self->at + count > self->bytes.size()) self->bytes.resize(self->at + count);
    std::memcpy(self->bytes.data() + self->at, from, count);
    self->at += count;
    return count;
  }
  static OPJ_OFF_T skip(OPJ_OFF_T count, void* self) {
    static_cast<Sink*>(self)->at += static_cast<std::size_t>(count);
    return count;
  }
  static OPJ_BOOL seek(OPJ_OFF_T to, void* self) {
    static_cast<Sink*>(self)->at = static_cast<std::size_t>(to);
    return OPJ_TRUE;
  }
};

Bytes encoded(const PixelLayout& layout, int bits, bool is_signed, const std::vector<int>& values) {
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.tcp_mct = layout.samples == 3 ? 1 : 0;
  parameters.numresolution = 2;
  std::vector<opj_image_cmptparm_t> components(static_cast<std::size_t>(layout.samples));
  for (auto& component : components) {
    component = {};
    component.dx = component.dy = 1;
    component.w = layout.columns;
    component.h = layout.rows;
    component.prec = static_cast<OPJ_UINT32>(bits);
    component.sgnd = is_signed ? 1 : 0;
  }
  opj_image_t* image = opj_image_create(static_cast<OPJ_UINT32>(layout.samples), components.data(),
                                        layout.samples == 3 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY);
  image->x1 = layout.columns;
  image->y1 = layout.rows;
  for (std::size_t i = 0; i < values.size(); ++i)
    image->comps[i % components.size()].data[i / components.size()] = values[i];
  opj_codec_t* codec = opj_create_compress(OPJ_CODEC_J2K);
  Sink sink;
  opj_stream_t* stream = opj_stream_default_create(OPJ_FALSE);
  opj_stream_set_user_data(stream, &sink, nullptr);
  opj_stream_set_write_function(stream, Sink::write);
  opj_stream_set_skip_function(stream, Sink::skip);
  opj_stream_set_seek_function(stream, Sink::seek);
  EXPECT_TRUE(opj_setup_encoder(codec, &parameters, image) && opj_start_compress(codec, image, stream) &&
              opj_encode(codec, stream) && opj_end_compress(codec, stream));
  opj_stream_destroy(stream);
  opj_destroy_codec(codec);
  opj_image_destroy(image);
  return sink.bytes;
}

PixelLayout gray(bool is_signed) {
  return {.rows = 24, .columns = 20, .bits_stored = 12, .high_bit = 11, .is_signed = is_signed};
}

std::vector<int> ramp(std::uint32_t count, int least, std::uint32_t span) {
  std::vector<int> values;
  for (std::uint32_t i = 0; i < count; ++i)
    values.push_back(least + static_cast<int>((i * 2654435761u >> 7) % span));
  return values;
}

TEST(DecodeJpeg2000, GivesTheValuesThatWereCoded) {
  for (const bool is_signed : {false, true}) {
    const PixelLayout layout = gray(is_signed);
    const auto values = ramp(480, is_signed ? -2048 : 0, 2048);
    Bytes stored;
    const auto out = decode_jpeg2000(encoded(layout, 12, is_signed, values), layout, stored);
    ASSERT_TRUE(out) << out.error().message;
    std::vector<int> got;
    for (std::size_t i = 0; i < 480; ++i) got.push_back(load<std::int16_t>(stored, 2 * i));
    EXPECT_THAT(got, ElementsAreArray(values));
  }
}

/// 16 × 8 of (13 x + 29 y) mod 256, high-throughput and reversible, by OpenJPH; OpenJPEG only reads it.
constexpr std::string_view kHighThroughput =
    "ff4fff510029400000000010000000080000000000000000000000100000000800000000000000000001070101ff5000"
    "08000200000003ff52000c00020001000204044001ff5c000a2050585858505058ff64001600014f70656e4a50482056"
    "657220302e392e302eff90000a00000000008b0001ff93c015a07f44853d4430db000001b0b600c00a98015b002ac0d0"
    "40d0fe40012855000400c5946006b7001001b4b60006c22bcebec60011305500c016a4016d400ae0fe31fef17cfe7e3f"
    "cfc7f8c8323dc21ea59fd900eefd83e3021ec5bdf13e703c7070fec00b570c004b2c2237db00feff5fdfff6fc8bc43d0"
    "446fd800ffd9";

TEST(DecodeJpeg2000, ReadsTheHighThroughputForm) {
  Bytes stream;
  for (std::size_t i = 0; i < kHighThroughput.size(); i += 2)
    stream.push_back(
        static_cast<std::byte>(std::stoi(std::string(kHighThroughput.substr(i, 2)), nullptr, 16)));
  const PixelLayout layout{.rows = 8, .columns = 16, .bits_allocated = 8, .bits_stored = 8, .high_bit = 7};
  Bytes stored;
  const auto out = decode_jpeg2000(stream, layout, stored);
  ASSERT_TRUE(out) << out.error().message;
  for (int i = 0; i < 128; ++i)
    ASSERT_EQ(std::to_integer<int>(stored[static_cast<std::size_t>(i)]),
              (13 * (i % 16) + 29 * (i / 16)) % 256);
}

TEST(DecodeJpeg2000, UndoesItsOwnColourTransform) {
  const PixelLayout layout{.rows = 8,
                           .columns = 8,
                           .samples = 3,
                           .bits_allocated = 8,
                           .bits_stored = 8,
                           .high_bit = 7,
                           .photometric = Photometric::ybr_jpeg2000};
  const auto values = ramp(192, 0, 256);
  Bytes stored;
  const auto out = decode_jpeg2000(encoded(layout, 8, false, values), layout, stored);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->photometric, Photometric::rgb);
  std::vector<int> got;
  for (const std::byte b : stored) got.push_back(std::to_integer<int>(b));
  EXPECT_THAT(got, ElementsAreArray(values));
}

TEST(DecodeJpeg2000, RefusesWhatTheDataSetDoesNotDescribe) {
  Bytes stored;
  const Bytes stream = encoded(gray(false), 12, false, ramp(480, 0, 4096));
  PixelLayout other = gray(false);
  other.rows = 25;
  EXPECT_EQ(decode_jpeg2000(stream, other, stored).error().slug, "damaged");
  other = gray(false);
  other.bits_allocated = other.bits_stored = 8;
  other.high_bit = 7;
  EXPECT_EQ(decode_jpeg2000(stream, other, stored).error().slug, "damaged");
  const Bytes negative = encoded(gray(true), 12, true, ramp(480, -2048, 4096));
  EXPECT_EQ(decode_jpeg2000(negative, gray(false), stored).error().slug, "damaged");
}

TEST(DecodeJpeg2000, NoCutStreamPassesAsWhole) {
  const Bytes stream = encoded(gray(false), 12, false, ramp(480, 0, 4096));
  Bytes stored;
  for (std::size_t size = 0; size + 2 < stream.size();
       size += 11)  // The last two bytes only say that it ends.
    EXPECT_FALSE(decode_jpeg2000(ByteView(stream).first(size), gray(false), stored)) << size;
}

}  // namespace
}  // namespace scanetrix
