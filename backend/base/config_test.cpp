// SPDX-License-Identifier: Apache-2.0
#include "base/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace scanetrix {
namespace {

using testing::HasSubstr;

std::optional<std::string> nothing(const std::string&) {
  return std::nullopt;
}

std::string toml_file(const std::string& text) {
  const std::string path = testing::TempDir() + "scanetrix-config-test.toml";
  std::ofstream(path) << text;
  return path;
}

TEST(Config, CommandLineOverEnvironmentOverFileOverDefault) {
  const auto file = toml_file("listen = \"file:1\"\ndata_dir = \"file\"\nworkers = 3\n");
  const auto environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "SCANETRIX_LISTEN") return "environment:1";
    if (name == "SCANETRIX_DATA_DIR") return "environment";
    return std::nullopt;
  };
  const auto config = load_config(file, {{"listen", "command:1"}}, environment);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->listen, "command:1");
  EXPECT_EQ(config->data_dir, "environment");
  EXPECT_EQ(config->workers, 3);
  EXPECT_EQ(config->http_threads, 2);
}

TEST(Config, DatabaseAndStorageLieInTheDataDirectoryUnlessSaid) {
  const auto config = *load_config({}, {{"data-dir", "/srv/x"}}, nothing);
  EXPECT_EQ(config.database, "sqlite:/srv/x/scanetrix.db");
  EXPECT_EQ(config.storage, "file:/srv/x/blobs");
}

TEST(Config, AnUnknownKeyIsAnErrorThatNamesIt) {
  EXPECT_THAT(load_config(toml_file("wokers = 1\n"), {}, nothing).error().message, HasSubstr("\"wokers\""));
}

TEST(Config, AValueThatDoesNotFitIsNamed) {
  EXPECT_THAT(load_config({}, {{"workers", "many"}}, nothing).error().message,
              HasSubstr("--workers: \"many\""));
  EXPECT_THAT(load_config({}, {{"registration", "yes"}}, nothing).error().message,
              HasSubstr("true or false"));
  EXPECT_FALSE(load_config({}, {{"log-level", "loud"}}, nothing));
  EXPECT_THAT(load_config({}, {{"reconstruct", "always"}}, nothing).error().message,
              HasSubstr("\"always\" is not offer or auto"));
  EXPECT_THAT(load_config({}, {{"reconstruct-refine-s", "121"}}, nothing).error().message,
              HasSubstr("121 s is over 120 s"));
  EXPECT_FALSE(load_config("/nonexistent.toml", {}, nothing));
}

}  // namespace
}  // namespace scanetrix
