// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace scanetrix {

/// Where a scan's files are kept on the local disk: DIR/scans/ID/… Ids are checked; nothing else becomes a
/// path.
///
///     DIR/scans/ID/original                 the uploaded file, or original.zip of several
///     DIR/scans/ID/thumbnail.png            what was derived from it: the first package, whose name is empty
///     DIR/scans/ID/preview.png
///     DIR/scans/ID/volumes/original/zarr/…  OME-Zarr
///     DIR/scans/ID/PACKAGE/…                the same of a later one, after the scan was read again
class BlobStore {
 public:
  /// `url` is `file:DIR`; the folder is made. \error unsupported  Another scheme.
  static Result<BlobStore> open(const std::string& url);

  /// The scan's folder. Requires is_id(scan_id).
  [[nodiscard]] fs::path scan_folder(const std::string& scan_id) const;

  /// Takes a finished folder in: synced to disk, then renamed into place, replacing what an earlier try left.
  /// `folder` must be on the same file system.
  Result<void> put_scan(const std::string& scan_id, const fs::path& folder) const;

  /// A folder of what was derived. `package` is empty for a scan's first one, else an id. Requires both.
  [[nodiscard]] fs::path package_folder(const std::string& scan_id, const std::string& package) const;

  /// Takes a later package in, as put_scan() does; the scan's folder must be there and nothing of this name
  /// in it.
  Result<void> put_package(const std::string& scan_id, const std::string& package,
                           const fs::path& folder) const;

  /// Removes what was derived, never the original. Not being there is success.
  Result<void> remove_package(const std::string& scan_id, const std::string& package) const;

  /// The later packages of a scan that lie here.
  [[nodiscard]] Result<std::vector<std::string>> packages(const std::string& scan_id) const;

  /// Not being there is success.
  Result<void> remove_scan(const std::string& scan_id) const;

  [[nodiscard]] Result<std::vector<std::string>> scan_ids() const;

  /// The sum of all its files, bytes.
  [[nodiscard]] static std::int64_t size_of(const fs::path& folder);

 private:
  explicit BlobStore(fs::path root) : root_(std::move(root)) {}
  fs::path root_;
};

}  // namespace scanetrix
