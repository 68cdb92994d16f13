// SPDX-License-Identifier: Apache-2.0
#include "store/blobs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/id.h"

namespace scanetrix {
namespace {

class Blobs : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "scanetrix-blobs-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path finished(std::string_view content) {
    fs::create_directories(folder_ / "work/volumes");
    EXPECT_TRUE(write_durably(folder_ / "work/volumes/a", as_bytes(content)));
    return folder_ / "work";
  }
  fs::path folder_;
};

TEST_F(Blobs, AFolderIsTakenInWholeAndReplacesAnEarlierTry) {
  const auto store = *BlobStore::open("file:" + folder_.string());
  const std::string id = new_id();
  ASSERT_TRUE(store.put_scan(id, finished("first try")));
  ASSERT_TRUE(store.put_scan(id, finished("second")));
  EXPECT_EQ(as_text(*read_file(store.scan_folder(id) / "volumes/a", 100)), "second");
  EXPECT_EQ(BlobStore::size_of(store.scan_folder(id)), 6);
  EXPECT_THAT(*store.scan_ids(), testing::ElementsAre(id));
  ASSERT_TRUE(store.remove_scan(id));
  ASSERT_TRUE(store.remove_scan(id));
  EXPECT_THAT(*store.scan_ids(), testing::IsEmpty());
}

TEST_F(Blobs, ALaterPackageLiesBesideTheOriginalAndGoesWithoutIt) {
  const auto store = *BlobStore::open("file:" + folder_.string());
  const std::string id = new_id();
  ASSERT_TRUE(store.put_scan(id, finished("first")));
  ASSERT_TRUE(write_durably(store.scan_folder(id) / "original", as_bytes("bytes")));
  const std::string package = new_id();
  ASSERT_TRUE(store.put_package(id, package, finished("second")));
  EXPECT_THAT(*store.packages(id), testing::ElementsAre(package));
  EXPECT_EQ(store.package_folder(id, ""), store.scan_folder(id));

  ASSERT_TRUE(store.remove_package(id, ""));
  EXPECT_FALSE(fs::exists(store.scan_folder(id) / "volumes"));
  EXPECT_EQ(as_text(*read_file(store.package_folder(id, package) / "volumes/a", 100)), "second");
  ASSERT_TRUE(store.remove_package(id, package));
  EXPECT_THAT(*store.packages(id), testing::IsEmpty());
  EXPECT_TRUE(fs::exists(store.scan_folder(id) / "original"));
}

TEST_F(Blobs, APackageOfAScanThatIsGoneIsNotTakenIn) {
  const auto store = *BlobStore::open("file:" + folder_.string());
  EXPECT_EQ(store.put_package(new_id(), new_id(), finished("late")).error().code, ErrorCode::not_found);
  EXPECT_THAT(*store.scan_ids(), testing::IsEmpty());
}

TEST_F(Blobs, AnUnknownSchemeIsRefused) {
  EXPECT_EQ(BlobStore::open("ftp://x").error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace scanetrix
