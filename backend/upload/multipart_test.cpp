// SPDX-License-Identifier: Apache-2.0
#include "upload/multipart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace scanetrix {
namespace {

using testing::ElementsAre;

struct Received {
  std::vector<std::string> names;
  std::vector<std::string> bodies;
  Result<void> outcome;
};

/// Parses `body` in pieces of `step` bytes.
Received parse(std::string_view body, std::size_t step) {
  Received received;
  MultipartParser parser("XX", {.begin = [&](const MultipartPart& part) -> Result<void> {
                                  received.names.push_back(part.name + "|" + part.filename);
                                  received.bodies.emplace_back();
                                  return {};
                                },
                                .data = [&](ByteView bytes) -> Result<void> {
                                  received.bodies.back() += as_text(bytes);
                                  return {};
                                },
                                .end = []() -> Result<void> { return {}; }});
  for (std::size_t at = 0; at < body.size() && received.outcome; at += step)
    received.outcome = parser.feed(as_bytes(body.substr(at, step)));
  if (received.outcome) received.outcome = parser.finish();
  return received;
}

constexpr std::string_view kForm =
    "--XX\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a/b 1.dcm\"\r\n"
    "Content-Type: application/dicom\r\n\r\none\r\n--X not yet\r\n--XX\r\n"
    "content-disposition: form-data; name=files; filename=c\r\n\r\n\r\n--XX--\r\nepilogue";

TEST(Multipart, IsTheSameInPiecesOfAnySize) {
  for (std::size_t step = 1; step <= kForm.size(); ++step) {
    const auto received = parse(kForm, step);
    ASSERT_TRUE(received.outcome) << "step " << step << ": " << received.outcome.error().message;
    ASSERT_THAT(received.names, ElementsAre("files|a/b 1.dcm", "files|c")) << step;
    ASSERT_THAT(received.bodies, ElementsAre("one\r\n--X not yet", "")) << step;
  }
}

TEST(Multipart, ANameMayHoldQuotes) {
  const auto received = parse(
      "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\\\"b%22c;d\"\r\n\r\nx\r\n--XX--", 7);
  EXPECT_THAT(received.names, ElementsAre("f|a\"b\"c;d"));
}

TEST(Multipart, ACutBodyIsAnError) {
  EXPECT_EQ(parse(kForm.substr(0, 130), 50).outcome.error().slug, "invalid_multipart");
  EXPECT_FALSE(parse("", 1).outcome);
}

TEST(Multipart, EndlessHeadersAreRefused) {
  EXPECT_FALSE(parse("--XX\r\nA: " + std::string(40'000, 'x'), 1000).outcome);
}

TEST(Multipart, BoundaryComesFromTheContentType) {
  EXPECT_EQ(*multipart_boundary("multipart/form-data; boundary=abc"), "abc");
  EXPECT_EQ(*multipart_boundary("multipart/form-data; charset=x; boundary=\"a b\""), "a b");
  EXPECT_FALSE(multipart_boundary("multipart/form-data"));
}

}  // namespace
}  // namespace scanetrix
