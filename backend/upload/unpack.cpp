// SPDX-License-Identifier: Apache-2.0
#include "upload/unpack.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>

#include "base/parallel.h"
#include "upload/archive_kind.h"
#include "upload/entry_name.h"
#include "upload/plain_zip.h"
#include "upload/staging.h"
#include "upload/utf8_locale.h"

namespace scanetrix {
namespace {

constexpr std::size_t kPiece = std::size_t{256} * 1024;
// Of a plain ZIP, what is unpacked before the next is looked at: enough for all cores.
constexpr std::size_t kBatchFiles = 64;
constexpr std::size_t kBatchBytes = std::size_t{64} << 20;

/// An archive that is being read, and the one that it lies in.
struct Level {
  const std::string& name;
  double packed_bytes;
  int depth;  ///< From 1.
  Level* outside = nullptr;
  std::int64_t unpacked_bytes = 0;  ///< Of all that came out of it, archives inside included.
  std::int64_t stream_bytes = 0;    ///< Of itself, headers and what was passed over included.
};

/// The sentence for a person, for what the reader found.
Error about_archive(const Error& error, const std::string& name) {
  if (error.slug == "damaged")
    return {
        error.code,
        fmt::format("The archive {} is cut short or damaged. Make it again and upload it once more.", name),
        "damaged_archive"};
  if (error.slug == "encrypted")
    return {error.code,
            fmt::format("The archive {} is protected by a password. Upload it unprotected.", name),
            "encrypted"};
  if (error.slug == "unsupported_compression")
    return {error.code,
            fmt::format("The archive {} is packed in a way that is not read here. Make a plain ZIP.", name),
            "unsupported_compression"};
  if (error.slug == "too_large")
    return {
        error.code,
        fmt::format("The archive {} needs more memory than the server gives to one. Make a plain ZIP.", name),
        "too_large"};
  return error;
}

/// All the state of one unpack() call, archives in archives included.
class Unpacker {
 public:
  Unpacker(const fs::path& folder, const UnpackLimits& limits, UnpackedCount& count, Progress& progress)
      : folder_(folder), limits_(limits), count_(count), progress_(progress), piece_(kPiece) {}

  Result<void> unpack(const fs::path& path, const std::string& name, const ArchiveKind& kind,
                      Level* outside) {
    std::error_code error;
    Level level{name, static_cast<double>(std::max<std::uintmax_t>(1, fs::file_size(path, error))),
                outside == nullptr ? 1 : outside->depth + 1, outside};
    if (kind == ArchiveKind{ArchiveFormat::zip}) {
      const MappedFile archive = TRY(MappedFile::open(path));
      if (const auto entries = list_plain_zip(archive.bytes()))
        return unpack_plain_zip(archive.bytes(), *entries, level);
    }
    auto reader = ArchiveReader::open(path, kind);
    if (!reader) return tl::make_unexpected(about_archive(reader.error(), name));
    if (kind.format == ArchiveFormat::packed_file) return unpack_packed_file(*reader, level);
    for (;;) {
      const auto entry = reader->next();
      if (!entry) return tl::make_unexpected(about_archive(entry.error(), name));
      if (!*entry) return {};
      TRY(count_entry(reader->packed_bytes(), reader->stream_bytes(), level));
      if ((*entry)->type != ArchiveEntry::Type::folder) TRY(unpack_entry(*reader, **entry, level));
    }
  }

  Unpacked take() { return std::move(out_); }

 private:
  Result<void> unpack_entry(ArchiveReader& reader, const ArchiveEntry& entry, Level& level) {
    ++count_.files;
    TRY(check_limits(level));
    const auto safe_name = name_of(entry.path, level);
    if (!safe_name) return {};
    const std::string& name = *safe_name;
    if (entry.type == ArchiveEntry::Type::other) {
      refuse(name, "not_a_file", "It is a link or a device, not a file. It was left out.");
      return {};
    }
    if (entry.encrypted) {
      refuse(name, "encrypted", "It is protected by a password. Upload it unprotected.");
      return {};
    }
    const fs::path target = next_target();
    auto whole = copy(reader, target, level);
    if (whole) return take_in(target, name, level);
    if (whole.error().slug != "unsupported_compression") return whole;
    refuse(name, "unsupported_compression",
           "It is packed in a way that is not read here. Pack it again as a plain ZIP.");
    return {};
  }

