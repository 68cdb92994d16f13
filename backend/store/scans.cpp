// SPDX-License-Identifier: Apache-2.0
#include "store/scans.h"

#include <soci/soci.h>

#include <sstream>

#include "store/changes.h"
#include "store/jobs.h"

namespace scanetrix {
namespace {

constexpr auto kSelect =
    "SELECT id, user_id, upload_id, name, state, modality, description, study_date, size_bytes, "
    "stored_bytes, "
    "tags_json, source_json, warnings_json, volumes_json, original_name, package, decisions_json, "
    "light_box_json, spacing_json, anchor_file, original_path, revision, anchor_number, created_at FROM "
    "scans ";

struct ScanReader {
  ScanRow row;
  long long size = 0;
  long long stored = 0;
  long long created = 0;

  void bind(soci::statement& statement) {
    for (std::string* column : {&row.id, &row.user_id, &row.upload_id, &row.name, &row.state, &row.modality,
                                &row.description, &row.study_date})
      statement.exchange(soci::into(*column));
    statement.exchange(soci::into(size));
    statement.exchange(soci::into(stored));
    for (std::string* column : {&row.tags_json, &row.source_json, &row.warnings_json, &row.volumes_json,
                                &row.original_name, &row.package, &row.decisions_json, &row.light_box_json,
                                &row.spacing_json, &row.anchor_file, &row.original_path})
      statement.exchange(soci::into(*column));
    statement.exchange(soci::into(row.revision));
    statement.exchange(soci::into(row.anchor_number));
    statement.exchange(soci::into(created));
  }

