// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdlib>

#include "upload/unpack.h"

using namespace scanetrix;

namespace {

/// One for the whole run, emptied after each input; in memory where there is such a file system.
fs::path make_folder() {
  std::string pattern =
      fs::exists("/dev/shm") ? "/dev/shm/scanetrix-fuzz-XXXXXX" : "/tmp/scanetrix-fuzz-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) std::abort();
  return pattern;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const struct Folder {
    fs::path path = make_folder();
    ~Folder() { static_cast<void>(remove_tree(path)); }
  } folder;
  const fs::path archive = folder.path / "archive";
  const fs::path target = folder.path / "out";
  {
    const auto file = create_file(archive);
    if (!file || !write_all(*file, std::as_bytes(std::span(data, size)))) std::abort();
  }
  // Small, so that limits are met, and a run costs little.
  constexpr UnpackLimits kLimits{.files = 100, .bytes = 1 << 20, .ratio_from_bytes = 1 << 16};
  UnpackedCount count;
  SilentProgress progress;
  if (is_archive(archive)) static_cast<void>(unpack(archive, "a", target, kLimits, count, progress));
  // Nothing but plain files of our own naming, none beyond the limit.
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(target, error))
    if (!entry.is_regular_file() || entry.is_symlink() || entry.file_size() > (1 << 20)) std::abort();
  static_cast<void>(remove_tree(target));
  static_cast<void>(remove_tree(archive));
  return 0;
}