  /// What a file is called from here on. Nothing where it is refused for its path.
  std::optional<std::string> name_of(const std::string& path, const Level& level) {
    const bool absolute = path.starts_with('/') || path.starts_with('\\');
    const auto clean = clean_path(path);
    if (!absolute && clean && level.name.size() + 1 + clean->size() <= limits_.path_bytes)
      return level.name + "/" + *clean;
    refuse(reported_name(path, level), "unsafe_path",
           "Its path leads out of the archive, is too long or is not readable text. It was left out.");
    return std::nullopt;
  }

  /// A file of a plain ZIP, and where it goes.
  struct PlainFile {
    const PlainZipEntry& entry;
    std::string name;
    fs::path target;
  };

  /// All entries, some at a time on all cores: a series of slices is mostly time for unpacking.
  Result<void> unpack_plain_zip(ByteView archive, const std::vector<PlainZipEntry>& entries, Level& level) {
    std::vector<PlainFile> batch;
    std::size_t batch_bytes = 0;
    for (const PlainZipEntry& entry : entries) {
      const auto offset = static_cast<std::int64_t>(entry.offset);
      TRY(count_entry(offset, offset, level));
      if (entry.is_folder) continue;
      ++count_.files;
      TRY(check_limits(level));
      auto name = name_of(entry.name, level);
      if (!name) continue;
      // It is what it claims, or the archive is damaged.
      TRY(count_bytes(static_cast<std::int64_t>(entry.bytes), level));
      batch.push_back({entry, std::move(*name), next_target()});
      batch_bytes += entry.bytes;
      if (batch.size() < kBatchFiles && batch_bytes < kBatchBytes) continue;
      TRY(unpack_batch(archive, batch, level));
      batch.clear();
      batch_bytes = 0;
    }
    return unpack_batch(archive, batch, level);
  }

  Result<void> unpack_batch(ByteView archive, const std::vector<PlainFile>& batch, Level& level) {
    std::atomic<std::size_t> next = 0;
    const auto outcome =
        parallel_for(std::min(parallel_width(), batch.size()), [&](std::size_t) -> Result<void> {
          PlainZipUnpacker unpacker;
          for (std::size_t n = next++; n < batch.size(); n = next++) {
            const ByteView bytes = TRY(unpacker.unpack(archive, batch[n].entry));
            TRY(write_all(TRY(create_file(batch[n].target)), bytes));
          }
          return {};
        });
    if (!outcome) {
      for (const PlainFile& file : batch) TRY(remove_tree(file.target));
      return tl::make_unexpected(about_archive(outcome.error(), level.name));
    }
    for (const PlainFile& file : batch) TRY(take_in(file.target, file.name, level));
    return {};
  }

  Result<void> unpack_packed_file(ArchiveReader& reader, Level& level) {
    const auto entry = reader.next();
    if (!entry) return tl::make_unexpected(about_archive(entry.error(), level.name));
    TRY(count_entry(reader.packed_bytes(), reader.stream_bytes(), level));
    ++count_.files;
    TRY(check_limits(level));
    const fs::path target = next_target();
    if (!*entry) {
      TRY(create_file(target));  // Nothing was packed.
    } else if (auto whole = copy(reader, target, level); !whole) {
      return tl::make_unexpected(about_archive(whole.error(), level.name));
    }
    return take_in(target, unpacked_name(level.name), level);
  }

  /// Keeps a file that came out, or opens it where it is an archive itself.
  Result<void> take_in(const fs::path& target, const std::string& name, Level& level) {
    const ArchiveKind kind = archive_kind(target);
    if (kind.format == ArchiveFormat::none) {
      out_.files.push_back({name, target});
      return {};
    }
    if (level.depth >= limits_.depth) {
      refuse(name, "archive_limit",
             fmt::format("Archives are opened {} levels deep, not deeper.", limits_.depth));
      return remove_tree(target);
    }
    const std::size_t files_before = out_.files.size();
    const std::size_t refused_before = out_.refused.size();
    if (auto done = unpack(target, name, kind, &level); !done) {
      // What ends more than the archive inside: a limit of all or of an archive around it, the disk.
      TRY(check_limits(level));
      if (done.error().slug.empty()) return done;
      for (std::size_t i = files_before; i < out_.files.size(); ++i) TRY(remove_tree(out_.files[i].path));
      out_.files.resize(files_before);
      out_.refused.resize(refused_before);
      refuse(name, std::string(done.error().slug), done.error().message);
    }
    return remove_tree(target);
  }

