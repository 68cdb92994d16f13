// SPDX-License-Identifier: Apache-2.0
#include "serve/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <boost/json.hpp>
#include <fstream>
#include <sstream>

namespace scanetrix {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

std::string problem_of(const Response& response) {
  return std::get<std::string>(response.body);
}

TEST(Wire, RegistrationIsTrimmedAndLowered) {
  const auto parsed = parse_registration(R"({"email":" Ada@Example.ORG ","password":"x","name":"  Ada  "})");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->email, "ada@example.org");
  EXPECT_EQ(parsed->name, "Ada");
}

TEST(Wire, EachWrongFieldIsNamed) {
  const auto parsed = parse_registration(R"({"email":"nobody","password":5})");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().status, 422);
  for (const char* field : {"\"email\"", "\"password\"", "\"name\""})
    EXPECT_THAT(problem_of(parsed.error()), HasSubstr(field));
}

TEST(Wire, WhatIsNoJsonObjectIsABadRequest) {
  for (const std::string& body :
       {std::string(), std::string("[]"), std::string("{"), std::string("\xff"), std::string(1000, '[')})
    EXPECT_EQ(parse_login(body).error().status, 400) << body;
}

TEST(Wire, AManifestNumbersItsFilesAndCleansTheirPaths) {
  const auto parsed =
      parse_manifest(R"({"name":"CT","files":[{"path":"./a\\b","size":5},{"path":"c","size":0}]})", 10, 100);
  ASSERT_TRUE(parsed) << problem_of(parsed.error());
  EXPECT_EQ(parsed->files[0].path, "a/b");
  EXPECT_EQ(parsed->files[1].number, 2);
}

TEST(Wire, AManifestRefusesUnsafeDoubleAndTooMany) {
  EXPECT_THAT(problem_of(parse_manifest(R"({"files":[{"path":"../a","size":5}]})", 10, 100).error()),
              HasSubstr("files[0].path"));
  EXPECT_THAT(
      problem_of(
          parse_manifest(R"({"files":[{"path":"a","size":5},{"path":"a","size":5}]})", 10, 100).error()),
      HasSubstr("files[1].path"));
  EXPECT_THAT(problem_of(parse_manifest(R"({"files":[{"path":"a","size":-1}]})", 10, 100).error()),
              HasSubstr("files[0].size"));
  EXPECT_EQ(
      parse_manifest(R"({"files":[{"path":"a","size":1},{"path":"b","size":1}]})", 1, 100).error().status,
      413);
  EXPECT_EQ(parse_manifest(R"({"files":[{"path":"a","size":101}]})", 1, 100).error().status, 413);
  EXPECT_EQ(parse_manifest(R"({"files":[{"path":"a","size":1,"sha256":"xyz"}]})", 1, 100).error().status,
            422);
}

TEST(Wire, APatchTakesNameAndTagsAlone) {
  const auto parsed = parse_scan_patch(R"({"name":" Knee ","tags":["a","a"," b "]})");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(*parsed->name, "Knee");
  EXPECT_EQ(*parsed->tags_json, R"(["a","b"])");
  EXPECT_FALSE(parse_scan_patch(R"({"name":""})"));
  EXPECT_FALSE(parse_scan_patch(R"({"state":"ready"})"));
  EXPECT_FALSE(parse_scan_patch(R"({"tags":"a"})"));
}

TEST(Wire, AScanCarriesTheAddressOfItsVolumes) {
  const ScanRow row{
      .id = "s1",
      .name = "CT",
      .volumes_json =
          R"([{"id":"original","shape":[12,30,40],"ijkToLps":[1,0,0,0,0,1,0,0,0,0,4,0,0,0,0,1],)"
          R"("calibrated":true,"dtype":"int16","channels":1,"slope":1,"intercept":0,"valueUnit":"",)"
          R"("timePoints":1,"provenance":{"how":"So."}}])",
      .revision = 3};
  const json::object scan = scan_to_json(row, {.id = "u", .name = "Ada"});
  EXPECT_EQ(scan.at("volumes").at(0).at("zarrUrl").as_string(),
            "/api/v1/scans/s1/revisions/3/volumes/original/zarr");
  EXPECT_TRUE(scan.at("studyDate").is_null());
  EXPECT_EQ(json::serialize(scan.at("reconstruction")),
            R"({"state":"offered","volume":"original","factor":4,"spacingMm":[1E0,1E0,1E0],"reason":null})");
}

