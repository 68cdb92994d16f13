// SPDX-License-Identifier: Apache-2.0
#include "upload/entry_name.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace scanetrix {
namespace {

/// Code page 437 from 0x80 on.
constexpr std::u16string_view kCp437 =
    u"ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµ"
    u"τΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";
static_assert(kCp437.size() == 128);

void append(std::string& out, char16_t unit) {
  if (unit < 0x80) {
    out += static_cast<char>(unit);
  } else if (unit < 0x800) {
    out += static_cast<char>(0xc0 | unit >> 6);
    out += static_cast<char>(0x80 | (unit & 0x3f));
  } else {
    out += static_cast<char>(0xe0 | unit >> 12);
    out += static_cast<char>(0x80 | (unit >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (unit & 0x3f));
  }
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto at = [&](std::size_t k) {
      return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0u;
    };
    const unsigned lead = at(0);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : 4;
    if (lead < 0xc2 || lead > 0xf4) return false;
    for (std::size_t k = 1; k < length; ++k)
      if ((at(k) & 0xc0) != 0x80) return false;
    if ((lead == 0xe0 && at(1) < 0xa0) || (lead == 0xed && at(1) >= 0xa0)) return false;
    if ((lead == 0xf0 && at(1) < 0x90) || (lead == 0xf4 && at(1) >= 0x90)) return false;
    i += length;
  }
  return true;
}

std::string utf8_name(std::string_view raw, NameCharset otherwise) {
  if (is_utf8(raw)) return std::string(raw);
  std::string name;
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    append(name, byte >= 0x80 && otherwise == NameCharset::cp437 ? kCp437[byte - 0x80u] : char16_t{byte});
  }
  return name;
}

std::string unpacked_name(std::string_view packed) {
  constexpr std::array<std::string_view, 4> kEndings{".gz", ".bz2", ".xz", ".zst"};
  const auto ends_with = [&](std::string_view ending) {
    return packed.size() > ending.size() &&
           std::equal(ending.rbegin(), ending.rend(), packed.rbegin(),
                      [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
  };
  for (const std::string_view ending : kEndings)
    if (ends_with(ending)) {
      const std::string_view rest = packed.substr(0, packed.size() - ending.size());
      // A name that was nothing but its ending stays.
      if (rest.back() != '/') return std::string(rest);
    }
  if (ends_with(".mgz")) return std::string(packed.substr(0, packed.size() - 1)) + "h";  // FreeSurfer's.
  return std::string(packed);
}

}  // namespace scanetrix