  /// The entry's bytes as a file: whole, or not there.
  Result<void> copy(ArchiveReader& reader, const fs::path& target, Level& level) {
    auto copied = copy_bytes(reader, TRY(create_file(target)), level);
    if (!copied) TRY(remove_tree(target));
    return copied;
  }

  Result<void> copy_bytes(ArchiveReader& reader, const FileHandle& file, Level& level) {
    for (;;) {
      const auto count = reader.read(piece_);
      if (!count && count.error().slug == "unsupported_compression")
        return tl::make_unexpected(count.error());
      if (!count) return tl::make_unexpected(about_archive(count.error(), level.name));
      if (*count == 0) return {};
      TRY(count_bytes(static_cast<std::int64_t>(*count), level));
      TRY(write_all(file, ByteView(piece_).first(*count)));
    }
  }

  /// \param packed_bytes, stream_bytes  How far the reader is: see ArchiveReader.
  Result<void> count_entry(std::int64_t packed_bytes, std::int64_t stream_bytes, Level& level) {
    if (progress_.cancelled()) return fail(ErrorCode::cancelled, "The work was cancelled.");
    progress_.report("unpacking", static_cast<double>(packed_bytes) / level.packed_bytes);
    ++count_.entries;
    level.stream_bytes = stream_bytes;
    return check_limits(level);
  }

  Result<void> count_bytes(std::int64_t count, Level& level) {
    count_.bytes += count;
    for (Level* around = &level; around != nullptr; around = around->outside) around->unpacked_bytes += count;
    return check_limits(level);
  }

  Result<void> check_limits(const Level& level) const {
    const auto over = [](std::string message) {
      return fail(ErrorCode::too_large, "archive_limit", std::move(message));
    };
    if (count_.files > limits_.files || count_.entries / 2 > limits_.files)
      return over(fmt::format("The archives hold more than {} files. Upload them in parts.", limits_.files));
    if (count_.bytes > limits_.bytes)
      return over(
          fmt::format("The archives unpack to more than {} MB. Upload them in parts.", limits_.bytes >> 20));
    for (const Level* around = &level; around != nullptr; around = around->outside) {
      const std::int64_t out = std::max(around->unpacked_bytes, around->stream_bytes);
      if (out > limits_.ratio_from_bytes && static_cast<double>(out) > around->packed_bytes * limits_.ratio)
        return over(fmt::format("The archive {} unpacks to more than {:.0f} times its size; no scan does.",
                                around->name, limits_.ratio));
    }
    return {};
  }

  fs::path next_target() const { return folder_ / std::to_string(count_.files); }

  void refuse(std::string name, std::string code, std::string reason) {
    out_.refused.push_back({std::move(name), std::move(code), std::move(reason)});
  }

  /// What a refused path is called in the report: itself where it can be shown, else its number.
  std::string reported_name(const std::string& path, const Level& level) const {
    const bool shown =
        !path.empty() && is_utf8(path) && level.name.size() + 1 + path.size() <= limits_.path_bytes &&
        std::none_of(path.begin(), path.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    return shown ? level.name + "/" + path : fmt::format("{}/(entry {})", level.name, count_.files);
  }

  const fs::path& folder_;
  const UnpackLimits& limits_;
  UnpackedCount& count_;
  Progress& progress_;
  Bytes piece_;
  Unpacked out_;
};

}  // namespace

bool is_archive(const fs::path& file) {
  return archive_kind(file).format != ArchiveFormat::none;
}

void prepare_unpack() {
  const Utf8Locale locale;
  wchar_t wide = 0;
  static_cast<void>(std::mbtowc(&wide, "\xc3\xbc", 2));  // Its converter is loaded at the first use.
}

Result<Unpacked> unpack(const fs::path& archive, const std::string& name, const fs::path& folder,
                        const UnpackLimits& limits, UnpackedCount& count, Progress& progress) {
  TRY(make_directories(folder));
  const Utf8Locale locale;
  Unpacker unpacker(folder, limits, count, progress);
  TRY(unpacker.unpack(archive, name, archive_kind(archive), nullptr));
  return unpacker.take();
}

}  // namespace scanetrix
