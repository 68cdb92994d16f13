// SPDX-License-Identifier: Apache-2.0
#include "serve/upload_body.h"

#include <boost/json.hpp>
#include <charconv>
#include <set>

#include "base/id.h"
#include "base/log.h"
#include "serve/upload_handlers.h"
#include "serve/wire.h"
#include "upload/multipart.h"

namespace scanetrix {
namespace {

constexpr std::size_t kManifestLimit = std::size_t{32} << 20;

Error over_limit(const Library& library) {
  return {ErrorCode::too_large,
          fmt::format("One upload holds at most {} MB. Upload the series one at a time.",
                      library.config.upload_limit_mb),
          {}};
}

/// POST /uploads with a manifest.
class ManifestSink final : public BodySink {
 public:
  ManifestSink(const Request& request, const Services& services)
      : user_id_(request.user_id()), services_(services) {}

  Result<void> write(ByteView bytes) override {
    if (text_.size() + bytes.size() > kManifestLimit)
      return fail(ErrorCode::too_large, "The list of files is over 32 MB. Upload them in parts.");
    text_.append(as_text(bytes));
    return {};
  }

  Response finish() override {
    const Library& library = services_.library;
    const auto manifest =
        parse_manifest(text_, library.config.upload_files_limit, library.config.upload_limit_mb << 20);
    if (!manifest) return manifest.error();
    const auto row = library.uploads.add(user_id_, manifest->name, manifest->files);
    if (!row) return problem(row.error());
    const auto view = view_upload(library, user_id_, row->id);
    if (!view) return problem(view.error());
    return json_response(201, upload_to_json(*view)).with("Location", "/api/v1/uploads/" + row->id);
  }

 private:
  std::string user_id_;
  std::string text_;
  const Services& services_;
};

/// POST /uploads with the files themselves. Until it is whole, no row stands for it: a broken one leaves
/// nothing.
class FormSink final : public BodySink {
 public:
  FormSink(const Request& request, const Services& services, std::string boundary)
      : user_id_(request.user_id()),
        services_(services),
        parser_(std::move(boundary), {.begin = [this](const MultipartPart& part) { return begin(part); },
                                      .data = [this](ByteView bytes) { return data(bytes); },
                                      .end = [this] { return end(); }}) {}

  ~FormSink() override {
    if (accepted_) return;
    file_.reset();
    if (!services_.library.staging.remove(upload_id_))
      log(LogLevel::warning, "broken_upload_left", {{"upload", upload_id_}});
  }

  Result<void> write(ByteView bytes) override { return parser_.feed(bytes); }

  Response finish() override {
    if (auto whole = parser_.finish(); !whole) return problem(whole.error());
    if (files_.empty())
      return problem(
          std::vector<FieldError>{{"files", "The form holds no part named \"files\" with a file."}});
    const Library& library = services_.library;
    if (auto row = library.uploads.add(user_id_, files_.front().path, files_, upload_id_); !row)
      return problem(row.error());
    accepted_ = true;  // From here on it is the row's.
    if (auto accepted = accept_upload(library, upload_id_); !accepted) return problem(accepted.error());
    services_.metrics.count_upload_bytes(static_cast<double>(total_));
    const auto view = view_upload(library, user_id_, upload_id_);
    if (!view) return problem(view.error());
    return json_response(202, upload_to_json(*view)).with("Location", "/api/v1/uploads/" + upload_id_);
  }

 private:
  Result<void> begin(const MultipartPart& part) {
    if (part.filename.empty() || part.name != "files") return {};  // A field of the form, or nothing chosen.
    const Library& library = services_.library;
    const std::string path = TRY(clean_path(part.filename));
    if (static_cast<std::int64_t>(files_.size()) >= library.config.upload_files_limit)
      return fail(ErrorCode::too_large,
                  fmt::format("One upload holds at most {} files. Upload them in parts.",
                              library.config.upload_files_limit));
    UploadFileRow row{.number = static_cast<int>(files_.size()) + 1, .path = path};
    // Two files of one name in a flat form are two files: the second is told apart.
    for (int copy = 2; !paths_.insert(row.path).second; ++copy) row.path = fmt::format("{} ({})", path, copy);
    file_.emplace(TRY(library.staging.begin_file(upload_id_, row.number)));
    files_.push_back(std::move(row));
    return {};
  }

  Result<void> data(ByteView bytes) {
    if (!file_) return {};
    total_ += static_cast<std::int64_t>(bytes.size());
    if (total_ > services_.library.config.upload_limit_mb << 20)
      return tl::make_unexpected(over_limit(services_.library));
    return file_->write(bytes);
  }

  Result<void> end() {
    if (!file_) return {};
    files_.back().sha256 = TRY(file_->commit());
    files_.back().size_bytes = file_->size_bytes();
    file_.reset();
    return {};
  }

