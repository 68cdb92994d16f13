// SPDX-License-Identifier: Apache-2.0
#include "store/changes.h"

#include <soci/soci.h>

#include "base/time.h"

namespace scanetrix {

Result<std::vector<Change>> Changes::after(std::int64_t seq, int limit) const {
  return database_.read<std::vector<Change>>([&](soci::session& sql) -> Result<std::vector<Change>> {
    Change change;
    long long number = 0;
    int gone = 0;
    const long long since = seq;
    soci::statement rows =
        (sql.prepare << "SELECT seq, user_id, kind, subject_id, gone FROM changes WHERE seq > :seq "
                        "ORDER BY seq LIMIT :limit",
         soci::into(number), soci::into(change.user_id), soci::into(change.kind),
         soci::into(change.subject_id), soci::into(gone), soci::use(since), soci::use(limit));
    rows.execute();
    std::vector<Change> changes;
    while (rows.fetch()) {
      change.seq = number;
      change.gone = gone != 0;
      changes.push_back(change);
    }
    return changes;
  });
}

Result<std::int64_t> Changes::newest() const {
  return database_.read<std::int64_t>([](soci::session& sql) -> Result<std::int64_t> {
    long long seq = 0;
    sql << "SELECT coalesce(max(seq), 0) FROM changes", soci::into(seq);
    return seq;
  });
}

Result<void> Changes::trim() const {
  return database_.write<void>([](soci::session& sql) -> Result<void> {
    const long long before = now_ms() - 3'600'000;
    // The newest row stays, so that numbers go on growing after a quiet hour.
    sql << "DELETE FROM changes WHERE at < :before AND seq < (SELECT max(seq) FROM changes)",
        soci::use(before);
    return {};
  });
}

void note_change(soci::session& sql, const std::string& user_id, const std::string& kind,
                 const std::string& subject_id, bool gone) {
  const int value = gone ? 1 : 0;
  const long long now = now_ms();
  sql << "INSERT INTO changes (user_id, kind, subject_id, gone, at) VALUES (:user, :kind, :subject, :gone, "
         ":now)",
      soci::use(user_id), soci::use(kind), soci::use(subject_id), soci::use(value), soci::use(now);
}

}  // namespace scanetrix
