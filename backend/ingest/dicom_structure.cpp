// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_structure.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "ingest/inflate.h"

namespace scanetrix {
namespace {

using namespace std::string_view_literals;

constexpr std::uint32_t kUndefined = 0xffffffff;

struct Encoding {
  bool explicit_vr;
  bool big;
};

/// Guesses from the first element of the data set, as parsers do.
Encoding encoding_at(ByteView file, std::size_t at) {
  const bool big = at + 8 <= file.size() && file[at] == std::byte{0} && file[at + 1] != std::byte{0};
  const auto letter = [&](std::size_t i) {
    return i < file.size() && file[i] >= std::byte{'A'} && file[i] <= std::byte{'Z'};
  };
  return {letter(at + 4) && letter(at + 5), big};
}

/// Walks the elements of a data set. A level is open until its end, or its delimiter where the end is
/// undefined.
class Walk {
 public:
  Walk(ByteView file, std::size_t at, Encoding encoding) : file_(file), at_(at), encoding_(encoding) {}

  enum class End { sound, too_deep, cut, lost };

  /// Goes up to the pixels, or as far as it can.
  End run() {
    while (at_ < file_.size()) {
      while (!ends_.empty() && ends_.back() != kOpen && at_ >= ends_.back()) ends_.pop_back();
      if (at_ + 8 > file_.size()) return End::lost;
      const std::uint32_t tag =
          static_cast<std::uint32_t>(number<std::uint16_t>(at_)) << 16 | number<std::uint16_t>(at_ + 2);
      if (tag == 0x7fe00010 && ends_.empty()) break;
      if (!step(tag)) return End::lost;
      if (at_ > file_.size()) return End::cut;
      if (ends_.size() > kDeepestNesting) return End::too_deep;
    }
    return End::sound;
  }

 private:
  static constexpr std::size_t kOpen = ~std::size_t{0};

  bool step(std::uint32_t tag) {
    if (tag == 0xfffee000) {
      enter(number<std::uint32_t>(at_ + 4), 8);
      return true;
    }
    if (tag == 0xfffee00d || tag == 0xfffee0dd) {
      if (ends_.empty()) return false;
      ends_.pop_back();
      at_ += 8;
      return true;
    }
    std::size_t head = 8;
    std::uint32_t length = 0;
    bool sequence = false;
    if (encoding_.explicit_vr) {
      const std::string_view vr = as_text(file_.subspan(at_ + 4, 2));
      constexpr std::array kLong{"OB"sv, "OW"sv, "OF"sv, "OD"sv, "OL"sv, "OV"sv, "SQ"sv,
                                 "UN"sv, "UT"sv, "UC"sv, "UR"sv, "SV"sv, "UV"sv};
      constexpr std::array kShort{"AE"sv, "AS"sv, "AT"sv, "CS"sv, "DA"sv, "DS"sv, "DT"sv,
                                  "FL"sv, "FD"sv, "IS"sv, "LO"sv, "LT"sv, "PN"sv, "SH"sv,
                                  "SL"sv, "SS"sv, "ST"sv, "TM"sv, "UI"sv, "UL"sv, "US"sv};
      if (std::ranges::find(kLong, vr) != kLong.end()) {
        head = 12;
        if (at_ + head > file_.size()) return false;
        length = number<std::uint32_t>(at_ + 8);
        sequence = vr == "SQ";
        if (vr == "UN" && length == kUndefined) return false;  // Implicit inside (PS3.5 6.2.2).
      } else if (std::ranges::find(kShort, vr) != kShort.end()) {
        length = number<std::uint16_t>(at_ + 6);
      } else {
        return false;
      }
    } else {
      // Without a VR only what begins with an item is known for a sequence; others may be by the dictionary.
      length = number<std::uint32_t>(at_ + 4);
      sequence = at_ + 12 <= file_.size() && number<std::uint16_t>(at_ + 8) == 0xfffe &&
                 number<std::uint16_t>(at_ + 10) == 0xe000;
    }
    if (sequence || length == kUndefined)
      enter(length, head);
    else
      at_ += head + length;
    return true;
  }

  void enter(std::uint32_t length, std::size_t head) {
    at_ += head;
    ends_.push_back(length == kUndefined ? kOpen : at_ + length);
  }

  template <typename T>
  T number(std::size_t at) const {
    const T value = load<T>(file_, at);
    return encoding_.big ? byte_swapped(value) : value;
  }

  ByteView file_;
  std::size_t at_;
  Encoding encoding_;
  std::vector<std::size_t> ends_;
};

bool has_many_items(ByteView bytes) {
  std::size_t count = 0;
  for (const std::string_view item : {"\xfe\xff\x00\xe0"sv, "\xff\xfe\xe0\x00"sv})
    for (auto rest = as_text(bytes); count <= kMostUnclearItems;) {
      const void* found = memmem(rest.data(), rest.size(), item.data(), item.size());
      if (found == nullptr) break;
      rest.remove_prefix(static_cast<std::size_t>(static_cast<const char*>(found) - rest.data()) +
                         item.size());
      ++count;
    }
  return count > kMostUnclearItems;
}

}  // namespace

Result<void> check_structure(ByteView file) {
  const auto damaged = [](std::string message) {
    return fail(ErrorCode::bad_input, "damaged", std::move(message));
  };
  const auto too_deep = [&] { return damaged("The file's sequences stand too deep in one another."); };
  std::size_t start = 0;
  if (file.size() >= 144 && as_text(file.subspan(128, 4)) == "DICM") {
    // The meta group has its own length in its first element (PS3.10 7.1) and no sequences.
    const std::uint64_t end = 144 + std::uint64_t{load<std::uint32_t>(file, 140)};
    const bool has_length = load<std::uint16_t>(file, 132) == 2 && load<std::uint16_t>(file, 134) == 0;
    if (!has_length || end > file.size()) {
      if (has_many_items(file)) return too_deep();
      return {};
    }
    start = static_cast<std::size_t>(end);
    if (Walk(file.first(start), 132, {.explicit_vr = true, .big = false}).run() == Walk::End::cut)
      return damaged("The file's meta header is broken.");
    if (as_text(file.subspan(132, start - 132)).find("1.2.840.10008.1.2.1.99"sv) != std::string_view::npos) {
      constexpr std::size_t kLookedAt = 16u << 20;
      if (has_many_items(inflate_start(file.subspan(start), DeflateKind::raw, kLookedAt))) return too_deep();
      return {};
    }
  }
  switch (Walk(file, start, encoding_at(file, start)).run()) {
    case Walk::End::too_deep:
      return too_deep();
    case Walk::End::cut:
      return damaged("The file ends inside its header.");
    case Walk::End::lost:
      if (has_many_items(file)) return too_deep();
      return {};
    case Walk::End::sound:
      return {};
  }
  std::abort();  // Not a value of the enum: memory is damaged.
}

}  // namespace scanetrix
