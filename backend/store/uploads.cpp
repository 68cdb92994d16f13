// SPDX-License-Identifier: Apache-2.0
#include "store/uploads.h"

#include <soci/soci.h>

#include <array>

#include "base/id.h"
#include "store/changes.h"

namespace scanetrix {
namespace {

constexpr std::array kStates{
    std::pair{UploadState::open, "open"},
    std::pair{UploadState::queued, "queued"},
    std::pair{UploadState::processing, "processing"},
    std::pair{UploadState::done, "done"},
    std::pair{UploadState::failed, "failed"},
};

/// Binds one row of `uploads` with the sums over its files.
struct UploadReader {
  UploadRow row;
  std::string state;
  long long created = 0;
  long long files_expected = 0;
  long long files_received = 0;
  long long bytes_expected = 0;
  long long bytes_received = 0;

  static constexpr auto kSelect =
      "SELECT u.id, u.user_id, u.name, u.state, u.stage, u.fraction, u.error_code, u.error_detail, "
      "u.created_at, "
      "count(f.path), coalesce(sum(CASE WHEN f.sha256 <> '' THEN 1 ELSE 0 END), 0), "
      "coalesce(sum(f.size_bytes), 0), coalesce(sum(CASE WHEN f.sha256 <> '' THEN f.size_bytes ELSE 0 END), "
      "0) "
      "FROM uploads u LEFT JOIN upload_files f ON f.upload_id = u.id ";

  void bind(soci::statement& statement) {
    statement.exchange(soci::into(row.id));
    statement.exchange(soci::into(row.user_id));
    statement.exchange(soci::into(row.name));
    statement.exchange(soci::into(state));
    statement.exchange(soci::into(row.stage));
    statement.exchange(soci::into(row.fraction));
    statement.exchange(soci::into(row.error_code));
    statement.exchange(soci::into(row.error_detail));
    statement.exchange(soci::into(created));
    statement.exchange(soci::into(files_expected));
    statement.exchange(soci::into(files_received));
    statement.exchange(soci::into(bytes_expected));
    statement.exchange(soci::into(bytes_received));
  }

