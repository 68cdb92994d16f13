// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_pixels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/dicom_header.h"
#include "ingest/dicom_pixel_element.h"
#include "ingest/sample_dicom.h"
#include "ingest/sample_jpeg_xl.h"

namespace scanetrix {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

template <typename Sample>
std::vector<Sample> decoded(const Bytes& file) {
  const auto slice = first_slice_of(file);
  EXPECT_TRUE(slice) << slice.error().message;
  if (!slice) return {};
  std::vector<Sample> samples(slice->pixels.decoded_bytes() / sizeof(Sample));
  const auto outcome = decode_dicom_pixels(file, *slice, std::as_writable_bytes(std::span(samples)));
  EXPECT_TRUE(outcome) << outcome.error().message;
  return samples;
}

/// 32 × 24 with another value at each pixel, over all of `bits`.
DicomSample ramp(std::uint16_t bits, bool is_signed = false) {
  DicomSample sample{.rows = 24, .columns = 32, .bits_stored = bits, .is_signed = is_signed, .words = {}};
  for (unsigned i = 0; i < 768; ++i)
    sample.words.push_back(static_cast<std::uint16_t>(i * 2654435761u >> 8 & ((1u << bits) - 1)));
  return sample;
}

TEST(DecodeDicomPixels, EveryLosslessSyntaxGivesTheSameValues) {
  const DicomSample sample = ramp(12);
  for (const auto syntax : {EXS_LittleEndianImplicit, EXS_LittleEndianExplicit, EXS_BigEndianExplicit,
                            EXS_DeflatedLittleEndianExplicit, EXS_RLELossless, EXS_JPEGProcess14,
                            EXS_JPEGProcess14SV1, EXS_JPEGLSLossless})
    EXPECT_THAT(decoded<std::uint16_t>(dicom_file(sample, syntax)), ElementsAreArray(sample.words))
        << DcmXfer(syntax).getXferName();
}

TEST(DecodeDicomPixels, SignedValuesComeThroughEverySyntax) {
  const DicomSample sample = ramp(16, true);
  std::vector<std::int16_t> expected(sample.words.begin(), sample.words.end());
  for (const auto syntax : {EXS_LittleEndianImplicit, EXS_BigEndianExplicit, EXS_DeflatedLittleEndianExplicit,
                            EXS_RLELossless, EXS_JPEGProcess14SV1, EXS_JPEGLSLossless})
    EXPECT_THAT(decoded<std::int16_t>(dicom_file(sample, syntax)), ElementsAreArray(expected))
        << DcmXfer(syntax).getXferName();
}

/// DCMTK does not know JPEG XL: its frames go into a file under a syntax whose UID is as long, which then
/// changes.
Bytes jpeg_xl_dicom(const DicomSample& sample, const std::string& uid, const std::vector<Bytes>& frames) {
  Bytes file = dicom_file(sample, EXS_JPEG2000LosslessOnly, [&](DcmDataset& data) {
    put_frames(data, EXS_JPEG2000LosslessOnly, frames);
    data.putAndInsertString(DCM_NumberOfFrames, std::to_string(frames.size()).c_str());
  });
  const auto at = as_text(file).find("1.2.840.10008.1.2.4.90");
  EXPECT_NE(at, std::string_view::npos);
  // "….4.90" is 22 characters, even; "….4.110" is 23 and one zero: two bytes more in the element and its
  // group.
  EXPECT_EQ(uid.size(), 23u);
  file.insert(file.begin() + static_cast<std::ptrdiff_t>(at) + 22, 2, std::byte{0});
  std::memcpy(file.data() + at, uid.data(), uid.size());
  const auto length = static_cast<std::uint16_t>(load<std::uint16_t>(file, at - 2) + 2);
  std::memcpy(file.data() + at - 2, &length, 2);
  const auto group = load<std::uint32_t>(file, 140) + 2;
  std::memcpy(file.data() + 140, &group, 4);
  return file;
}

TEST(DecodeDicomPixels, JpegXlGivesTheSameValuesFrameByFrame) {
  const DicomSample sample = ramp(12, true);
  std::vector<Bytes> frames;
  for (const unsigned more : {0u, 1u}) {
    std::vector<unsigned> values(sample.words.begin(), sample.words.end());
    for (unsigned& value : values) value = (value + more) & 0xfff;
    frames.push_back(jpeg_xl_file({.width = 32, .height = 24, .bits = 12}, values));
  }
  const Bytes file = jpeg_xl_dicom(sample, "1.2.840.10008.1.2.4.110", frames);
  const auto slices = read_dicom_header(file);
  ASSERT_TRUE(slices) << slices.error().message;
  ASSERT_EQ(slices->size(), 2u);
  EXPECT_FALSE(slices->front().lossy);
  for (unsigned frame = 0; frame < 2; ++frame) {
    std::vector<std::int16_t> expected;  // Signed by BitsStored, though the codestream knows no sign.
    for (const unsigned word : sample.words) {
      const unsigned value = (word + frame) & 0xfff;
      expected.push_back(static_cast<std::int16_t>(value < 2048 ? value : value - 4096));
    }
    std::vector<std::int16_t> samples(768);
    const auto outcome =
        decode_dicom_pixels(file, (*slices)[frame], std::as_writable_bytes(std::span(samples)));
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_THAT(samples, ElementsAreArray(expected));
  }
}

TEST(DecodeDicomPixels, LossySyntaxesComeNear) {
  DicomSample sample{.rows = 24, .columns = 32, .bits_stored = 12, .words = {}};
  for (int y = 0; y < 24; ++y)
    for (int x = 0; x < 32; ++x) sample.words.push_back(static_cast<std::uint16_t>(1000 + 20 * x + 10 * y));
  for (const auto syntax : {EXS_JPEGProcess2_4, EXS_JPEGLSLossy}) {
    const Bytes file = dicom_file(sample, syntax);
    EXPECT_TRUE(first_slice_of(file)->lossy);
    const auto samples = decoded<std::uint16_t>(file);
    const auto slice = first_slice_of(file);  // DCMTK's encoder shifts the values and says so in the rescale.
    ASSERT_EQ(samples.size(), sample.words.size());
    for (std::size_t i = 0; i < samples.size(); ++i)
      ASSERT_NEAR(samples[i] * slice->slope + slice->intercept, sample.words[i], 8)
          << DcmXfer(syntax).getXferName();
  }
}

DicomSample colored() {
  DicomSample sample{
      .rows = 16, .columns = 16, .bits_allocated = 8, .bits_stored = 8, .samples = 3, .photometric = "RGB"};
  for (int i = 0; i < 256; ++i) sample.bytes.insert(sample.bytes.end(), {200, 10, 30});
  return sample;
}

TEST(DecodeDicomPixels, ColourIsRgbByPixelInEverySyntax) {
  for (const auto syntax : {EXS_LittleEndianExplicit, EXS_BigEndianExplicit, EXS_RLELossless,
                            EXS_JPEGProcess14SV1, EXS_JPEGLSLossless}) {
    const auto samples = decoded<std::uint8_t>(dicom_file(colored(), syntax));
    EXPECT_THAT(samples, ElementsAreArray(colored().bytes)) << DcmXfer(syntax).getXferName();
  }
}

TEST(DecodeDicomPixels, JpegColourIsConvertedToRgb) {
  const Bytes file = dicom_file(colored(), EXS_JPEGProcess1);
  const auto slice = first_slice_of(file);
  ASSERT_TRUE(slice) << slice.error().message;
  EXPECT_NE(slice->pixels.photometric, Photometric::rgb);  // DCMTK stores YBR.
  const auto samples = decoded<std::uint8_t>(file);
  ASSERT_EQ(samples.size(), 768u);
  EXPECT_NEAR(samples[300], 200, 5);
  EXPECT_NEAR(samples[301], 10, 5);
  EXPECT_NEAR(samples[302], 30, 5);
}

TEST(DecodeDicomPixels, MonochromeOneKeepsWhatWasMeasured) {
  EXPECT_THAT(decoded<std::uint16_t>(dicom_file({.photometric = "MONOCHROME1"})), ElementsAre(1, 2, 3, 4));
}

TEST(DecodeDicomPixels, EightBitsOfACodecInSixteenAllocatedAreStillTheValues) {
  DicomSample sample{.rows = 4, .columns = 4, .bits_stored = 8, .words = {}};
  for (int i = 0; i < 16; ++i) sample.words.push_back(static_cast<std::uint16_t>(10 * i));
  Bytes file = dicom_file(sample, EXS_JPEGProcess1);  // DCMTK's encoder says 8 allocated.
  const auto at = as_text(file).find(std::string_view("\x28\x00\x00\x01US\x02\x00\x08", 9));
  ASSERT_NE(at, std::string_view::npos);
  file[at + 8] = std::byte{16};
  const auto samples = decoded<std::uint16_t>(file);
  ASSERT_EQ(samples.size(), 16u);
  for (std::size_t i = 0; i < 16; ++i) EXPECT_NEAR(samples[i], sample.words[i], 2);
}

TEST(DecodeDicomPixels, ACodecThatDisagreesWithTheHeaderIsRefused) {
  for (const auto syntax : {EXS_JPEGProcess14SV1, EXS_JPEGLSLossless, EXS_RLELossless}) {
    const Bytes file = dicom_file(ramp(12), syntax);
    auto slice = first_slice_of(file);
    ASSERT_TRUE(slice);
    Bytes other = file;
    const std::string_view rows("\x28\x00\x10\x00US\x02\x00\x18", 9);
    const auto at = as_text(other).find(rows);
    ASSERT_NE(at, std::string_view::npos);
    other[at + 9] = std::byte{1};  // 24 rows become 280.
    slice = first_slice_of(other);
    ASSERT_TRUE(slice);
    Bytes samples(slice->pixels.decoded_bytes());
    const auto outcome = decode_dicom_pixels(other, *slice, samples);
    ASSERT_FALSE(outcome) << DcmXfer(syntax).getXferName();
    EXPECT_EQ(outcome.error().slug, "damaged");
  }
}

TEST(DecodeDicomPixels, NoCutCompressedFilePassesAsWhole) {
  for (const auto syntax :
       {EXS_JPEGProcess14SV1, EXS_JPEGLSLossless, EXS_RLELossless, EXS_DeflatedLittleEndianExplicit}) {
    const Bytes file = dicom_file(ramp(12), syntax);
    for (std::size_t size = file.size() / 2; size < file.size() - 64; size += 7) {
      const ByteView cut = ByteView(file).first(size);
      const auto slice = first_slice_of(cut);
      if (!slice) continue;
      Bytes samples(slice->pixels.decoded_bytes());
      EXPECT_FALSE(decode_dicom_pixels(cut, *slice, samples)) << DcmXfer(syntax).getXferName() << ' ' << size;
    }
  }
}

/// The samples of one of `frames` frames of a file that does not say how many it has.
template <typename Sample>
std::vector<Sample> frame_of(const Bytes& file, std::uint32_t frames, std::uint32_t frame) {
  auto slice = first_slice_of(file);
  EXPECT_TRUE(slice) << slice.error().message;
  if (!slice) return {};
  slice->frames = frames;
  slice->frame = frame;
  const auto fit = fit_pixels(file, *find_dicom_syntax(slice->transfer_syntax),
                              {.offset = slice->pixel_offset, .length = slice->pixel_length}, *slice);
  EXPECT_TRUE(fit) << fit.error().message;
  if (!fit) return {};
  std::vector<Sample> samples(slice->pixels.decoded_bytes() / sizeof(Sample));
  const auto outcome = decode_dicom_pixels(file, *slice, std::as_writable_bytes(std::span(samples)));
  EXPECT_TRUE(outcome) << outcome.error().message;
  return samples;
}

TEST(DecodeDicomPixels, EachNativeFrameIsTaken) {
  for (const auto syntax :
       {EXS_LittleEndianExplicit, EXS_BigEndianExplicit, EXS_DeflatedLittleEndianExplicit}) {
    const Bytes words = dicom_file({.rows = 1, .columns = 3, .words = {1, 2, 3, 4, 5, 6, 7, 8, 9}}, syntax);
    EXPECT_THAT(frame_of<std::uint16_t>(words, 3, 1), ElementsAre(4, 5, 6)) << DcmXfer(syntax).getXferName();
    const Bytes bytes = dicom_file({.rows = 1,
                                    .columns = 3,
                                    .bits_allocated = 8,
                                    .bits_stored = 8,
                                    .bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9}},
                                   syntax);
    EXPECT_THAT(frame_of<std::uint8_t>(bytes, 3, 1), ElementsAre(4, 5, 6)) << DcmXfer(syntax).getXferName();
  }
}

