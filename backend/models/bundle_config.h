// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/json.hpp>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace scanetrix {

/// The longest metadata.json or inference.json that is looked at, bytes.
inline constexpr std::size_t kBundleTextLimit = 1 << 20;

/// \error bad_input "bad_model_config": longer than the limit, nested deeper than 32, or no JSON object.
Result<boost::json::object> parse_bundle_text(std::string_view text, std::string_view name);

/// The one kind of program that is data: "$A if @switch else B", where A and B are JSON and the switch stands
/// in the configuration as true or false, becomes A or B. All else stays as it is.
[[nodiscard]] boost::json::object with_choices_made(boost::json::object root);

/// A MONAI configuration as far as it is data. "@a::b" is what stands at that place of the whole; "$…" is a
/// program in Python and is never run. (MONAI bundle specification, "Config expressions")
class BundleConfig {
 public:
  /// `root` must outlive it.
  explicit BundleConfig(const boost::json::object& root) : root_(root) {}

  /// `value`, or what it refers to. \error bad_input "bad_model_config": it refers to nothing or to itself;
  /// unsupported "unsupported_expression": it is a program.
  Result<const boost::json::value*> resolve(const boost::json::value& value) const;

  /// What stands under `key` of the whole; none where nothing does or null.
  Result<const boost::json::value*> find(std::string_view key) const;

  /// The steps of "preprocessing" or "postprocessing", those that are disabled left out. Each is an object
  /// with a
  /// "_target_". None where there is no such section. \error as above
  Result<std::vector<const boost::json::object*>> steps(std::string_view section) const;

 private:
  const boost::json::object& root_;
};

/// One step, its parameters read by name. Errors name both.
class BundleStep {
 public:
  BundleStep(const BundleConfig& config, const boost::json::object& step);

  /// Without modules and the dictionary suffix: "Spacing" of "monai.transforms.Spacingd".
  [[nodiscard]] const std::string& base_name() const { return base_name_; }
  /// As the bundle has it, shortened to what can be shown.
  [[nodiscard]] const std::string& shown_name() const { return shown_name_; }
  /// Whether it works on a dictionary, as steps of a bundle do.
  [[nodiscard]] bool on_dictionary() const { return on_dictionary_; }

  /// \error unsupported "unsupported_parameter": it has one that is not among these.
  Result<void> allow_only(std::initializer_list<std::string_view> parameters) const;

  // None where it is absent or null. \error unsupported "unsupported_parameter": another kind of value.
  Result<std::optional<double>> number(std::string_view parameter) const;
  Result<std::optional<bool>> flag(std::string_view parameter) const;
  Result<std::optional<std::string>> text(std::string_view parameter) const;
  /// Of a list, or of one number for all.
  Result<std::optional<std::vector<double>>> numbers(std::string_view parameter) const;
  /// The same; exactly three.
  Result<std::optional<std::array<double, 3>>> three(std::string_view parameter) const;

  [[nodiscard]] Error refusal(std::string_view parameter, std::string_view what_is_known) const;

 private:
  Result<const boost::json::value*> value(std::string_view parameter) const;

  const BundleConfig& config_;
  const boost::json::object& step_;
  std::string base_name_;
  std::string shown_name_;
  bool on_dictionary_ = false;
};

/// At most `limit` bytes of a stranger's text, without control characters, whole UTF-8 sequences only.
[[nodiscard]] std::string shown_text(std::string_view text, std::size_t limit);

}  // namespace scanetrix