  UploadRow take() {
    row.state = *upload_state_named(state);
    row.created_at = created;
    row.files_expected = files_expected;
    row.files_received = files_received;
    row.bytes_expected = bytes_expected;
    row.bytes_received = bytes_received;
    return row;
  }
};

Result<UploadRow> find_upload(soci::session& sql, const std::string& id) {
  UploadReader reader;
  soci::statement statement(sql);
  reader.bind(statement);
  statement.exchange(soci::use(id));
  statement.alloc();
  statement.prepare(std::string(UploadReader::kSelect) + "WHERE u.id = :id GROUP BY u.id");
  statement.define_and_bind();
  statement.execute();
  if (!statement.fetch()) return fail(ErrorCode::not_found, "There is no such upload.");
  return reader.take();
}

void insert_file(soci::session& sql, const std::string& upload_id, const UploadFileRow& file) {
  const long long size = file.size_bytes;
  sql << "INSERT INTO upload_files (upload_id, number, path, size_bytes, expected_sha256, sha256) "
         "VALUES (:upload, :number, :path, :size, :expected, :sha256)",
      soci::use(upload_id), soci::use(file.number), soci::use(file.path), soci::use(size),
      soci::use(file.expected_sha256), soci::use(file.sha256);
}

}  // namespace

std::string name_of(UploadState state) {
  for (const auto& [known, name] : kStates)
    if (known == state) return name;
  std::abort();
}

std::optional<UploadState> upload_state_named(const std::string& name) {
  for (const auto& [state, known] : kStates)
    if (known == name) return state;
  return std::nullopt;
}

Result<UploadRow> Uploads::add(const std::string& user_id, const std::string& name,
                               const std::vector<UploadFileRow>& files, const std::string& given_id) const {
  return database_.write<UploadRow>([&](soci::session& sql) -> Result<UploadRow> {
    const std::string id = given_id.empty() ? new_id() : given_id;
    const long long now = now_ms();
    sql << "INSERT INTO uploads (id, user_id, name, state, stage, fraction, created_at) "
           "VALUES (:id, :user, :name, 'open', 'receiving', 0, :now)",
        soci::use(id), soci::use(user_id), soci::use(name), soci::use(now);
    for (const UploadFileRow& file : files) insert_file(sql, id, file);
    note_change(sql, user_id, "upload", id);
    return find_upload(sql, id);
  });
}

Result<UploadRow> Uploads::find(const std::string& user_id, const std::string& id) const {
  return database_.read<UploadRow>([&](soci::session& sql) -> Result<UploadRow> {
    const UploadRow row = TRY(find_upload(sql, id));
    if (row.user_id != user_id) return fail(ErrorCode::not_found, "There is no such upload.");
    return row;
  });
}

Result<std::vector<UploadRow>> Uploads::list(const std::string& user_id,
                                             const std::vector<UploadState>& states, UnixMs before_created_at,
                                             const std::string& before_id, int limit) const {
  return database_.read<std::vector<UploadRow>>([&](soci::session& sql) -> Result<std::vector<UploadRow>> {
    std::string tail =
        "WHERE u.user_id = :user AND (u.created_at < :c OR (u.created_at = :c2 AND u.id < :i)) ";
    if (!states.empty()) {
      tail += "AND u.state IN (";
      for (const UploadState state : states)
        tail += "'" + name_of(state) + "',";  // Names of ours, not of the client.
      tail.back() = ')';
    }
    tail += " GROUP BY u.id ORDER BY u.created_at DESC, u.id DESC LIMIT :limit";
    UploadReader reader;
    const long long before = before_created_at;
    soci::statement statement(sql);
    reader.bind(statement);
    statement.exchange(soci::use(user_id));
    statement.exchange(soci::use(before));
    statement.exchange(soci::use(before));
    statement.exchange(soci::use(before_id));
    statement.exchange(soci::use(limit));
    statement.alloc();
    statement.prepare(UploadReader::kSelect + tail);
    statement.define_and_bind();
    statement.execute();
    std::vector<UploadRow> rows;
    while (statement.fetch()) rows.push_back(reader.take());
    return rows;
  });
}

Result<std::vector<UploadFileRow>> Uploads::files(const std::string& id) const {
  return database_.read<std::vector<UploadFileRow>>(
      [&](soci::session& sql) -> Result<std::vector<UploadFileRow>> {
        UploadFileRow row;
        long long size = 0;
        soci::statement rows =
            (sql.prepare << "SELECT number, path, size_bytes, expected_sha256, sha256 FROM upload_files "
                            "WHERE upload_id = :id ORDER BY number",
             soci::into(row.number), soci::into(row.path), soci::into(size), soci::into(row.expected_sha256),
             soci::into(row.sha256), soci::use(id));
        rows.execute();
        std::vector<UploadFileRow> files;
        while (rows.fetch()) {
          row.size_bytes = size;
          files.push_back(row);
        }
        return files;
      });
}

Result<std::vector<Refusal>> Uploads::refusals(const std::string& id) const {
  return database_.read<std::vector<Refusal>>([&](soci::session& sql) -> Result<std::vector<Refusal>> {
    Refusal row;
    soci::statement rows =
        (sql.prepare
             << "SELECT path, code, reason FROM upload_refusals WHERE upload_id = :id ORDER BY number",
         soci::into(row.path), soci::into(row.code), soci::into(row.reason), soci::use(id));
    rows.execute();
    std::vector<Refusal> refusals;
    while (rows.fetch()) refusals.push_back(row);
    return refusals;
  });
}

Result<std::vector<std::string>> Uploads::scans(const std::string& id) const {
  return database_.read<std::vector<std::string>>(
      [&](soci::session& sql) -> Result<std::vector<std::string>> {
        std::string scan;
        soci::statement rows =
            (sql.prepare << "SELECT id FROM scans WHERE upload_id = :id ORDER BY created_at, id",
             soci::into(scan), soci::use(id));
        rows.execute();
        std::vector<std::string> scans;
        while (rows.fetch()) scans.push_back(scan);
        return scans;
      });
}

Result<UploadFileRow> Uploads::expect_file(const std::string& id, const std::string& path,
                                           std::int64_t size_bytes) const {
  return database_.write<UploadFileRow>([&](soci::session& sql) -> Result<UploadFileRow> {
    std::string state;
    sql << "SELECT state FROM uploads WHERE id = :id", soci::into(state), soci::use(id);
    if (!sql.got_data()) return fail(ErrorCode::not_found, "There is no such upload.");
    if (state != "open")
      return fail(ErrorCode::conflict, "upload_closed", "This upload is complete already; start a new one.");
    UploadFileRow row{.path = path};
    long long size = 0;
    sql << "SELECT number, size_bytes, expected_sha256, sha256 FROM upload_files WHERE upload_id = :id AND "
           "path = :path",
        soci::into(row.number), soci::into(size), soci::into(row.expected_sha256), soci::into(row.sha256),
        soci::use(id), soci::use(path);
    if (sql.got_data()) {
      row.size_bytes = size;
      return row;
    }
    sql << "SELECT coalesce(max(number), 0) + 1 FROM upload_files WHERE upload_id = :id",
        soci::into(row.number), soci::use(id);
    row.size_bytes = size_bytes;
    insert_file(sql, id, row);
    return row;
  });
}

Result<void> Uploads::file_received(const std::string& id, int number, std::int64_t size_bytes,
                                    const std::string& sha256) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    const long long size = size_bytes;
    sql << "UPDATE upload_files SET size_bytes = :size, sha256 = :sha WHERE upload_id = :id AND number = "
           ":number",
        soci::use(size), soci::use(sha256), soci::use(id), soci::use(number);
    return {};
  });
}

