// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "store/database.h"
#include "volume/warning.h"

namespace scanetrix {

enum class UploadState { open, queued, processing, done, failed };

[[nodiscard]] std::string name_of(UploadState state);
[[nodiscard]] std::optional<UploadState> upload_state_named(const std::string& name);

struct UploadFileRow {
  int number = 0;  ///< Its name in staging.
  std::string path;
  std::int64_t size_bytes = 0;
  std::string expected_sha256;  ///< Empty when the client did not say.
  std::string sha256;           ///< Empty: the bytes are not here yet.
};

struct UploadRow {
  std::string id;
  std::string user_id;
  std::string name;
  UploadState state = UploadState::open;
  std::string stage;
  double fraction = 0;
  std::string error_code;
  std::string error_detail;
  UnixMs created_at = 0;
  // Summed up over its files.
  std::int64_t files_expected = 0;
  std::int64_t files_received = 0;
  std::int64_t bytes_expected = 0;
  std::int64_t bytes_received = 0;
};

/// Sets of files on their way in. Safe from any thread. Every change of state is a Change.
class Uploads {
 public:
  explicit Uploads(const Database& database) : database_(database) {}

  /// `id` is empty for a new one. Files with a `sha256` count as received.
  Result<UploadRow> add(const std::string& user_id, const std::string& name,
                        const std::vector<UploadFileRow>& files, const std::string& id = "") const;

  /// \error not_found  Also when it is another user's.
  Result<UploadRow> find(const std::string& user_id, const std::string& id) const;
  /// Newest first; `states` empty: all. `before_created_at` and `before_id` are where the last page ended.
  Result<std::vector<UploadRow>> list(const std::string& user_id, const std::vector<UploadState>& states,
                                      UnixMs before_created_at, const std::string& before_id,
                                      int limit) const;
  Result<std::vector<UploadFileRow>> files(const std::string& id) const;
  Result<std::vector<Refusal>> refusals(const std::string& id) const;
  Result<std::vector<std::string>> scans(const std::string& id) const;

  /// The file of this path, added to the manifest when it is not in it.
  /// \error conflict  "upload_closed": not open any more.
  Result<UploadFileRow> expect_file(const std::string& id, const std::string& path,
                                    std::int64_t size_bytes) const;
  Result<void> file_received(const std::string& id, int number, std::int64_t size_bytes,
                             const std::string& sha256) const;

  /// open → queued, with its job. Again on a queued or later one: nothing happens.
  /// \error conflict  "files_missing"
  Result<void> complete(const std::string& id) const;

  /// Gives up an upload that is not done, or forgets one that is. Its scans stay. Staging is the caller's to
  /// remove.
  Result<void> remove(const std::string& user_id, const std::string& id) const;

  /// Every id there is, for the sweep of staging.
  Result<std::vector<std::string>> all_ids() const;

 private:
  const Database& database_;
};

}  // namespace scanetrix
