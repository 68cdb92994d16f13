// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_fragments.h"

namespace scanetrix {
namespace {

constexpr std::uint32_t kItem = 0xe000fffe;       // (FFFE,E000), read as one little endian number.
constexpr std::uint32_t kDelimiter = 0xe0ddfffe;  // (FFFE,E0DD)

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

}  // namespace

Result<std::vector<ByteView>> find_fragments(ByteView file, std::size_t offset) {
  std::vector<ByteView> fragments;
  bool first = true;
  while (offset + 8 <= file.size()) {
    const auto tag = load<std::uint32_t>(file, offset);
    const auto length = load<std::uint32_t>(file, offset + 4);
    if (tag == kDelimiter) break;
    if (tag != kItem) return damaged("The compressed picture's fragments are broken.");
    offset += 8;
    if (length > file.size() - offset)
      return damaged(fmt::format("The file ends early: {} bytes in a fragment, {} were expected.",
                                 file.size() - offset, length));
    if (!first && length > 0) fragments.push_back(file.subspan(offset, length));
    first = false;
    offset += length;
  }
  if (fragments.empty()) return damaged("The compressed picture has no fragments.");
  return fragments;
}

bool has_end_of_image(const std::vector<ByteView>& fragments) {
  const auto last = as_text(fragments.back());
  const auto end = last.rfind("\xff\xd9");
  if (end == std::string_view::npos) return false;
  return last.find_first_not_of(std::string_view("\0\xff", 2), end + 2) == std::string_view::npos ||
         last.size() - end < 64;
}

}  // namespace scanetrix
