// SPDX-License-Identifier: Apache-2.0
#include "ingest/dicom_syntax.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace scanetrix {
namespace {

using enum DicomCoding;

constexpr std::array kRead{
    DicomSyntax{"1.2.840.10008.1.2", native, false},
    DicomSyntax{"1.2.840.10008.1.2.1", native, false},
    DicomSyntax{"1.2.840.10008.1.2.1.99", deflated, false},
    DicomSyntax{"1.2.840.10008.1.2.2", native_big, false},
    DicomSyntax{"1.2.840.10008.1.2.1.98", encapsulated, false, FrameCodec::none},
    DicomSyntax{"1.2.840.10008.1.2.4.50", encapsulated, true, FrameCodec::jpeg},
    DicomSyntax{"1.2.840.10008.1.2.4.51", encapsulated, true, FrameCodec::jpeg},
    DicomSyntax{"1.2.840.10008.1.2.4.53", encapsulated, true, FrameCodec::jpeg},
    DicomSyntax{"1.2.840.10008.1.2.4.55", encapsulated, true, FrameCodec::jpeg},
    DicomSyntax{"1.2.840.10008.1.2.4.57", encapsulated, false, FrameCodec::jpeg},
    DicomSyntax{"1.2.840.10008.1.2.4.70", encapsulated, false, FrameCodec::jpeg},
    DicomSyntax{"1.2.840.10008.1.2.4.80", encapsulated, false, FrameCodec::jpeg_ls},
    DicomSyntax{"1.2.840.10008.1.2.4.81", encapsulated, true, FrameCodec::jpeg_ls},
    DicomSyntax{"1.2.840.10008.1.2.4.90", encapsulated, false, FrameCodec::jpeg_2000},
    DicomSyntax{"1.2.840.10008.1.2.4.91", encapsulated, true, FrameCodec::jpeg_2000},
    DicomSyntax{"1.2.840.10008.1.2.4.92", encapsulated, false, FrameCodec::jpeg_2000},
    DicomSyntax{"1.2.840.10008.1.2.4.93", encapsulated, true, FrameCodec::jpeg_2000},
    DicomSyntax{"1.2.840.10008.1.2.4.110", encapsulated, false, FrameCodec::jpeg_xl},
    DicomSyntax{"1.2.840.10008.1.2.4.111", encapsulated, true, FrameCodec::jpeg_xl},
    DicomSyntax{"1.2.840.10008.1.2.4.112", encapsulated, true, FrameCodec::jpeg_xl},
    DicomSyntax{"1.2.840.10008.1.2.4.201", encapsulated, false, FrameCodec::jpeg_2000},
    DicomSyntax{"1.2.840.10008.1.2.4.202", encapsulated, false, FrameCodec::jpeg_2000},
    DicomSyntax{"1.2.840.10008.1.2.4.203", encapsulated, true, FrameCodec::jpeg_2000},
    DicomSyntax{"1.2.840.10008.1.2.5", encapsulated, false, FrameCodec::rle},
    DicomSyntax{"1.2.840.10008.1.2.8.1", encapsulated, false, FrameCodec::deflate},
};

/// Names for those that are refused (PS3.6 A-1).
constexpr std::array kNames{
    std::pair<std::string_view, std::string_view>{"1.2.840.10008.1.2.4.94", "JPIP"},
    std::pair<std::string_view, std::string_view>{"1.2.840.10008.1.2.4.95", "JPIP"},
    std::pair<std::string_view, std::string_view>{"1.2.840.10008.1.2.4.100", "MPEG-2 video"},
    std::pair<std::string_view, std::string_view>{"1.2.840.10008.1.2.4.101", "MPEG-2 video"},
    std::pair<std::string_view, std::string_view>{"1.2.840.10008.1.2.4.102", "MPEG-4 video"},
    std::pair<std::string_view, std::string_view>{"1.2.840.10008.1.2.4.103", "MPEG-4 video"},
    std::pair<std::string_view, std::string_view>{"1.2.840.10008.1.2.4.104", "MPEG-4 video"},
    std::pair<std::string_view, std::string_view>{"1.2.840.10008.1.2.4.105", "MPEG-4 video"},
    std::pair<std::string_view, std::string_view>{"1.2.840.10008.1.2.4.106", "MPEG-4 video"},
    std::pair<std::string_view, std::string_view>{"1.2.840.10008.1.2.4.107", "HEVC video"},
    std::pair<std::string_view, std::string_view>{"1.2.840.10008.1.2.4.108", "HEVC video"},
    std::pair<std::string_view, std::string_view>{"1.2.840.113619.5.2", "GE private big endian"},
};

}  // namespace

const DicomSyntax* find_dicom_syntax(std::string_view uid) {
  for (const DicomSyntax& syntax : kRead)
    if (syntax.uid == uid) return &syntax;
  return nullptr;
}

std::string describe_dicom_syntax(std::string_view uid) {
  for (const auto& [known, name] : kNames)
    if (known == uid) return fmt::format("{} ({})", name, uid);
  return fmt::format("Transfer syntax ({})", uid);
}

}  // namespace scanetrix
