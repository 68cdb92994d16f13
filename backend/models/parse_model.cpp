// SPDX-License-Identifier: Apache-2.0
#include "models/parse_model.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

#include "models/bundle_config.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr std::size_t kWordLimit = 120;
constexpr std::size_t kTextLimit = 2000;
constexpr std::int64_t kMostChannels = 1024;
constexpr std::int64_t kLongestWindow = 512;
constexpr double kGreatestSpacingMm = 100;
constexpr double kLeastSpacingMm = 0.05;

auto bad(std::string message) {
  return fail(ErrorCode::bad_input, "bad_model_config", std::move(message));
}

std::string word(const json::object& object, std::string_view key, std::size_t limit) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? shown_text(value->get_string(), limit) : std::string();
}

// --- metadata.json

const json::object* object_at(const json::object& parent, std::string_view key) {
  const json::value* value = parent.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

/// The one thing that goes in, or comes out.
Result<const json::object*> only_one(const json::object& format, std::string_view direction) {
  const json::object* all = object_at(format, direction);
  if (all == nullptr || all->empty())
    return bad(fmt::format("metadata.json does not describe the network's {}.", direction));
  if (all->size() != 1)
    return fail(ErrorCode::unsupported, "unsupported_channels",
                fmt::format("The network has {} {}; only one is supported.", all->size(), direction));
  const json::object* one = all->begin()->value().if_object();
  if (one == nullptr) return bad(fmt::format("metadata.json does not describe the network's {}.", direction));
  return one;
}

Result<std::int64_t> channels_of(const json::object& format) {
  const json::value* value = format.if_contains("num_channels");
  boost::system::error_code error;
  const auto count = value == nullptr ? 0 : value->to_number<std::int64_t>(error);
  if (error || count < 1 || count > kMostChannels)
    return bad(fmt::format("\"num_channels\" in metadata.json must be 1 … {}.", kMostChannels));
  return count;
}

/// Names by channel, where they are given; others are called by their number.
std::vector<LabelValue> labels_of(const json::object& output, int first, int end) {
  const json::object* names = object_at(output, "channel_def");
  std::vector<LabelValue> labels;
  for (int value = first; value < end; ++value) {
    LabelValue label{.value = value, .color = color_of_value(value), .algorithm = "AUTOMATIC"};
    // Of one channel the only name is the segment's.
    const bool alone = names != nullptr && first == 1 && end == 2 && names->size() == 1;
    if (names != nullptr) label.name = word(*names, alone ? "0" : std::to_string(value), kWordLimit);
    if (label.name.empty()) label.name = fmt::format("Label {}", value);
    labels.push_back(std::move(label));
  }
  return labels;
}

// --- preprocessing

Result<void> orient(const BundleStep& step, ModelDescription& model) {
  TRY(step.allow_only({"keys", "axcodes", "image_only", "allow_missing_keys"}));
  const auto codes = TRY(step.text("axcodes"));
  std::array<int, 3> seen{};
  constexpr std::array kPairs{std::string_view("RL"), std::string_view("AP"), std::string_view("SI")};
  for (const char code : codes.value_or(""))
    for (std::size_t pair = 0; pair < 3; ++pair)
      seen[pair] += kPairs[pair].find(code) != std::string_view::npos;
  if (codes.value_or("").size() != 3 || seen != std::array{1, 1, 1})
    return tl::make_unexpected(step.refusal("axcodes", "must name three directions, as \"RAS\" does"));
  model.prepare.emplace_back(OrientImage{*codes});
  return {};
}

Result<void> space(const BundleStep& step, ModelDescription& model) {
  TRY(step.allow_only({"keys", "pixdim", "mode", "padding_mode", "align_corners", "diagonal", "dtype",
                       "image_only", "recompute_affine", "scale_extent", "ensure_same_shape",
                       "allow_missing_keys"}));
  const auto spacing = TRY(step.three("pixdim"));
  if (!spacing || std::any_of(spacing->begin(), spacing->end(),
                              [](double mm) { return mm < kLeastSpacingMm || mm > kGreatestSpacingMm; }))
    return tl::make_unexpected(step.refusal(
        "pixdim", fmt::format("must be three distances of {} … {} mm", kLeastSpacingMm, kGreatestSpacingMm)));
  if (TRY(step.text("mode")).value_or("bilinear") != "bilinear")
    return tl::make_unexpected(step.refusal("mode", "is supported as \"bilinear\" alone"));
  if (TRY(step.text("padding_mode")).value_or("border") != "border")
    return tl::make_unexpected(step.refusal("padding_mode", "is supported as \"border\" alone"));
  for (const char* flag : {"diagonal", "scale_extent"})
    if (TRY(step.flag(flag)).value_or(false)) return tl::make_unexpected(step.refusal(flag, "must be false"));
  model.prepare.emplace_back(SpaceImage{*spacing});
  return {};
}

Result<void> scale_range(const BundleStep& step, ModelDescription& model) {
  TRY(step.allow_only({"keys", "a_min", "a_max", "b_min", "b_max", "clip", "dtype", "allow_missing_keys"}));
  ScaleRange range;
  const std::array<std::pair<const char*, double*>, 4> numbers{{{"a_min", &range.from_low},
                                                                {"a_max", &range.from_high},
                                                                {"b_min", &range.to_low},
                                                                {"b_max", &range.to_high}}};
  for (const auto& [name, number] : numbers) {
    const auto given = TRY(step.number(name));
    if (!given || std::abs(*given) > 1e9)
      return tl::make_unexpected(step.refusal(name, "must be a number that is not huge"));
    *number = *given;
  }
  if (range.from_high <= range.from_low)
    return tl::make_unexpected(step.refusal("a_max", "must be greater than \"a_min\""));
  range.clip = TRY(step.flag("clip")).value_or(false);
  model.prepare.emplace_back(range);
  return {};
}

Result<void> scale_to_range(const BundleStep& step, ModelDescription& model) {
  // With one channel, whether each is scaled for itself makes no difference.
  TRY(step.allow_only({"keys", "minv", "maxv", "channel_wise", "dtype", "allow_missing_keys"}));
  ScaleToRange range;
  range.low = TRY(step.number("minv")).value_or(range.low);
  range.high = TRY(step.number("maxv")).value_or(range.high);
  for (const auto& [name, number] : {std::pair{"minv", range.low}, std::pair{"maxv", range.high}})
    if (std::abs(number) > 1e9) return tl::make_unexpected(step.refusal(name, "must not be huge"));
  model.prepare.emplace_back(range);
  return {};
}

Result<void> normalize(const BundleStep& step, ModelDescription& model) {
  // With one channel, whether each is normalised for itself makes no difference.
  TRY(step.allow_only({"keys", "nonzero", "channel_wise", "dtype", "allow_missing_keys"}));
  model.prepare.emplace_back(NormalizeImage{TRY(step.flag("nonzero")).value_or(false)});
  return {};
}

Result<void> no_crop(const BundleStep& /*step*/, ModelDescription& model) {
  model.notes.emplace_back("CropForegroundd is not done: the network sees the whole volume.");
  return {};
}

Result<void> done_anyway(const BundleStep& /*step*/, ModelDescription& /*model*/) {
  return {};
}

// --- postprocessing

Result<void> activate(const BundleStep& step, ModelDescription& model) {
  TRY(step.allow_only({"keys", "sigmoid", "softmax", "dim", "allow_missing_keys"}));
  const bool softmax = TRY(step.flag("softmax")).value_or(false);
  const bool sigmoid = TRY(step.flag("sigmoid")).value_or(false);
  if ((softmax && sigmoid) || model.activation != Activation::none)
    return tl::make_unexpected(step.refusal("softmax", "and \"sigmoid\" cannot both be done"));
  if (model.makes_labels())
    return tl::make_unexpected(
        step.refusal("softmax", "comes after AsDiscreted, where there is nothing to do"));
  if (softmax) model.activation = Activation::softmax;
  if (sigmoid) model.activation = Activation::sigmoid;
  return {};
}

Result<void> discretise(const BundleStep& step, ModelDescription& model) {
  TRY(step.allow_only({"keys", "argmax", "threshold", "dim", "keepdim", "dtype", "allow_missing_keys"}));
  const bool argmax = TRY(step.flag("argmax")).value_or(false);
  const auto threshold = TRY(step.number("threshold"));
  if (model.makes_labels() || argmax == threshold.has_value())
    return tl::make_unexpected(
        step.refusal("argmax", "or \"threshold\" must be asked for, one of them, once"));
  model.discretisation = argmax ? Discretisation::argmax : Discretisation::threshold;
  if (threshold) model.threshold = *threshold;
  return {};
}

Result<void> keep_largest(const BundleStep& step, ModelDescription& model) {
  TRY(step.allow_only({"keys", "applied_labels", "is_onehot", "independent", "connectivity", "num_components",
                       "allow_missing_keys"}));
  if (TRY(step.flag("is_onehot")).value_or(false) || !model.makes_labels())
    return tl::make_unexpected(step.refusal("is_onehot", "must be false, and AsDiscreted come before"));
  if (!TRY(step.flag("independent")).value_or(true))
    return tl::make_unexpected(step.refusal("independent", "must be true"));
  if (TRY(step.number("num_components")).value_or(1) != 1)
    return tl::make_unexpected(step.refusal("num_components", "must be 1"));
  KeepLargest keep;
  const double connectivity = TRY(step.number("connectivity")).value_or(3);
  if (connectivity != 1 && connectivity != 2 && connectivity != 3)
    return tl::make_unexpected(step.refusal("connectivity", "must be 1, 2 or 3"));
  keep.connectivity = static_cast<int>(connectivity);
  for (const double label : TRY(step.numbers("applied_labels")).value_or(std::vector<double>())) {
    if (label != std::floor(label) || label < 1 || label > 65535)
      return tl::make_unexpected(step.refusal("applied_labels", "must be labels of 1 or more"));
    keep.labels.push_back(static_cast<int>(label));
  }
  model.keep_largest = keep;
  return {};
}

Result<void> invert(const BundleStep& /*step*/, ModelDescription& model) {
  if (!model.makes_labels())
    model.notes.emplace_back(
        "Invertd: labels are made first and then taken back to the scan's voxels, each from the nearest.");
  return {};
}

// --- the closed list

struct KnownStep {
  std::string_view base_name;
  Result<void> (*read)(const BundleStep&, ModelDescription&);
};
constexpr std::array kPreprocessing{KnownStep{"Orientation", orient},
                                    KnownStep{"Spacing", space},
                                    KnownStep{"ScaleIntensityRange", scale_range},
                                    KnownStep{"NormalizeIntensity", normalize},
                                    KnownStep{"ScaleIntensity", scale_to_range},
                                    KnownStep{"CropForeground", no_crop},
                                    KnownStep{"LoadImage", done_anyway},
                                    KnownStep{"EnsureChannelFirst", done_anyway},
                                    KnownStep{"EnsureType", done_anyway}};
constexpr std::array kPostprocessing{
    KnownStep{"Activations", activate},   KnownStep{"AsDiscrete", discretise},
    KnownStep{"Invert", invert},          KnownStep{"KeepLargestConnectedComponent", keep_largest},
    KnownStep{"EnsureType", done_anyway}, KnownStep{"SaveImage", done_anyway}};

Result<void> read_steps(const BundleConfig& config, std::string_view section,
                        std::span<const KnownStep> known, ModelDescription& model) {
  for (const json::object* entry : TRY(config.steps(section))) {
    const BundleStep step(config, *entry);
    const auto row = std::find_if(known.begin(), known.end(),
                                  [&](const KnownStep& each) { return each.base_name == step.base_name(); });
    if (row == known.end() || !step.on_dictionary())
      return fail(ErrorCode::unsupported, "unsupported_step",
                  fmt::format("The model wants \"{}\" in its {}, which is not supported.", step.shown_name(),
                              section));
    TRY(row->read(step, model));
  }
  return {};
}

Result<std::int64_t> window_length(const BundleStep& step, double length) {
  if (length != std::floor(length) || length < 1 || length > kLongestWindow)
    return tl::make_unexpected(
        step.refusal("roi_size", fmt::format("must be whole numbers of 1 … {}", kLongestWindow)));
  return static_cast<std::int64_t>(length);
}

/// A network for planes: how large they are, and the axis that they lie across.
Result<void> read_plane_size(const BundleStep& step, SlidingWindow& window) {
  const double axis = TRY(step.number("spatial_dim")).value_or(0);
  if (axis != 0 && axis != 1 && axis != 2)
    return tl::make_unexpected(step.refusal("spatial_dim", "must be 0, 1 or 2"));
  window.plane_axis = static_cast<int>(axis);
  const std::vector<double> size = TRY(step.numbers("roi_size")).value_or(std::vector<double>());
  if (size.size() != 2) return tl::make_unexpected(step.refusal("roi_size", "must have two numbers"));
  std::size_t next = 0;
  for (std::size_t a = 0; a < 3; ++a)
    window.size[a] = static_cast<double>(a) == axis ? 1 : TRY(window_length(step, size[next++]));
  return {};
}

Result<void> read_block_size(const BundleStep& step, SlidingWindow& window) {
  const auto size = TRY(step.three("roi_size"));
  if (!size) return tl::make_unexpected(step.refusal("roi_size", "must be given"));
  for (std::size_t axis = 0; axis < 3; ++axis) window.size[axis] = TRY(window_length(step, (*size)[axis]));
  return {};
}

Result<void> read_window(const BundleConfig& config, SlidingWindow& window) {
  const json::value* inferer = TRY(config.find("inferer"));
  if (inferer == nullptr || !inferer->is_object())
    return bad("inference.json has no section \"inferer\", which says how large a block the network sees.");
  const BundleStep step(config, inferer->get_object());
  const bool sees_planes = step.shown_name() == "SliceInferer";
  if (!sees_planes && step.shown_name() != "SlidingWindowInferer")
    return fail(
        ErrorCode::unsupported, "unsupported_step",
        fmt::format("The model wants \"{}\" as its inferer; only SlidingWindowInferer and SliceInferer "
                    "are supported.",
                    step.shown_name()));
  TRY(step.allow_only({"roi_size", "spatial_dim", "sw_batch_size", "overlap", "mode", "sigma_scale",
                       "padding_mode", "cval", "sw_device", "device", "progress", "cache_roi_weight_map",
                       "cpu_thresh", "buffer_steps", "buffer_dim", "with_coord"}));
  TRY(sees_planes ? read_plane_size(step, window) : read_block_size(step, window));
  const auto overlap = TRY(step.numbers("overlap"));
  if (overlap && overlap->size() == 1) window.overlap.fill(overlap->front());
  if (overlap && overlap->size() != 1) {
    if (sees_planes) return tl::make_unexpected(step.refusal("overlap", "must be one number"));
    window.overlap = *TRY(step.three("overlap"));
  }
  for (const double part : window.overlap)
    if (part < 0 || part > 0.9) return tl::make_unexpected(step.refusal("overlap", "must be 0 … 0.9"));
  const std::string mode = TRY(step.text("mode")).value_or("constant");
  if (mode != "constant" && mode != "gaussian")
    return tl::make_unexpected(step.refusal("mode", "is supported as \"constant\" or \"gaussian\""));
  if (mode == "gaussian") window.weights = WindowWeights::gaussian;
  window.sigma_scale = TRY(step.number("sigma_scale")).value_or(window.sigma_scale);
  if (window.sigma_scale < 0.01 || window.sigma_scale > 10)
    return tl::make_unexpected(step.refusal("sigma_scale", "must be 0.01 … 10"));
  const std::string padding = TRY(step.text("padding_mode")).value_or("constant");
  if (padding != "constant" && padding != "replicate")
    return tl::make_unexpected(step.refusal("padding_mode", "is supported as \"constant\" or \"replicate\""));
  if (padding == "replicate") window.padding = WindowPadding::replicate;
  if (TRY(step.number("cval")).value_or(0) != 0)
    return tl::make_unexpected(step.refusal("cval", "must be 0"));
  if (TRY(step.flag("with_coord")).value_or(false))
    return tl::make_unexpected(step.refusal("with_coord", "must be false"));
  return {};
}

/// Each changes the lattice once at most, so that the way back is known.
Result<void> check_spatial_steps(const ModelDescription& model) {
  int orientations = 0;
  int spacings = 0;
  for (const PrepareStep& step : model.prepare) {
    orientations += std::holds_alternative<OrientImage>(step);
    spacings += std::holds_alternative<SpaceImage>(step);
  }
  if (orientations > 1 || spacings > 1)
    return bad("The preprocessing turns or resamples the volume more than once.");
  return {};
}

Result<void> check_output(const ModelDescription& model) {
  const auto refuse = [](std::string why) {
    return fail(ErrorCode::unsupported, "unsupported_output", std::move(why));
  };
  if (model.discretisation == Discretisation::argmax && model.output_channels < 2)
    return refuse("The network gives one channel, of which AsDiscreted with argmax makes nothing.");
  if (model.discretisation == Discretisation::threshold && model.output_channels != 1)
    return refuse(
        fmt::format("The network gives {} channels with a threshold each, so that labels may overlap; "
                    "that is not supported.",
                    model.output_channels));
  if (!model.makes_labels() && model.output_channels != 1)
    return refuse(
        fmt::format("The network gives {} channels and the postprocessing does not make labels of them "
                    "(AsDiscreted).",
                    model.output_channels));
  return {};
}

}  // namespace

