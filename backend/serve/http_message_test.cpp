// SPDX-License-Identifier: Apache-2.0
#include "serve/http_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

TEST(ParseTarget, DecodesPathAndQuery) {
  const auto target = parse_target("/api/v1/scans?query=knee+l%C3%A4ngs&limit=5&empty#x");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/api/v1/scans");
  ASSERT_EQ(target->query.size(), 3u);
  EXPECT_EQ(target->query[0].second, "knee längs");
  EXPECT_EQ(target->query[2].first, "empty");
}

TEST(ParseTarget, RefusesWhatCouldLeadElsewhere) {
  for (const char* target : {"", "http://x/", "*", "/a/../b", "/a/%2e%2e/b", "/a%2", "/a%zz", "/a%00",
                             "//etc/passwd", "/a//b", "/a/%2Fetc/passwd", "/%2fetc/passwd"})
    EXPECT_FALSE(parse_target(target)) << target;
  EXPECT_TRUE(parse_target("/a..b/...c"));
  EXPECT_TRUE(parse_target("/a/"));
  EXPECT_TRUE(parse_target("/"));
}

TEST(Request, FindsCookiesAmongOthers) {
  Request request;
  request.headers = {{"cookie", "a=1; scanetrix_refresh=abc=; b=2"}};
  EXPECT_EQ(request.cookie("scanetrix_refresh"), "abc=");
  EXPECT_EQ(request.cookie("b"), "2");
  EXPECT_EQ(request.cookie("c"), "");
}

TEST(Attachment, NoNameCanEndTheHeader) {
  EXPECT_EQ(attachment("a b\"\r\nX: ü.nii"),
            "attachment; filename=\"a b___X_ __.nii\"; filename*=UTF-8''a%20b%22%0D%0AX%3A%20%C3%BC.nii");
}

}  // namespace
}  // namespace scanetrix
