// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <zlib.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "upload/utf8_locale.h"

namespace scanetrix {

/// For tests: archives as bytes, honest and lying ones.
struct SampleEntry {
  std::string name;
  std::string bytes;
  std::uint32_t unix_mode = 0100644;  ///< ZIP: S_IFLNK | … makes a link.
  std::uint16_t flags = 0;            ///< ZIP: 1 is encrypted, 0x800 is UTF-8.
  std::uint16_t method = 0;           ///< ZIP: 0 stored, 8 deflated, others as they are.
  char tar_type = '0';                ///< tar: 1 hard link, 2 symbolic link, 3 device, 5 folder.
  std::string link = {};              ///< tar: where it leads.
};

inline std::string le16(std::uint32_t v) {
  return {static_cast<char>(v), static_cast<char>(v >> 8)};
}
inline std::string le32(std::uint32_t v) {
  return le16(v) + le16(v >> 16);
}

/// RFC 1951 (window_bits -15) or RFC 1952 (31).
inline std::string sample_deflate(std::string_view plain, int window_bits) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, plain.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}
inline std::string sample_gzip(std::string_view plain) {
  return sample_deflate(plain, 31);
}

/// APPNOTE 4.3, no zip64.
inline std::string sample_zip(const std::vector<SampleEntry>& entries) {
  std::string files;
  std::string directory;
  for (const SampleEntry& entry : entries) {
    const std::string data = entry.method == 8 ? sample_deflate(entry.bytes, -15) : entry.bytes;
    const auto crc =
        crc32(0, reinterpret_cast<const Bytef*>(entry.bytes.data()), static_cast<uInt>(entry.bytes.size()));
    const std::string fields = le16(20) + le16(entry.flags) + le16(entry.method) + le32(0x5a210000) +
                               le32(static_cast<std::uint32_t>(crc)) +
                               le32(static_cast<std::uint32_t>(data.size())) +
                               le32(static_cast<std::uint32_t>(entry.bytes.size())) +
                               le16(static_cast<std::uint32_t>(entry.name.size())) + le16(0);
    directory += "PK\1\2" + le16(0x0314) + fields + le16(0) + le16(0) + le16(0) +
                 le32(entry.unix_mode << 16) + le32(static_cast<std::uint32_t>(files.size())) + entry.name;
    files += "PK\3\4" + fields + entry.name + data;
  }
  const auto count = static_cast<std::uint32_t>(entries.size());
  return files + directory + "PK\5\6" + le32(0) + le16(count) + le16(count) +
         le32(static_cast<std::uint32_t>(directory.size())) + le32(static_cast<std::uint32_t>(files.size())) +
         le16(0);
}

/// One header of POSIX ustar that claims `size` bytes.
inline std::string sample_tar_header(const SampleEntry& entry, std::uint64_t size) {
  std::string header(512, '\0');
  const auto put = [&](std::size_t at, const std::string& text) { header.replace(at, text.size(), text); };
  put(0, entry.name);
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, fmt::format("{:011o}", size));
  put(136, "00000000000");
  put(148, "        ");
  header[156] = entry.tar_type;
  put(157, entry.link);
  put(257, std::string("ustar\00000", 8));
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  return header;
}

inline std::string sample_tar(const std::vector<SampleEntry>& entries) {
  std::string tar;
  for (const SampleEntry& entry : entries) {
    tar += sample_tar_header(entry, entry.bytes.size()) + entry.bytes;
    tar.resize((tar.size() + 511) / 512 * 512);
  }
  return tar + std::string(1024, '\0');
}

/// By libarchive's own writers, for what is not built by hand here: 7z, bzip2, xz, zstd.
inline std::string sample_archive(int (*format)(archive*), int (*filter)(archive*),
                                  const std::vector<SampleEntry>& entries) {
  const Utf8Locale locale;
  std::string out(std::size_t{1} << 20, '\0');
  std::size_t used = 0;
  archive* writer = archive_write_new();
  format(writer);
  if (filter != nullptr) filter(writer);
  archive_write_set_bytes_in_last_block(writer, 1);
  archive_write_open_memory(writer, out.data(), out.size(), &used);
  for (const SampleEntry& item : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname_utf8(entry, item.name.c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(item.bytes.size()));
    archive_write_header(writer, entry);
    archive_write_data(writer, item.bytes.data(), item.bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  out.resize(used);
  return out;
}

/// The first 352 bytes of a NIfTI-1 file. `magic` "n+1" holds its voxels, "ni1" is a pair's header, "" is
/// Analyze's.
inline std::string sample_nifti1_header(std::string_view magic, bool big_endian = false) {
  std::string header(352, '\0');
  const std::string size = le32(big_endian ? __builtin_bswap32(348) : 348);
  header.replace(0, 4, size);
  header.replace(344, magic.size(), magic);
  return header;
}

}  // namespace scanetrix
