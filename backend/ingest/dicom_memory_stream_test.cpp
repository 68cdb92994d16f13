// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_memory_stream.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <array>
#include <memory>
#include <string>

#include "base/file.h"
#include "ingest/dicom_header.h"

namespace scanetrix {
namespace {

Bytes counting(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i);
  return bytes;
}

TEST(DicomMemoryStream, ReadsUpToTheEndAndNotBeyond) {
  const Bytes bytes = counting(10);
  DicomMemoryStream stream(bytes);
  std::array<char, 16> to{};
  EXPECT_EQ(stream.skip(7), 7);
  EXPECT_EQ(stream.read(to.data(), 16), 3);
  EXPECT_EQ(to[0], 7);
  EXPECT_TRUE(stream.eos());
  EXPECT_EQ(stream.skip(1), 0);
}

TEST(DicomMemoryStream, OpensAgainWhereItStood) {
  const Bytes bytes = counting(10);
  DicomMemoryStream stream(bytes);
  stream.skip(4);
  const std::unique_ptr<DcmInputStreamFactory> factory(stream.newFactory());
  stream.skip(4);
  const std::unique_ptr<DcmInputStreamFactory> copy(factory->clone());
  const std::unique_ptr<DcmInputStream> again(copy->create());
  char value = 0;
  EXPECT_EQ(again->read(&value, 1), 1);
  EXPECT_EQ(value, 4);
}

TEST(DicomMemoryStream, GoesBackToItsMark) {
  const Bytes bytes = counting(10);
  DicomMemoryStream stream(bytes);
  stream.skip(2);
  stream.mark();
  stream.skip(5);
  stream.putback();
  EXPECT_EQ(stream.avail(), 8);
  EXPECT_TRUE(stream.good());
}

/// What this process may have at most, put back at the end.
class AddressSpace {
 public:
  explicit AddressSpace(rlim_t bytes) {
    getrlimit(RLIMIT_AS, &before_);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_AS, &limit);
  }
  ~AddressSpace() { setrlimit(RLIMIT_AS, &before_); }
  AddressSpace(const AddressSpace&) = delete;
  AddressSpace& operator=(const AddressSpace&) = delete;

 private:
  rlimit before_{};
};

TEST(DicomMemoryStream, TakesNoMemoryForWhatAFileOnlyClaims) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "A sanitizer's shadow needs the address space.";
#endif
  for (const char* name : {"element_claims_4_gb", "unknown_vr_claims_800_mb"}) {
    const auto file =
        MappedFile::open(std::string(SCANETRIX_SOURCE_DIR "/tests/corpus/decode_dicom/") + name);
    ASSERT_TRUE(file);
    prepare_dicom();
    const AddressSpace little(rlim_t{700} << 20);
    const auto header = read_dicom_header(file->bytes());
    ASSERT_FALSE(header);
    EXPECT_EQ(header.error().slug, "damaged");
    EXPECT_EQ(header.error().message.find("memory"), std::string::npos) << header.error().message;
  }
}

}  // namespace
}  // namespace scanetrix