  ScanRow take() {
    row.size_bytes = size;
    row.stored_bytes = stored;
    row.created_at = created;
    return row;
  }
};

Result<ScanRow> find_scan(soci::session& sql, const std::string& user_id, const std::string& id) {
  ScanReader reader;
  soci::statement statement(sql);
  reader.bind(statement);
  statement.exchange(soci::use(id));
  statement.exchange(soci::use(user_id));
  statement.alloc();
  statement.prepare(std::string(kSelect) + "WHERE id = :id AND user_id = :user");
  statement.define_and_bind();
  statement.execute();
  if (!statement.fetch()) return fail(ErrorCode::not_found, "There is no such scan.");
  return reader.take();
}

/// A LIKE pattern that finds `word` anywhere; its own wildcards are taken literally (ESCAPE '\').
std::string like_pattern(const std::string& word) {
  std::string pattern = "%";
  for (const char c : word) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

/// WHERE without the modality, and the values for its words.
struct Filter {
  std::string sql = "WHERE user_id = :user ";
  std::vector<std::string> patterns;

  explicit Filter(const ScanQuery& query) {
    std::istringstream words(query.text);
    for (std::string word; words >> word && patterns.size() < 16;) {
      patterns.push_back(like_pattern(word));
      sql +=
          "AND (name || ' ' || description || ' ' || tags_json || ' ' || study_date || ' ' || modality) "
          "LIKE :w" +
          std::to_string(patterns.size()) + " ESCAPE '\\' ";
    }
    if (!query.state.empty()) sql += "AND state = :state ";
  }

  void use(soci::statement& statement, const ScanQuery& query) const {
    statement.exchange(soci::use(query.user_id));
    for (const std::string& pattern : patterns) statement.exchange(soci::use(pattern));
    if (!query.state.empty()) statement.exchange(soci::use(query.state));
  }
};

std::string modality_condition(const ScanQuery& query) {
  if (query.modality.empty()) return "";
  if (query.modality == "other") return "AND modality NOT IN ('CT', 'MR', 'PT') ";
  return "AND modality = :modality ";
}

std::string order_by(ScanOrder order) {
  switch (order) {
    case ScanOrder::newest:
      return "ORDER BY created_at DESC, id DESC ";
    case ScanOrder::oldest:
      return "ORDER BY created_at, id ";
    case ScanOrder::name:
      return "ORDER BY lower(name), id ";
    case ScanOrder::name_down:
      return "ORDER BY lower(name) DESC, id DESC ";
    case ScanOrder::study_newest:
      return "ORDER BY study_date DESC, created_at DESC, id DESC ";
    case ScanOrder::study_oldest:
      return "ORDER BY study_date = '', study_date, created_at, id ";
    case ScanOrder::largest:
      return "ORDER BY size_bytes DESC, id DESC ";
    case ScanOrder::smallest:
      return "ORDER BY size_bytes, id ";
    case ScanOrder::modality:
      return "ORDER BY modality, created_at DESC, id DESC ";
  }
  std::abort();
}

}  // namespace

void insert_scan(soci::session& sql, const ScanRow& scan) {
  const long long size = scan.size_bytes;
  const long long stored = scan.stored_bytes;
  const long long created = scan.created_at;
  sql << "INSERT INTO scans (id, user_id, upload_id, name, state, modality, description, study_date, "
         "size_bytes, "
         "stored_bytes, tags_json, source_json, warnings_json, volumes_json, original_name, revision, "
         "package, decisions_json, light_box_json, spacing_json, anchor_file, anchor_number, original_path, "
         "created_at) "
         "VALUES (:id, :user, :upload, :name, :state, :modality, :description, :date, :size, :stored, :tags, "
         ":source, :warnings, :volumes, :original, :revision, :package, :decisions, :box, :spacing, :anchor, "
         ":anchor_number, "
         ":original_path, :created)",
      soci::use(scan.id), soci::use(scan.user_id), soci::use(scan.upload_id), soci::use(scan.name),
      soci::use(scan.state), soci::use(scan.modality), soci::use(scan.description),
      soci::use(scan.study_date), soci::use(size), soci::use(stored), soci::use(scan.tags_json),
      soci::use(scan.source_json), soci::use(scan.warnings_json), soci::use(scan.volumes_json),
      soci::use(scan.original_name), soci::use(scan.revision), soci::use(scan.package),
      soci::use(scan.decisions_json), soci::use(scan.light_box_json), soci::use(scan.spacing_json),
      soci::use(scan.anchor_file), soci::use(scan.anchor_number), soci::use(scan.original_path),
      soci::use(created);
}

int replace_scan(soci::session& sql, const ScanRow& scan) {
  const long long now = now_ms();
  sql << "INSERT INTO replaced_packages (scan_id, revision, package, replaced_at) "
         "SELECT id, revision, package, :now FROM scans WHERE id = :id",
      soci::use(now), soci::use(scan.id);
  const long long stored = scan.stored_bytes;
  sql << "UPDATE scans SET revision = revision + 1, package = :package, stored_bytes = :stored, "
         "warnings_json = :warnings, volumes_json = :volumes, decisions_json = :decisions, "
         "light_box_json = :box, spacing_json = :spacing, anchor_file = :anchor, anchor_number = :number, "
         "original_path = :path "
         "WHERE id = :id",
      soci::use(scan.package), soci::use(stored), soci::use(scan.warnings_json), soci::use(scan.volumes_json),
      soci::use(scan.decisions_json), soci::use(scan.light_box_json), soci::use(scan.spacing_json),
      soci::use(scan.anchor_file), soci::use(scan.anchor_number), soci::use(scan.original_path),
      soci::use(scan.id);
  int revision = 0;
  sql << "SELECT revision FROM scans WHERE id = :id", soci::into(revision), soci::use(scan.id);
  return revision;
}

Result<ScanRow> Scans::find(const std::string& user_id, const std::string& id) const {
  return database_.read<ScanRow>([&](soci::session& sql) { return find_scan(sql, user_id, id); });
}

Result<ScanList> Scans::list(const ScanQuery& query) const {
  return database_.read<ScanList>([&](soci::session& sql) -> Result<ScanList> {
    ScanList list;
    const Filter filter(query);

    std::string modality;
    int count = 0;
    soci::statement groups(sql);
    groups.exchange(soci::into(modality));
    groups.exchange(soci::into(count));
    filter.use(groups, query);
    groups.alloc();
    groups.prepare("SELECT modality, count(*) FROM scans " + filter.sql + "GROUP BY modality");
    groups.define_and_bind();
    groups.execute();
    while (groups.fetch()) list.modalities[modality] = count;
    for (const auto& [name, number] : list.modalities) {
      const bool named = name == "CT" || name == "MR" || name == "PT";
      const bool wanted =
          query.modality.empty() || (query.modality == "other" ? !named : query.modality == name);
      if (wanted) list.total += number;
    }

    ScanReader reader;
    soci::statement rows(sql);
    reader.bind(rows);
    filter.use(rows, query);
    const std::string condition = modality_condition(query);
    if (condition.find(':') != condition.npos) rows.exchange(soci::use(query.modality));
    rows.exchange(soci::use(query.limit));
    rows.exchange(soci::use(query.offset));
    rows.alloc();
    rows.prepare(kSelect + filter.sql + condition + order_by(query.order) + "LIMIT :limit OFFSET :offset");
    rows.define_and_bind();
    rows.execute();
    while (rows.fetch()) list.rows.push_back(reader.take());

    long long used = 0;
    sql << "SELECT coalesce(sum(stored_bytes), 0) FROM scans WHERE user_id = :user", soci::into(used),
        soci::use(query.user_id);
    list.used_bytes = used;
    return list;
  });
}

Result<ScanRow> Scans::change(const std::string& user_id, const std::string& id,
                              const std::optional<std::string>& name,
                              const std::optional<std::string>& tags_json) const {
  return database_.write<ScanRow>([&](soci::session& sql) -> Result<ScanRow> {
    const ScanRow row = TRY(find_scan(sql, user_id, id));
    const std::string new_name = name.value_or(row.name);
    const std::string new_tags = tags_json.value_or(row.tags_json);
    sql << "UPDATE scans SET name = :name, tags_json = :tags WHERE id = :id", soci::use(new_name),
        soci::use(new_tags), soci::use(id);
    note_change(sql, user_id, "scan", id);
    return find_scan(sql, user_id, id);
  });
}

Result<ScanRow> Scans::replace(const std::string& user_id, const ScanRow& scan) const {
  return database_.write<ScanRow>([&](soci::session& sql) -> Result<ScanRow> {
    const ScanRow now = TRY(find_scan(sql, user_id, scan.id));
    TRY(require_idle(sql, scan.id));
    if (now.revision != scan.revision)
      return fail(ErrorCode::conflict, "scan_changed",
                  "The scan has changed in the meantime. Load it again, then repeat your change.");
    replace_scan(sql, scan);
    note_change(sql, user_id, "scan", scan.id);
    return find_scan(sql, user_id, scan.id);
  });
}

Result<void> Scans::remove(const std::string& user_id, const std::string& id) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    TRY(find_scan(sql, user_id, id));
    sql << "DELETE FROM scans WHERE id = :id", soci::use(id);
    note_change(sql, user_id, "scan", id, true);
    return {};
  });
}

