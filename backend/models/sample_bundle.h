// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>

namespace scanetrix {

/// For tests: the two texts of a bundle, of parts that can be exchanged.
struct SampleBundle {
  std::string name = "Sample";
  int input_channels = 1;
  int output_channels = 2;
  std::string channels = R"({"0":"background","1":"bright"})";
  std::string preprocessing;  ///< Steps, with commas between.
  std::string inferer = R"({"_target_":"SlidingWindowInferer","roi_size":[16,16,16],"mode":"gaussian"})";
  std::string postprocessing = R"({"_target_":"AsDiscreted","keys":"pred","argmax":true})";
  std::string rest;  ///< Other sections, each with a comma behind it.

  [[nodiscard]] std::string metadata() const {
    return fmt::format(
        R"({{"name":"{}","version":"0.2.0","license":"Apache-2.0","description":"For tests.",
             "network_data_format":{{
               "inputs":{{"image":{{"type":"image","modality":"CT","num_channels":{}}}}},
               "outputs":{{"pred":{{"type":"image","num_channels":{},"channel_def":{}}}}}}}}})",
        name, input_channels, output_channels, channels);
  }
  [[nodiscard]] std::string inference() const {
    return fmt::format(
        R"({{{}"preprocessing":{{"_target_":"Compose","transforms":[{}]}},"inferer":{},
             "postprocessing":{{"_target_":"Compose","transforms":[{}]}}}})",
        rest, preprocessing, inferer, postprocessing);
  }
};

}  // namespace scanetrix