Result<void> Uploads::complete(const std::string& id) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    const UploadRow row = TRY(find_upload(sql, id));
    if (row.state != UploadState::open) return {};
    if (row.files_received != row.files_expected)
      return fail(ErrorCode::conflict, "files_missing",
                  fmt::format("{} of {} files have not arrived yet. Send those that \"missing\" names.",
                              row.files_expected - row.files_received, row.files_expected));
    if (row.files_expected == 0)
      return fail(ErrorCode::conflict, "files_missing", "This upload holds no files. Send at least one.");
    sql << "UPDATE uploads SET state = 'queued', stage = 'waiting', fraction = 0 WHERE id = :id",
        soci::use(id);
    const std::string job = new_id();
    const long long now = now_ms();
    sql << "INSERT INTO jobs (id, kind, user_id, upload_id, state, created_at) "
           "VALUES (:job, 'ingest', :user, :id, 'queued', :now)",
        soci::use(job), soci::use(row.user_id), soci::use(id), soci::use(now);
    note_change(sql, row.user_id, "upload", id);
    return {};
  });
}

Result<void> Uploads::remove(const std::string& user_id, const std::string& id) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    const UploadRow row = TRY(find_upload(sql, id));
    if (row.user_id != user_id) return fail(ErrorCode::not_found, "There is no such upload.");
    sql << "DELETE FROM uploads WHERE id = :id", soci::use(id);  // Files, refusals and jobs go with it.
    note_change(sql, user_id, "upload", id, true);
    return {};
  });
}

Result<std::vector<std::string>> Uploads::all_ids() const {
  return database_.read<std::vector<std::string>>([](soci::session& sql) -> Result<std::vector<std::string>> {
    std::string id;
    soci::statement rows = (sql.prepare << "SELECT id FROM uploads", soci::into(id));
    rows.execute();
    std::vector<std::string> ids;
    while (rows.fetch()) ids.push_back(id);
    return ids;
  });
}

}  // namespace scanetrix
