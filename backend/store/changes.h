// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/database.h"

namespace scanetrix {

/// Something of a user's that is not as it was.
struct Change {
  std::int64_t seq = 0;  ///< Grows with every change of anybody.
  std::string user_id;
  std::string kind;  ///< "upload", "scan" or "job".
  std::string subject_id;
  bool gone = false;
};

/// What /events tells. Written by whoever changes something, in the same transaction; read by any server
/// process.
class Changes {
 public:
  explicit Changes(const Database& database) : database_(database) {}

  /// All after `seq`, oldest first, at most `limit`.
  [[nodiscard]] Result<std::vector<Change>> after(std::int64_t seq, int limit) const;
  /// The newest seq, 0 when there is none.
  [[nodiscard]] Result<std::int64_t> newest() const;
  /// Forgets what is older than an hour.
  [[nodiscard]] Result<void> trim() const;

 private:
  const Database& database_;
};

/// Adds one, inside the caller's transaction.
void note_change(soci::session& sql, const std::string& user_id, const std::string& kind,
                 const std::string& subject_id, bool gone = false);

}  // namespace scanetrix
