// SPDX-License-Identifier: Apache-2.0
#include "serve/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scanetrix {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Problem, CarriesCodeAndSentence) {
  const Response response = problem(Error{ErrorCode::conflict, "It is taken.", "email_taken"});
  EXPECT_EQ(response.status, 409);
  const auto& body = std::get<std::string>(response.body);
  EXPECT_THAT(body, HasSubstr("\"code\":\"email_taken\""));
  EXPECT_THAT(body, HasSubstr("\"detail\":\"It is taken.\""));
  EXPECT_THAT(response.headers, testing::Contains(testing::Pair("Content-Type", "application/problem+json")));
}

TEST(Problem, OurOwnTroubleIsNotTold) {
  for (const ErrorCode code : {ErrorCode::internal, ErrorCode::unavailable}) {
    const Response response = problem(Error{code, "database: disk I/O error", {}});
    EXPECT_THAT(std::get<std::string>(response.body), Not(HasSubstr("disk")));
  }
}

TEST(Problem, AFullDiskIsTold) {
  const Response response = problem(Error{ErrorCode::unavailable, "cannot write file", "disk_full"});
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(std::get<std::string>(response.body), HasSubstr("\"code\":\"disk_full\""));
  EXPECT_THAT(std::get<std::string>(response.body), HasSubstr("no room left on its disk"));
}

TEST(Problem, FieldsAreNamed) {
  const Response response = problem(std::vector<FieldError>{{"email", "Write an e-mail address."}});
  EXPECT_EQ(response.status, 422);
  EXPECT_THAT(std::get<std::string>(response.body), HasSubstr(R"("errors":[{"field":"email")"));
}

TEST(Problem, AnUnauthenticatedAnswerNamesTheScheme) {
  EXPECT_THAT(problem(Error{ErrorCode::unauthorized, "", {}}).headers,
              testing::Contains(testing::Pair("WWW-Authenticate", "Bearer")));
}

}  // namespace
}  // namespace scanetrix
