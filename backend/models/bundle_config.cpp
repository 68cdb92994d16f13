// SPDX-License-Identifier: Apache-2.0
#include "models/bundle_config.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr int kMostReferences = 8;
constexpr std::size_t kMostSteps = 64;
constexpr std::size_t kNameLimit = 80;

auto bad(std::string message) {
  return fail(ErrorCode::bad_input, "bad_model_config", std::move(message));
}

/// "_target_" is a path of Python's; the last part is the class.
std::string_view class_of(std::string_view target) {
  const std::size_t dot = target.rfind('.');
  return dot == target.npos ? target : target.substr(dot + 1);
}

bool strip(std::string_view& name, std::string_view suffix) {
  if (!name.ends_with(suffix) || name.size() == suffix.size()) return false;
  name.remove_suffix(suffix.size());
  return true;
}

std::string_view next_part(std::string_view& path) {
  const std::size_t colons = path.find("::");
  const std::size_t hash = path.find('#');
  const std::size_t end = std::min({colons, hash, path.size()});
  const std::string_view part = path.substr(0, end);
  path.remove_prefix(end == path.size() ? end : end + (colons < hash ? 2 : 1));
  return part;
}

const json::value* child_of(const json::value& parent, std::string_view part) {
  if (const auto* object = parent.if_object()) return object->if_contains(part);
  const auto* list = parent.if_array();
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
  if (list == nullptr || error != std::errc() || end != part.data() + part.size()) return nullptr;
  return index < list->size() ? &(*list)[index] : nullptr;
}

bool is_disabled(const json::object& step) {
  const json::value* flag = step.if_contains("_disabled_");
  return flag != nullptr && flag->is_bool() && flag->get_bool();
}

}  // namespace

std::string shown_text(std::string_view text, std::size_t limit) {
  std::string shown;
  for (const char c : text.substr(0, limit))
    shown += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  if (text.size() > limit) {
    while (!shown.empty() && (static_cast<unsigned char>(shown.back()) & 0xc0) == 0x80) shown.pop_back();
    if (!shown.empty() && static_cast<unsigned char>(shown.back()) >= 0xc0) shown.pop_back();
  }
  return shown;
}

Result<json::object> parse_bundle_text(std::string_view text, std::string_view name) {
  if (text.size() > kBundleTextLimit)
    return bad(fmt::format("{} has {} bytes; at most {} are read.", name, text.size(), kBundleTextLimit));
  boost::system::error_code error;
  json::value value = json::parse(text, error);
  if (error) return bad(fmt::format("{} is not valid JSON.", name));
  if (!value.is_object()) return bad(fmt::format("{} is not a JSON object.", name));
  return std::move(value.get_object());
}

namespace {

/// What "$A if @switch else B" comes to; none where it is anything else.
std::optional<json::value> choice(std::string_view text, const json::object& root) {
  constexpr std::string_view kIf = " if ";
  constexpr std::string_view kElse = " else ";
  const std::size_t condition = text.find(kIf);
  const std::size_t otherwise = text.find(kElse, condition == text.npos ? text.size() : condition);
  if (!text.starts_with('$') || otherwise == text.npos || text.size() > kNameLimit * 4) return std::nullopt;
  const std::string_view name = text.substr(condition + kIf.size(), otherwise - condition - kIf.size());
  if (!name.starts_with('@')) return std::nullopt;
  const auto found = BundleConfig(root).resolve(json::value(name));
  if (!found || !(*found)->is_bool()) return std::nullopt;
  boost::system::error_code error;
  json::value chosen = json::parse(
      (*found)->get_bool() ? text.substr(1, condition - 1) : text.substr(otherwise + kElse.size()), error);
  if (error) return std::nullopt;
  return chosen;
}

void make_choices(json::value& value, const json::object& root) {
  if (auto* object = value.if_object())
    for (auto& [key, each] : *object) make_choices(each, root);
  if (auto* list = value.if_array())
    for (json::value& each : *list) make_choices(each, root);
  if (!value.is_string()) return;
  if (auto chosen = choice(value.get_string(), root)) value = std::move(*chosen);
}

}  // namespace

json::object with_choices_made(json::object root) {
  const json::object before = root;
  for (auto& [key, value] : root) make_choices(value, before);
  return root;
}

Result<const json::value*> BundleConfig::resolve(const json::value& value) const {
  const json::value* at = &value;
  for (int hops = 0; at->is_string(); ++hops) {
    std::string_view text = at->get_string();
    if (text.starts_with('$'))
      return fail(
          ErrorCode::unsupported, "unsupported_expression",
          fmt::format("The model's configuration holds a program, \"{}\"; only plain values are read.",
                      shown_text(text, kNameLimit)));
    if (!text.starts_with('@')) break;
    if (hops == kMostReferences) return bad("The model's configuration refers to itself.");
    std::string_view path = text.substr(1);
    const json::value* target = root_.if_contains(next_part(path));
    while (target != nullptr && !path.empty()) target = child_of(*target, next_part(path));
    if (target == nullptr)
      return bad(fmt::format("The model's configuration refers to \"{}\", which is not in it.",
                             shown_text(text, kNameLimit)));
    at = target;
  }
  return at;
}

Result<const json::value*> BundleConfig::find(std::string_view key) const {
  const json::value* value = root_.if_contains(key);
  if (value == nullptr) return nullptr;
  const json::value* found = TRY(resolve(*value));
  return found->is_null() ? nullptr : found;
}

