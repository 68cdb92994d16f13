// SPDX-License-Identifier: Apache-2.0
#include "store/blobs.h"

#include <cassert>

#include "base/id.h"

namespace scanetrix {
namespace {

Result<std::vector<std::string>> ids_in(const fs::path& folder) {
  std::error_code error;
  std::vector<std::string> ids;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (const std::string name = entry.path().filename(); is_id(name)) ids.push_back(name);
  if (error) return fail(ErrorCode::unavailable, "cannot list the storage: " + error.message());
  return ids;
}

}  // namespace

Result<BlobStore> BlobStore::open(const std::string& url) {
  constexpr std::string_view kScheme = "file:";
  if (!url.starts_with(kScheme)) return fail(ErrorCode::unsupported, "the storage must be given as file:DIR");
  BlobStore store{fs::path(url.substr(kScheme.size()))};
  TRY(make_directories(store.root_ / "scans"));
  return store;
}

fs::path BlobStore::scan_folder(const std::string& scan_id) const {
  assert(is_id(scan_id));
  return root_ / "scans" / scan_id;
}

Result<void> BlobStore::put_scan(const std::string& scan_id, const fs::path& folder) const {
  TRY(sync_tree(folder));
  TRY(remove_scan(scan_id));
  return move_durably(folder, scan_folder(scan_id));
}

fs::path BlobStore::package_folder(const std::string& scan_id, const std::string& package) const {
  assert(package.empty() || is_id(package));
  return package.empty() ? scan_folder(scan_id) : scan_folder(scan_id) / package;
}

Result<void> BlobStore::put_package(const std::string& scan_id, const std::string& package,
                                    const fs::path& folder) const {
  assert(!package.empty());
  TRY(sync_tree(folder));
  return move_durably(folder, package_folder(scan_id, package));
}

Result<void> BlobStore::remove_package(const std::string& scan_id, const std::string& package) const {
  const fs::path folder = package_folder(scan_id, package);
  if (!package.empty()) return remove_tree(folder);
  for (const char* part : {"thumbnail.png", "preview.png", "volumes"}) TRY(remove_tree(folder / part));
  return {};
}

Result<std::vector<std::string>> BlobStore::packages(const std::string& scan_id) const {
  return ids_in(scan_folder(scan_id));
}

Result<void> BlobStore::remove_scan(const std::string& scan_id) const {
  return remove_tree(scan_folder(scan_id));
}

Result<std::vector<std::string>> BlobStore::scan_ids() const {
  return ids_in(root_ / "scans");
}

std::int64_t BlobStore::size_of(const fs::path& folder) {
  std::int64_t total = 0;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error))
    if (entry.is_regular_file(error)) total += static_cast<std::int64_t>(entry.file_size(error));
  return total;
}

}  // namespace scanetrix
