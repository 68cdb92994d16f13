// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iostream>
#include <thread>

#include "base/id.h"
#include "base/log.h"
#include "commands/commands.h"
#include "commands/inputs.h"
#include "pipeline/worker.h"

namespace scanetrix {
namespace {

constexpr std::size_t kPiece = 1 << 20;

/// Copies one file into staging; the library must not change when the source does.
Result<UploadFileRow> stage(const Library& library, const std::string& upload_id, int number,
                            const SourceFile& source) {
  const MappedFile bytes = TRY(MappedFile::open(source.path));
  IncomingFile file = TRY(library.staging.begin_file(upload_id, number));
  for (ByteView rest = bytes.bytes(); !rest.empty();) {
    const ByteView piece = rest.first(std::min(kPiece, rest.size()));
    TRY(file.write(piece));
    rest = rest.subspan(piece.size());
  }
  UploadFileRow row{.number = number, .path = TRY(clean_path(source.name))};
  row.sha256 = TRY(file.commit());
  row.size_bytes = file.size_bytes();
  return row;
}

/// Waits until the upload is done, working on the queue ourselves meanwhile: there may be no server.
Result<UploadRow> work_until_done(const Library& library, const std::string& user_id,
                                  const std::string& upload_id) {
  const std::string worker = worker_name();
  for (;;) {
    const UploadRow row = TRY(library.uploads.find(user_id, upload_id));
    if (row.state == UploadState::done || row.state == UploadState::failed) return row;
    if (!work_once(library, worker, [] { return true; }))
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

Result<bool> import_files(const Library& library, const ImportOptions& options) {
  std::string email = options.email;
  std::transform(email.begin(), email.end(), email.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto user = TRY(library.accounts.user_by_email(email));
  if (!user)
    return fail(ErrorCode::not_found, fmt::format("there is no account {}; see scanetrix users add", email));

  const std::string upload_id = new_id();
  std::vector<UploadFileRow> rows;
  for (const SourceFile& file : TRY(collect_files(options.inputs)))
    rows.push_back(TRY(stage(library, upload_id, static_cast<int>(rows.size()) + 1, file)));
  if (rows.empty()) return fail(ErrorCode::bad_input, "the folders hold no files");
  TRY(library.staging.sync(upload_id));
  TRY(library.uploads.add(user->id, options.name.empty() ? rows.front().path : options.name, rows,
                          upload_id));
  TRY(library.uploads.complete(upload_id));

  const UploadRow done = TRY(work_until_done(library, user->id, upload_id));
  for (const std::string& scan : TRY(library.uploads.scans(upload_id))) {
    if (!options.name.empty()) TRY(library.scans.change(user->id, scan, options.name, std::nullopt));
    std::cout << scan << '\n';
  }
  const auto refused = TRY(library.uploads.refusals(upload_id));
  for (const Refusal& refusal : refused) std::cerr << refusal.path << ": " << refusal.reason << '\n';
  if (done.state == UploadState::failed) return fail(ErrorCode::bad_input, done.error_detail);
  return refused.empty();
}

}  // namespace

int run_import(const Config& config, const ImportOptions& options) {
  set_log_level(LogLevel::warning);
  const auto library = Library::open(config);
  const auto all_in =
      library ? import_files(**library, options) : Result<bool>(tl::make_unexpected(library.error()));
  if (all_in) return *all_in ? 0 : 1;
  std::cerr << "scanetrix: " << all_in.error().message << '\n';
  return 1;
}

}  // namespace scanetrix
