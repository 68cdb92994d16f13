// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_fragments.h"

#include <algorithm>

namespace scanetrix {
namespace {

constexpr std::uint32_t kItem = 0xe000fffe;       // (FFFE,E000), read as one little endian number.
constexpr std::uint32_t kDelimiter = 0xe0ddfffe;  // (FFFE,E0DD)
constexpr std::uint64_t kItemHead = 8;

auto damaged(std::string message) {
  return fail(ErrorCode::bad_input, "damaged", std::move(message));
}

/// The fragments and the basic offset table, which is the first item.
Result<FrameIndex> read_items(ByteView file, std::size_t offset) {
  FrameIndex index;
  bool first = true;
  while (offset + kItemHead <= file.size()) {
    const auto tag = load<std::uint32_t>(file, offset);
    const auto length = load<std::uint32_t>(file, offset + 4);
    if (tag == kDelimiter) break;
    if (tag != kItem) return damaged("The compressed picture's fragments are broken.");
    offset += kItemHead;
    if (length > file.size() - offset)
      return damaged(fmt::format("The file ends early: {} bytes in a fragment, {} were expected.",
                                 file.size() - offset, length));
    if (first)
      for (std::size_t i = 0; i + 4 <= length; i += 4)
        index.offsets.push_back(load<std::uint32_t>(file, offset + i));
    else if (length > 0)
      index.fragments.push_back({offset, length});
    first = false;
    offset += length;
  }
  if (index.fragments.empty()) return damaged("The compressed picture has no fragments.");
  return index;
}

bool begins_stream(ByteView file, const FrameIndex::Fragment& fragment, StreamStart start) {
  using namespace std::string_view_literals;
  const std::string_view head = as_text(file.subspan(fragment.offset, std::min(fragment.length, 12u)));
  if (start == StreamStart::jpeg) return head.starts_with("\xff\xd8\xff"sv);
  if (start == StreamStart::jpeg_xl)
    return head.starts_with("\xff\x0a"sv) || head.starts_with("\0\0\0\x0cJXL \r\n"sv);
  // A codestream, or one in the box format of a JP2 file, which some writers leave around it.
  return head.starts_with("\xff\x4f\xff\x51"sv) || head.starts_with("\0\0\0\x0cjP  \r\n"sv);
}

/// The fragments that begin frames by the table of offsets; empty where it does not fit.
std::vector<std::uint32_t> starts_by_table(ByteView file, const FrameIndex& index, std::uint32_t frames,
                                           StreamStart start) {
  std::vector<std::uint32_t> starts;
  if (index.offsets.size() != frames || index.offsets.front() != 0) return {};
  const std::uint64_t base = index.fragments.front().offset;
  std::size_t at = 0;
  for (const std::uint64_t offset : index.offsets) {
    while (at < index.fragments.size() && index.fragments[at].offset - base < offset) ++at;
    if (at == index.fragments.size() || index.fragments[at].offset - base != offset) return {};
    if (!starts.empty() && starts.back() == at) return {};
    if (!begins_stream(file, index.fragments[at], start)) return {};
    starts.push_back(static_cast<std::uint32_t>(at));
  }
  return starts;
}

std::vector<std::uint32_t> starts_by_marker(ByteView file, const FrameIndex& index, StreamStart start) {
  std::vector<std::uint32_t> starts;
  for (std::uint32_t i = 0; i < index.fragments.size(); ++i)
    if (begins_stream(file, index.fragments[i], start)) starts.push_back(i);
  return starts;
}

}  // namespace

Result<FrameIndex> index_frames(ByteView file, std::size_t offset, std::uint32_t frames, StreamStart start,
                                std::vector<std::uint64_t> extended) {
  FrameIndex index = TRY(read_items(file, offset));
  if (!extended.empty()) index.offsets = std::move(extended);
  const auto count = static_cast<std::uint32_t>(index.fragments.size());  // Each takes 9 bytes of the file.
  if (frames == 0 || frames > count)
    return damaged(fmt::format("The file holds {} compressed pictures, {} were expected.", count, frames));
  if (frames == count) {
    for (std::uint32_t i = 0; i <= count; ++i) index.first.push_back(i);
    const std::uint64_t base = index.fragments.front().offset;
    for (std::size_t i = 0; i < index.offsets.size(); ++i)
      index.table_ignored |=
          index.offsets.size() != count || index.offsets[i] != index.fragments[i].offset - base;
    return index;
  }
  if (start == StreamStart::none)
    return damaged(
        fmt::format("The compressed pictures are in {} fragments; {} frames have one each.", count, frames));

  index.first = starts_by_table(file, index, frames, start);
  if (index.first.empty()) {
    index.table_ignored = !index.offsets.empty() && frames > 1;
    index.first = starts_by_marker(file, index, start);
    if (index.first.empty() || index.first.front() != 0)
      return damaged("The compressed picture does not begin as its transfer syntax demands.");
    if (frames == 1 && index.first.size() > 1) {
      index.frames_beyond = static_cast<std::uint32_t>(index.first.size() - 1);
      index.first.resize(2);
      return index;
    }
    if (index.first.size() != frames)
      return damaged(fmt::format("The file holds {} compressed pictures, {} were expected.",
                                 index.first.size(), frames));
  }
  index.first.push_back(count);
  return index;
}

Result<ByteView> frame_bytes(ByteView file, const FrameIndex& index, std::uint32_t frame, Bytes& joined) {
  const std::uint32_t first = index.first[frame];
  const std::uint32_t end = index.first[frame + 1];
  for (std::uint32_t i = first; i < end; ++i) {
    const auto& [offset, length] = index.fragments[i];
    if (offset > file.size() || length > file.size() - offset) return damaged("The file ends early.");
    if (end - first == 1) return file.subspan(offset, length);
    const ByteView part = file.subspan(offset, length);
    joined.insert(joined.end(), part.begin(), part.end());
  }
  return ByteView(joined);
}

bool has_end_of_image(ByteView stream) {
  const auto text = as_text(stream);
  const auto end = text.rfind("\xff\xd9");
  if (end == std::string_view::npos) return false;
  return text.find_first_not_of(std::string_view("\0\xff", 2), end + 2) == std::string_view::npos ||
         text.size() - end < 64;
}

}  // namespace scanetrix