TEST(Wire, AJobsRequestSaysWhatIsKeptChangedAndTakenBack) {
  const auto nothing = parse_reread(R"({"kind":"reread"})");
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(nothing->light_box);
  EXPECT_FALSE(nothing->spacing);
  const auto back = parse_reread(R"({"kind":"reread","parameters":{"lightBox":null,"spacing":null}})");
  ASSERT_TRUE(back->light_box && back->spacing);
  EXPECT_FALSE(*back->light_box || *back->spacing);
  const auto both = parse_reread(
      R"({"kind":"reread","parameters":{"lightBox":{"rows":4,"columns":5,"order":"column_major"},
          "spacing":{"pixelMm":[0.5,0.4],"sliceMm":3}}})");
  EXPECT_EQ(**both->light_box, (LightBoxGrid{4, 5, TileOrder::column_major}));
  EXPECT_EQ(**both->spacing, (EnteredSpacing{0.5, 0.4, 3}));
}

TEST(Wire, AReconstructionsParametersHaveTheirDefaultsAndBounds) {
  const auto plain = parse_reconstruct(R"({"kind":"reconstruct"})");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->volume, "");
  EXPECT_EQ(plain->mode, ReconstructionMode::preserve);
  EXPECT_EQ(plain->refine_seconds, 0);
  const auto full = parse_reconstruct(
      R"({"kind":"reconstruct","parameters":{"volume":"corrected","mode":"deblur","refineSeconds":120}})");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->volume, "corrected");
  EXPECT_EQ(full->mode, ReconstructionMode::deblur);
  EXPECT_EQ(full->refine_seconds, 120);
  const auto wrong = [](const std::string& parameters) {
    const auto parsed = parse_reconstruct(R"({"kind":"reconstruct","parameters":)" + parameters + "}");
    return parsed ? "nothing" : problem_of(parsed.error());
  };
  for (const char* mode : {R"({"mode":"sharpen"})", R"({"mode":1})", R"({"mode":null})"})
    EXPECT_THAT(wrong(mode), HasSubstr("parameters.mode"));
  for (const char* seconds : {"-1", "121", "0.5", "\"30\"", "null", "1e99"})
    EXPECT_THAT(wrong(std::string(R"({"refineSeconds":)") + seconds + "}"),
                HasSubstr("parameters.refineSeconds"));
  for (const char* volume : {"1", "\"\"", "null"})
    EXPECT_THAT(wrong(std::string(R"({"volume":)") + volume + "}"), HasSubstr("parameters.volume"));
  EXPECT_THAT(wrong(R"({"gate":false})"), HasSubstr("parameters.gate"));
  EXPECT_THAT(wrong("[]"), HasSubstr("\"parameters\""));
}

TEST(Wire, AJobsKindIsOneThatIsKnown) {
  constexpr std::array<std::string_view, 2> kKnown{"reread", "reconstruct"};
  EXPECT_EQ(*parse_job_kind(R"({"kind":"reconstruct","parameters":{}})", kKnown), "reconstruct");
  EXPECT_THAT(problem_of(parse_job_kind(R"({"kind":"surface"})", kKnown).error()),
              HasSubstr("reread, reconstruct"));
  EXPECT_EQ(parse_job_kind(R"({"kind":"reread","when":1})", kKnown).error().status, 422);
}

TEST(Wire, AFailedJobSaysWhyAndADoneOneWhatItMade) {
  JobRow job{.id = "j", .kind = "reread", .scan_id = "s", .state = "failed", .error_code = "crashed"};
  EXPECT_EQ(job_to_json(job).at("error").at("code").as_string(), "crashed");
  EXPECT_FALSE(job_to_json(job).contains("result"));
  job.state = "done";
  job.result_json = R"({"revision":2})";
  EXPECT_EQ(job_to_json(job).at("result").at("revision").as_int64(), 2);
  EXPECT_FALSE(job_to_json(job).contains("error"));
}

TEST(Wire, AnOpenUploadSaysWhatIsMissingAndAFailedOneWhy) {
  UploadView view{.row = {.id = "u", .state = UploadState::open, .bytes_expected = 4, .bytes_received = 1},
                  .missing = {"a"}};
  EXPECT_EQ(json::serialize(upload_to_json(view).at("missing")), R"(["a"])");
  EXPECT_EQ(upload_to_json(view).at("progress").at("fraction").as_double(), 0.25);
  view.row.state = UploadState::failed;
  view.row.error_code = "crashed";
  EXPECT_FALSE(upload_to_json(view).contains("missing"));
  EXPECT_EQ(upload_to_json(view).at("error").at("code").as_string(), "crashed");
}

}  // namespace
}  // namespace scanetrix