  std::string user_id_;
  const Services& services_;
  MultipartParser parser_;
  std::string upload_id_ = new_id();
  std::set<std::string> paths_;
  std::vector<UploadFileRow> files_;
  std::optional<IncomingFile> file_;
  std::int64_t total_ = 0;
  bool accepted_ = false;
};

/// PUT of one file.
class FileSink final : public BodySink {
 public:
  FileSink(const Services& services, std::string upload_id, UploadFileRow row, bool announced,
           std::int64_t most_bytes, IncomingFile file)
      : services_(services),
        upload_id_(std::move(upload_id)),
        row_(std::move(row)),
        announced_(announced),
        most_bytes_(most_bytes),
        file_(std::move(file)) {}

  Result<void> write(ByteView bytes) override {
    if (file_.size_bytes() + static_cast<std::int64_t>(bytes.size()) > most_bytes_)
      return announced_ ? Result<void>(tl::make_unexpected(wrong_size()))
                        : Result<void>(tl::make_unexpected(over_limit(services_.library)));
    return file_.write(bytes);
  }

  Response finish() override {
    if (announced_ && file_.size_bytes() != row_.size_bytes) return problem(wrong_size());
    const auto hash = file_.commit(row_.expected_sha256);
    if (!hash) return problem(hash.error());
    const std::int64_t size = file_.size_bytes();
    if (auto noted = services_.library.uploads.file_received(upload_id_, row_.number, size, *hash); !noted)
      return problem(noted.error());
    services_.metrics.count_upload_bytes(static_cast<double>(size));
    return Response(204);
  }

 private:
  [[nodiscard]] Error wrong_size() const {
    return {
        ErrorCode::conflict,
        fmt::format("The list says {} bytes for this file, and others came. Send the file as it was listed.",
                    row_.size_bytes),
        "size_mismatch"};
  }

  const Services& services_;
  std::string upload_id_;
  UploadFileRow row_;
  bool announced_;
  std::int64_t most_bytes_;
  IncomingFile file_;
};

std::int64_t content_length(const Request& request) {
  const std::string text = request.header("content-length");
  std::int64_t length = -1;
  std::from_chars(text.data(), text.data() + text.size(), length);
  return length;
}

Result<std::unique_ptr<BodySink>> make_file_sink(const Request& request, const Services& services) {
  const Library& library = services.library;
  const std::string& id = request.path_value("id");
  const UploadRow upload = TRY(library.uploads.find(request.user_id(), id));
  const std::string path = TRY(clean_path(request.path_value("path")));
  const std::int64_t limit = library.config.upload_limit_mb << 20;
  const std::int64_t claimed = content_length(request);

  // Repeating the last file after the answer was lost is no reason to refuse: the same bytes, again 204.
  bool announced = false;
  UploadFileRow row;
  for (UploadFileRow& file : TRY(library.uploads.files(id)))
    if (file.path == path) {
      row = file;
      announced = true;
    }
  if (upload.state != UploadState::open || !announced) row = TRY(library.uploads.expect_file(id, path, 0));
  const std::int64_t room = announced ? row.size_bytes : limit - upload.bytes_expected;
  if (claimed > room) {
    if (!announced) return tl::make_unexpected(over_limit(library));
    return fail(
        ErrorCode::conflict, "size_mismatch",
        fmt::format(
            "The list says {} bytes for this file, and {} are coming. Send the file as it was listed.",
            row.size_bytes, claimed));
  }
  IncomingFile file = TRY(library.staging.begin_file(id, row.number));
  return std::make_unique<FileSink>(services, id, std::move(row), announced, room, std::move(file));
}

}  // namespace

tl::expected<std::unique_ptr<BodySink>, Response> open_upload(const Request& request,
                                                              const Services& services) {
  const std::string type = request.header("content-type");
  if (type.starts_with("application/json")) return std::make_unique<ManifestSink>(request, services);
  if (!type.starts_with("multipart/form-data"))
    return tl::make_unexpected(problem(
        415, "unsupported_media_type",
        "Send multipart/form-data with parts named \"files\", or a list of files as application/json."));
  auto boundary = multipart_boundary(type);
  if (!boundary) return tl::make_unexpected(problem(boundary.error()));
  if (content_length(request) > services.library.config.upload_limit_mb << 20)
    return tl::make_unexpected(problem(over_limit(services.library)));
  return std::make_unique<FormSink>(request, services, std::move(*boundary));
}

tl::expected<std::unique_ptr<BodySink>, Response> open_file(const Request& request,
                                                            const Services& services) {
  auto sink = make_file_sink(request, services);
  if (!sink) return tl::make_unexpected(problem(sink.error()));
  return std::move(*sink);
}

}  // namespace scanetrix
