// SPDX-License-Identifier: Apache-2.0
#include "store/write_volume.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <atomic>

#include "base/id.h"

namespace scanetrix {
namespace {

/// Every byte tells its time point and slice; one slice may fail.
class NumberedSlices final : public VoxelSource {
 public:
  explicit NumberedSlices(std::int64_t damaged_k = -1) : damaged_k_(damaged_k) {}
  Result<void> read_slice(std::int64_t time, std::int64_t k, std::span<std::byte> slice) const override {
    if (k == damaged_k_) return fail(ErrorCode::bad_input, "damaged", "slice 7");
    std::fill(slice.begin(), slice.end(), static_cast<std::byte>(time * 100 + k));
    return {};
  }

 private:
  std::int64_t damaged_k_;
};

class Cancelled final : public Progress {
 public:
  void report(std::string_view, double) override {}
  [[nodiscard]] bool cancelled() const override { return true; }
};

class WriteVolume : public testing::Test {
 protected:
  WriteVolume() { fs::create_directories(folder_); }
  ~WriteVolume() override { fs::remove_all(folder_); }

  static VolumeForm form_of(Shape shape, std::int64_t times) {
    VolumeForm form;
    form.geometry.shape = shape;
    form.type = VoxelType::int16;
    form.time_points = times;
    return form;
  }

  /// The head "HEAD", then what NumberedSlices gives, slice by slice.
  static Bytes expected(const VolumeForm& form) {
    const ByteView head = as_bytes("HEAD");
    Bytes all(head.begin(), head.end());
    for (std::int64_t time = 0; time < form.time_points; ++time)
      for (std::int64_t k = 0; k < form.geometry.shape.z; ++k)
        all.insert(all.end(), form.slice_bytes(), static_cast<std::byte>(time * 100 + k));
    return all;
  }

  Bytes unzipped() const {
    gzFile file = gzopen(path_.c_str(), "rb");
    Bytes all(64 << 20);
    const int size = gzread(file, all.data(), static_cast<unsigned>(all.size()));
    EXPECT_EQ(gzclose(file), Z_OK);
    all.resize(static_cast<std::size_t>(size));
    return all;
  }

  const fs::path folder_ = fs::temp_directory_path() / new_id();
  const fs::path path_ = folder_ / "out";
  SilentProgress progress_;
};

TEST_F(WriteVolume, PlainIsHeadThenSlicesOfOneTimePointAfterAnother) {
  const VolumeForm form = form_of({50, 30, 20}, 2);
  auto file = *OutputFile::create(path_);
  ASSERT_TRUE(write_plain(as_bytes("HEAD"), form, NumberedSlices(), file, progress_));
  ASSERT_TRUE(file.commit());
  EXPECT_EQ(*read_file(path_, 1 << 20), expected(form));
}

TEST_F(WriteVolume, GzippedIsTheSameAfterUnpacking) {
  for (const VolumeForm& form :
       {form_of({50, 30, 20}, 2), form_of({40, 500, 500}, 1), form_of({3, 1000, 1100}, 2)}) {
    auto file = *OutputFile::create(path_);
    ASSERT_TRUE(write_gzipped(as_bytes("HEAD"), form, NumberedSlices(), file, progress_));
    ASSERT_TRUE(file.commit());
    EXPECT_EQ(unzipped(), expected(form));
  }
}

TEST_F(WriteVolume, AnErrorOfASliceComesBackAsItWas) {
  const VolumeForm form = form_of({60, 800, 800}, 1);
  for (const auto write : {write_plain, write_gzipped}) {
    auto file = *OutputFile::create(path_);
    const auto outcome = write(as_bytes("HEAD"), form, NumberedSlices(7), file, progress_);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().slug, "damaged");
    EXPECT_EQ(outcome.error().message, "slice 7");
  }
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(WriteVolume, EndsWhenNobodyWantsItAnyMore) {
  const VolumeForm form = form_of({60, 800, 800}, 1);
  for (const auto write : {write_plain, write_gzipped}) {
    auto file = *OutputFile::create(path_);
    EXPECT_EQ(write(as_bytes("HEAD"), form, NumberedSlices(), file, Cancelled()).error().code,
              ErrorCode::cancelled);
  }
}

TEST_F(WriteVolume, AFullDiskIsAnError) {
  auto file = *OutputFile::create(path_);
  const VolumeForm form = form_of({1'000'000, 100'000, 100'000}, 1);
  EXPECT_EQ(write_plain(as_bytes("HEAD"), form, NumberedSlices(), file, progress_).error().code,
            ErrorCode::unavailable);
}

}  // namespace
}  // namespace scanetrix