Result<ModelDescription> parse_model(std::string_view metadata_json, std::string_view inference_json,
                                     std::string_view fallback_name) {
  const json::object metadata = TRY(parse_bundle_text(metadata_json, "metadata.json"));
  const json::object inference = with_choices_made(TRY(parse_bundle_text(inference_json, "inference.json")));
  ModelDescription model;
  model.name = word(metadata, "name", kWordLimit);
  if (model.name.empty()) model.name = shown_text(fallback_name, kWordLimit);
  if (model.name.empty()) return bad("metadata.json gives the model no name.");
  model.version = word(metadata, "version", kWordLimit);
  model.license = word(metadata, "license", kWordLimit);
  model.description = word(metadata, "description", kTextLimit);
  model.intended_use = word(metadata, "intended_use", kTextLimit);

  const json::object* format = object_at(metadata, "network_data_format");
  if (format == nullptr) return bad("metadata.json has no \"network_data_format\".");
  const json::object* input = TRY(only_one(*format, "inputs"));
  const std::int64_t input_channels = TRY(channels_of(*input));
  if (input_channels != 1)
    return fail(ErrorCode::unsupported, "unsupported_channels",
                fmt::format("The network wants {} channels; a scan's volume has one.", input_channels));
  model.modality = word(*input, "modality", kWordLimit);
  const json::object* output = TRY(only_one(*format, "outputs"));
  model.output_channels = static_cast<int>(TRY(channels_of(*output)));

  const BundleConfig config(inference);
  TRY(read_steps(config, "preprocessing", kPreprocessing, model));
  TRY(read_window(config, model.window));
  TRY(read_steps(config, "postprocessing", kPostprocessing, model));
  TRY(check_spatial_steps(model));
  TRY(check_output(model));
  if (model.discretisation == Discretisation::argmax)
    model.labels = labels_of(*output, 1, model.output_channels);
  if (model.discretisation == Discretisation::threshold) model.labels = labels_of(*output, 1, 2);
  return model;
}

}  // namespace scanetrix