Result<std::vector<std::string>> Scans::all_ids() const {
  return database_.read<std::vector<std::string>>([](soci::session& sql) -> Result<std::vector<std::string>> {
    std::string id;
    soci::statement rows = (sql.prepare << "SELECT id FROM scans", soci::into(id));
    rows.execute();
    std::vector<std::string> ids;
    while (rows.fetch()) ids.push_back(id);
    return ids;
  });
}

namespace {

std::vector<ReplacedPackage> select_replaced(soci::session& sql, const std::string& condition) {
  ReplacedPackage row;
  soci::statement rows =
      (sql.prepare << "SELECT scan_id, revision, package FROM replaced_packages WHERE " + condition,
       soci::into(row.scan_id), soci::into(row.revision), soci::into(row.package));
  rows.execute();
  std::vector<ReplacedPackage> packages;
  while (rows.fetch()) packages.push_back(row);
  return packages;
}

}  // namespace

Result<std::optional<ReplacedPackage>> Scans::replaced_package(const std::string& id, int revision) const {
  using Found = std::optional<ReplacedPackage>;
  return database_.read<Found>([&](soci::session& sql) -> Result<Found> {
    ReplacedPackage row{id, revision, {}};
    sql << "SELECT package FROM replaced_packages WHERE scan_id = :id AND revision = :revision",
        soci::into(row.package), soci::use(id), soci::use(revision);
    return sql.got_data() ? Found(row) : std::nullopt;
  });
}

Result<std::vector<ReplacedPackage>> Scans::replaced_packages(UnixMs age_ms) const {
  using Found = std::vector<ReplacedPackage>;
  return database_.read<Found>([&](soci::session& sql) -> Result<Found> {
    return select_replaced(sql, fmt::format("replaced_at <= {}", now_ms() - age_ms));
  });
}

Result<void> Scans::forget_package(const ReplacedPackage& replaced) const {
  return database_.write<void>([&](soci::session& sql) -> Result<void> {
    sql << "DELETE FROM replaced_packages WHERE scan_id = :id AND revision = :revision",
        soci::use(replaced.scan_id), soci::use(replaced.revision);
    return {};
  });
}

Result<std::vector<std::string>> Scans::packages(const std::string& id) const {
  return database_.read<std::vector<std::string>>(
      [&](soci::session& sql) -> Result<std::vector<std::string>> {
        std::string package;
        soci::statement rows = (sql.prepare << "SELECT package FROM scans WHERE id = :id UNION "
                                               "SELECT package FROM replaced_packages WHERE scan_id = :same",
                                soci::into(package), soci::use(id), soci::use(id));
        rows.execute();
        std::vector<std::string> packages;
        while (rows.fetch()) packages.push_back(package);
        return packages;
      });
}

namespace {

AnnotationsRow read_annotations(soci::session& sql, const std::string& id) {
  AnnotationsRow row;
  sql << "SELECT version, body_json FROM annotations WHERE scan_id = :id", soci::into(row.version),
      soci::into(row.body_json), soci::use(id);
  return sql.got_data() ? row : AnnotationsRow{};
}

}  // namespace

Result<AnnotationsRow> Scans::annotations(const std::string& user_id, const std::string& id) const {
  return database_.read<AnnotationsRow>([&](soci::session& sql) -> Result<AnnotationsRow> {
    TRY(find_scan(sql, user_id, id));
    return read_annotations(sql, id);
  });
}

Result<AnnotationsRow> Scans::set_annotations(const std::string& user_id, const std::string& id,
                                              int expected_version, const std::string& body_json) const {
  return database_.write<AnnotationsRow>([&](soci::session& sql) -> Result<AnnotationsRow> {
    TRY(find_scan(sql, user_id, id));
    const AnnotationsRow kept = read_annotations(sql, id);
    if (kept.version != expected_version)
      return fail(ErrorCode::conflict, "version_conflict",
                  "Somebody has changed this in the meantime. Load it again, then repeat your change.");
    const AnnotationsRow next{kept.version + 1, body_json};
    sql << "INSERT INTO annotations (scan_id, version, body_json) VALUES (:id, :version, :body) "
           "ON CONFLICT (scan_id) DO UPDATE SET version = excluded.version, body_json = excluded.body_json",
        soci::use(id), soci::use(next.version), soci::use(next.body_json);
    return next;
  });
}

}  // namespace scanetrix