TEST(DecodeDicomPixels, FramesOfPackedBitsFollowWithoutGaps) {
  for (const auto syntax : {EXS_LittleEndianExplicit, EXS_BigEndianExplicit}) {
    const Bytes file = dicom_file(
        {.rows = 1, .columns = 7, .bits_allocated = 1, .bits_stored = 1, .words = {0b1101101'0000001, 0}},
        syntax);
    EXPECT_THAT(frame_of<std::uint8_t>(file, 2, 1), ElementsAre(1, 0, 1, 1, 0, 1, 1))
        << DcmXfer(syntax).getXferName();
  }
}

/// A file with the given pixel data in fragments. `uid` takes the place of a syntax of the same length.
Bytes encapsulated(const DicomSample& sample, const std::vector<Bytes>& frames, E_TransferSyntax syntax,
                   std::string_view uid = {}) {
  Bytes file = dicom_file(sample, syntax, [&](DcmDataset& data) { put_frames(data, syntax, frames); });
  const std::string_view said = DcmXfer(syntax).getXferID();
  if (!uid.empty()) std::memcpy(file.data() + as_text(file).find(said), uid.data(), uid.size());
  return file;
}

Bytes bytes_of(std::string_view text) {
  const ByteView view = as_bytes(text);
  return {view.begin(), view.end()};
}

const DicomSample kPair{.rows = 1, .columns = 2, .bits_allocated = 8, .bits_stored = 8, .bytes = {0, 0}};

TEST(DecodeDicomPixels, FragmentsMayHoldUncompressedOrDeflatedFrames) {
  const Bytes plain = encapsulated(kPair, {bytes_of("cd")}, EXS_JPEG2000, "1.2.840.10008.1.2.1.98");
  EXPECT_THAT(decoded<std::uint8_t>(plain), ElementsAre('c', 'd'));
  // A stored block (RFC 1951 3.2.4) and padding.
  const Bytes deflated = encapsulated(kPair,
                                      {bytes_of(std::string_view("\x01\x02\x00\xfd\xff"
                                                                 "cd\0",
                                                                 8))},
                                      EXS_JPEG2000, std::string_view("1.2.840.10008.1.2.8.1\0", 22));
  EXPECT_THAT(decoded<std::uint8_t>(deflated), ElementsAre('c', 'd'));
}

TEST(DecodeDicomPixels, EachCompressedFrameIsTaken) {
  std::vector<Bytes> frames;
  for (std::uint8_t first : {1, 3, 5}) {
    DicomSample sample = kPair;
    sample.bytes = {first, static_cast<std::uint8_t>(first + 1)};
    frames.push_back(jpeg_ls_of(sample, 0));
  }
  const Bytes file = encapsulated(kPair, frames, EXS_JPEGLSLossless);
  EXPECT_THAT(frame_of<std::uint8_t>(file, 3, 0), ElementsAre(1, 2));
  EXPECT_THAT(frame_of<std::uint8_t>(file, 3, 2), ElementsAre(5, 6));
}

TEST(DecodeDicomPixels, FloatingPointPixelsAreTheirOwn) {
  DicomSample sample{.rows = 1, .columns = 2, .bits_allocated = 32, .bits_stored = 32, .words = {0, 0, 0, 0}};
  const std::array<float, 2> values{1.5f, -1e30f};
  const Bytes file = dicom_file(sample, EXS_LittleEndianExplicit, [&](DcmDataset& data) {
    delete data.remove(DCM_PixelData);
    data.putAndInsertFloat32Array(DCM_FloatPixelData, values.data(), 2);
  });
  EXPECT_EQ(first_slice_of(file)->pixels.type(), VoxelType::float32);
  EXPECT_THAT(decoded<float>(file), ElementsAreArray(values));
}

}  // namespace
}  // namespace scanetrix
