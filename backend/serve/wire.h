// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/decisions_json.h"
#include "pipeline/reconstruct_scan.h"
#include "pipeline/segment_scan.h"
#include "serve/http_message.h"
#include "serve/problem.h"
#include "store/accounts.h"
#include "store/jobs.h"
#include "store/scans.h"
#include "store/uploads.h"

namespace boost::json {
class value;
class object;
}  // namespace boost::json

namespace scanetrix {

// What crosses the wire: the shapes of contract/openapi.yaml, out and in. Nothing else makes or reads JSON in
// serve/.

[[nodiscard]] boost::json::object user_to_json(const UserRow& user);

/// Everything about an upload that the wire shows.
struct UploadView {
  UploadRow row;
  std::vector<std::string> missing;  ///< Shown only while it is open.
  std::vector<std::string> scans;
  std::vector<Refusal> refused;
};
[[nodiscard]] boost::json::object upload_to_json(const UploadView& view);

[[nodiscard]] boost::json::object scan_to_json(const ScanRow& scan, const UserRow& owner);

/// Of a job of a scan.
[[nodiscard]] boost::json::object job_to_json(const JobRow& job);

/// 200 or any other, with this body and no caching.
[[nodiscard]] Response json_response(int status, const boost::json::object& body);

/// What a request's body held, or the 400 or 422 that it earns.
template <typename T>
using Parsed = tl::expected<T, Response>;

struct Credentials {
  std::string email;  ///< Trimmed, lower case.
  std::string password;
  std::string name;  ///< Registration only; trimmed.
};
Parsed<Credentials> parse_registration(const std::string& body);
Parsed<Credentials> parse_login(const std::string& body);

struct UploadManifest {
  std::string name;
  std::vector<UploadFileRow> files;  ///< Numbered from 1; paths cleaned, each once.
};
/// \param most_files, most_bytes  Over these: 413.
Parsed<UploadManifest> parse_manifest(const std::string& body, std::int64_t most_files,
                                      std::int64_t most_bytes);

struct ScanPatch {
  std::optional<std::string> name;
  std::optional<std::string> tags_json;
};
Parsed<ScanPatch> parse_scan_patch(const std::string& body);

/// The kind of job that a body asks for, `{kind, parameters?}`, one of `known`.
Parsed<std::string> parse_job_kind(const std::string& body, std::span<const std::string_view> known);

/// The parameters of one of kind "reread".
Parsed<DecisionChange> parse_reread(const std::string& body);
/// And "reconstruct".
Parsed<ReconstructParameters> parse_reconstruct(const std::string& body);
/// The parameters of a "segment"; `volume` is empty where it is left out.
Parsed<SegmentParameters> parse_segment(const std::string& body);

/// Any JSON object, as it was sent.
Parsed<std::string> parse_annotations(const std::string& body);

}  // namespace scanetrix