Result<std::vector<const json::object*>> BundleConfig::steps(std::string_view section) const {
  std::vector<const json::object*> steps;
  const json::value* compose = TRY(find(section));
  if (compose == nullptr) return steps;
  const json::value* list = compose;
  if (const auto* object = compose->if_object()) {
    const json::value* transforms = object->if_contains("transforms");
    const json::value* target = object->if_contains("_target_");
    const bool composes =
        target != nullptr && target->is_string() && class_of(target->get_string()) == "Compose";
    if (!composes || transforms == nullptr)
      return bad(fmt::format("The section \"{}\" is not a Compose with transforms.", section));
    list = TRY(resolve(*transforms));
  }
  const auto* entries = list->if_array();
  if (entries == nullptr || entries->size() > kMostSteps)
    return bad(fmt::format("The section \"{}\" is not a list of at most {} steps.", section, kMostSteps));
  for (const json::value& entry : *entries) {
    const json::value* step = TRY(resolve(entry));
    const auto* object = step->if_object();
    const json::value* target = object == nullptr ? nullptr : object->if_contains("_target_");
    if (target == nullptr || !target->is_string())
      return bad(fmt::format("A step of the section \"{}\" has no \"_target_\".", section));
    if (!is_disabled(*object)) steps.push_back(object);
  }
  return steps;
}

BundleStep::BundleStep(const BundleConfig& config, const json::object& step) : config_(config), step_(step) {
  std::string_view name;
  if (const json::value* target = step.if_contains("_target_"); target != nullptr && target->is_string())
    name = class_of(target->get_string());
  shown_name_ = shown_text(name, kNameLimit);
  on_dictionary_ = strip(name, "Dict") || strip(name, "d") || strip(name, "D");
  base_name_ = name;
}

Error BundleStep::refusal(std::string_view parameter, std::string_view what_is_known) const {
  return {ErrorCode::unsupported,
          fmt::format("{}: its parameter \"{}\" {}.", shown_name_, shown_text(parameter, kNameLimit),
                      what_is_known),
          "unsupported_parameter"};
}

Result<void> BundleStep::allow_only(std::initializer_list<std::string_view> parameters) const {
  for (const auto& [key, value] : step_) {
    const std::string_view name = key;
    if (name.starts_with('_') || std::find(parameters.begin(), parameters.end(), name) != parameters.end())
      continue;
    if (!value.is_null()) return tl::make_unexpected(refusal(name, "is not known here"));
  }
  return {};
}

Result<const json::value*> BundleStep::value(std::string_view parameter) const {
  const json::value* found = step_.if_contains(parameter);
  if (found == nullptr) return nullptr;
  found = TRY(config_.resolve(*found));
  return found->is_null() ? nullptr : found;
}

Result<std::optional<double>> BundleStep::number(std::string_view parameter) const {
  const json::value* found = TRY(value(parameter));
  if (found == nullptr) return std::nullopt;
  boost::system::error_code error;
  const double number = found->to_number<double>(error);
  if (error || !std::isfinite(number)) return tl::make_unexpected(refusal(parameter, "must be a number"));
  return number;
}

Result<std::optional<bool>> BundleStep::flag(std::string_view parameter) const {
  const json::value* found = TRY(value(parameter));
  if (found == nullptr) return std::nullopt;
  if (const auto* word = found->if_string(); word != nullptr && *word == "True")
    return true;  // As some write it.
  if (!found->is_bool()) return tl::make_unexpected(refusal(parameter, "must be true or false"));
  return found->get_bool();
}

Result<std::optional<std::string>> BundleStep::text(std::string_view parameter) const {
  const json::value* found = TRY(value(parameter));
  if (found == nullptr) return std::nullopt;
  if (const auto* list = found->if_array(); list != nullptr && list->size() == 1)
    found = TRY(config_.resolve(list->front()));  // One for each key, and there is one key.
  if (!found->is_string() || found->get_string().size() > kNameLimit)
    return tl::make_unexpected(refusal(parameter, "must be a word"));
  return std::string(found->get_string());
}

Result<std::optional<std::vector<double>>> BundleStep::numbers(std::string_view parameter) const {
  const json::value* found = TRY(value(parameter));
  if (found == nullptr) return std::nullopt;
  const auto* list = found->if_array();
  if (list == nullptr) return std::vector<double>{*TRY(number(parameter))};
  std::vector<double> numbers;
  for (const json::value& entry : *list) {
    boost::system::error_code error;
    const double number = TRY(config_.resolve(entry))->to_number<double>(error);
    if (error || !std::isfinite(number) || numbers.size() == kMostSteps)
      return tl::make_unexpected(refusal(parameter, "must be a short list of numbers"));
    numbers.push_back(number);
  }
  return numbers;
}

Result<std::optional<std::array<double, 3>>> BundleStep::three(std::string_view parameter) const {
  const auto found = TRY(numbers(parameter));
  if (!found) return std::nullopt;
  if (found->size() == 1) return std::array{found->front(), found->front(), found->front()};
  if (found->size() != 3) return tl::make_unexpected(refusal(parameter, "must have three numbers"));
  return std::array{(*found)[0], (*found)[1], (*found)[2]};
}

}  // namespace scanetrix
