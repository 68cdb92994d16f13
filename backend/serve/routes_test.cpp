// SPDX-License-Identifier: Apache-2.0
#include "serve/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace scanetrix {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Routes, ValuesComeOutOfThePath) {
  const auto match = find_route("GET", "/api/v1/scans/abc/volumes/original/zarr/0/c/0/0/0");
  ASSERT_NE(match.route, nullptr);
  EXPECT_THAT(match.path_values,
              ElementsAre(Pair("id", "abc"), Pair("path", "0/c/0/0/0"), Pair("volume", "original")));
}

TEST(Routes, HeadIsTakenByGet) {
  EXPECT_NE(find_route("HEAD", "/api/v1/scans").route, nullptr);
}

TEST(Routes, AnotherMethodIsToldWhatWouldDo) {
  const auto match = find_route("POST", "/api/v1/scans/abc");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allowed, "GET, HEAD, PATCH, DELETE");
}

TEST(Routes, WhatIsNotThereIsNotThere) {
  for (const char* path : {"/", "", "/api/v1", "/api/v1/scans/", "/api/v1/scans//thumbnail.png",
                           "/api/v1/scans/a/b", "/api/v1/uploads/a/files/"}) {
    const auto match = find_route("PUT", path);
    EXPECT_EQ(match.route, nullptr) << path;
  }
}

TEST(Routes, EachIsThereOnceAndHasOneWayOfTakingABody) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Route& route : all_routes()) {
    EXPECT_TRUE(seen.emplace(route.method, route.pattern).second) << route.pattern;
    EXPECT_NE(route.handle == nullptr, route.open == nullptr) << route.pattern;
  }
}

TEST(Routes, OnlyWhatMustBeIsOpenToEverybody) {
  for (const Route& route : all_routes()) {
    const bool public_route =
        !route.pattern.starts_with("/api/v1/") ||
        (route.pattern.starts_with("/api/v1/auth/") && route.pattern != "/api/v1/auth/me");
    EXPECT_EQ(route.access == Access::everybody, public_route) << route.pattern;
  }
}

}  // namespace
}  // namespace scanetrix
