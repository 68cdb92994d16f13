// SPDX-License-Identifier: Apache-2.0
#include "serve/cors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::Contains;
using testing::Key;
using testing::Not;
using testing::Pair;

Request from(const std::string& origin) {
  Request request;
  request.headers = {{"origin", origin}};
  return request;
}

TEST(Cors, IsClosedByDefault) {
  EXPECT_EQ(allowed_origin(from("https://a.example"), ""), "");
  EXPECT_THAT(common_headers(from("https://a.example"), ""),
              Not(Contains(Key("Access-Control-Allow-Origin"))));
  EXPECT_THAT(preflight(from("https://a.example"), "").headers,
              Not(Contains(Key("Access-Control-Allow-Methods"))));
}

TEST(Cors, OpensForListedOriginsAlone) {
  const char* const list = "https://a.example, https://b.example ";
  EXPECT_EQ(allowed_origin(from("https://b.example"), list), "https://b.example");
  EXPECT_EQ(allowed_origin(from("https://b.example.evil"), list), "");
  EXPECT_EQ(allowed_origin(from("https://b"), list), "");
  EXPECT_EQ(allowed_origin(Request{}, list), "");
  EXPECT_THAT(common_headers(from("https://a.example"), list),
              Contains(Pair("Access-Control-Allow-Origin", "https://a.example")));
  EXPECT_THAT(preflight(from("https://a.example"), list).headers,
              Contains(Key("Access-Control-Allow-Headers")));
}

TEST(Cors, EveryAnswerForbidsSniffingAndFraming) {
  EXPECT_THAT(common_headers(Request{}, ""), Contains(Pair("X-Content-Type-Options", "nosniff")));
  EXPECT_THAT(common_headers(Request{}, ""), Contains(Pair("X-Frame-Options", "DENY")));
}

}  // namespace
}  // namespace scanetrix
