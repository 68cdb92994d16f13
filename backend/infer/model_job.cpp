// SPDX-License-Identifier: Apache-2.0
#include "infer/model_job.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>

#include "base/parallel.h"
#include "infer/script_model.h"
#include "infer/sliding_window.h"
#include "models/bundle_config.h"
#include "models/largest_part.h"
#include "models/parse_model.h"
#include "store/ome_zarr.h"
#include "store/stored_volume.h"

namespace scanetrix {
namespace {

/// Where the bundle's text lies, else what the network has inside, which is left in out/.
Result<std::string> bundle_text(const fs::path& folder, const char* name, const std::string& inside) {
  std::error_code error;
  if (fs::exists(folder / "in" / name, error))
    return std::string(as_text(TRY(read_file(folder / "in" / name, kBundleTextLimit))));
  if (inside.empty())
    return fail(
        ErrorCode::bad_input, "no_model_config",
        fmt::format("The model has no {}, neither inside of it nor beside it, so nothing is known of what it "
                    "wants.",
                    name));
  TRY(make_directories(folder / "out"));
  TRY(write_durably(folder / "out" / name, as_bytes(inside)));
  return inside;
}

struct LoadedModel {
  ScriptModel network;
  ModelDescription description;
};

Result<LoadedModel> load(const fs::path& folder, const ModelOrder& order) {
  ScriptModel network = TRY(ScriptModel::load(folder / "in" / "model.ts"));
  const std::string metadata = TRY(bundle_text(folder, "metadata.json", network.metadata_json()));
  const std::string inference = TRY(bundle_text(folder, "inference.json", network.inference_json()));
  return LoadedModel{std::move(network), TRY(parse_model(metadata, inference, order.fallback_name))};
}

/// The least that it will ever be shown: one block.
Result<void> run_dry(LoadedModel& model, Progress& progress) {
  progress.report("checking", 0);
  const auto& size = model.description.window.size;
  TRY(answer_of(model.network, at::zeros({size[0], size[1], size[2]}), model.description));
  return {};
}

Result<Volume> read_source(const fs::path& folder) {
  const SeriesVolume source = TRY(open_stored_volume(model_input_zarr(folder)));
  if (source.form.channels != 1)
    return fail(ErrorCode::unsupported, "not_scalar",
                "The volume is in colour; a model needs one value a voxel.");
  if (source.form.time_points != 1)
    return fail(ErrorCode::unsupported, "time_series",
                "The volume has several time points; a model needs one.");
  return read_volume(source.form, *source.voxels);
}

at::Tensor activated(const at::Tensor& slab, Activation activation) {
  switch (activation) {
    case Activation::none:
      return slab;
    case Activation::softmax:
      return slab.softmax(0);
    case Activation::sigmoid:
      return slab.sigmoid();
  }
  std::abort();  // Not a value of the enum: memory is damaged.
}

/// What becomes of each voxel, [z, y, x] of the model's lattice.
template <typename T>
Result<std::vector<T>> answers(LoadedModel& model, const PreparedImage& image, Progress& progress) {
  const Shape shape = image.lattice.shape();
  std::vector<T> values(static_cast<std::size_t>(shape.count()));
  const ModelDescription& description = model.description;
  const SlabSink sink = [&](std::int64_t first, const at::Tensor& slab) -> Result<void> {
    const at::Tensor answer = activated(slab, description.activation);
    const at::Tensor decided = description.discretisation == Discretisation::argmax ? answer.argmax(0)
                               : description.discretisation == Discretisation::threshold
                                   ? answer[0].ge(description.threshold)
                                   : answer[0];
    const at::Tensor plain = decided.to(at::kDouble).contiguous();
    std::transform(plain.data_ptr<double>(), plain.data_ptr<double>() + plain.numel(),
                   values.begin() + first * shape.y * shape.x,
                   [](double value) { return static_cast<T>(value); });
    return {};
  };
  TRY(slide(model.network, image, description, sink, progress));
  return values;
}

template <typename From, typename To>
Bytes stored_as(const std::vector<From>& values) {
  Bytes bytes(values.size() * sizeof(To));
  auto* out = reinterpret_cast<To*>(bytes.data());
  std::transform(values.begin(), values.end(), out, [](From value) { return static_cast<To>(value); });
  return bytes;
}

Volume on_lattice_of(const Volume& source) {
  Volume result;
  result.geometry = source.geometry;
  return result;
}

Result<Volume> make_labels(LoadedModel& model, const Volume& source, const PreparedImage& image,
                           ModelReport& report, Progress& progress) {
  std::vector<std::uint16_t> labels = TRY(answers<std::uint16_t>(model, image, progress));
  if (model.description.keep_largest)
    keep_largest_parts(labels, image.lattice.shape(), *model.description.keep_largest);
  const auto back = on_source<std::uint16_t>(labels, image.lattice, source.geometry.shape);
  if (std::all_of(back.begin(), back.end(), [](std::uint16_t label) { return label == 0; }))
    report.notes.emplace_back("The model found nothing in this volume.");
  Volume result = on_lattice_of(source);
  result.kind = VolumeKind::labels;
  const bool wide = model.description.output_channels > 256;
  result.type = wide ? VoxelType::uint16 : VoxelType::uint8;
  result.voxels =
      wide ? stored_as<std::uint16_t, std::uint16_t>(back) : stored_as<std::uint16_t, std::uint8_t>(back);
  return result;
}

Result<Volume> make_image(LoadedModel& model, const Volume& source, const PreparedImage& image,
                          Progress& progress) {
  const std::vector<float> values = TRY(answers<float>(model, image, progress));
  Volume result = on_lattice_of(source);
  result.type = VoxelType::float32;
  result.voxels = stored_as<float, float>(on_source<float>(values, image.lattice, source.geometry.shape));
  return result;
}

Result<void> run(LoadedModel& model, const fs::path& folder, ModelReport& report, Progress& progress) {
  progress.report("reading", 0);
  const Volume source = TRY(read_source(folder));
  const PreparedImage image = TRY(prepare_image(source, model.description.prepare));
  if (image.not_finite > 0)
    report.notes.push_back(fmt::format(
        "{} voxels have no value; the model was shown the volume's least instead.", image.not_finite));
  const bool labels = model.description.makes_labels();
  Volume made = TRY(labels ? make_labels(model, source, image, report, progress)
                           : make_image(model, source, image, progress));
  TRY(make_directories(model_result_zarr(folder).parent_path()));
  TRY(write_ome_zarr(held_in_memory(std::move(made), ""), model.description.name, model_result_zarr(folder),
                     progress, {}, labels ? Reduction::mode : Reduction::mean));
  return {};
}

Result<ModelReport> do_task(const fs::path& folder, Progress& progress) {
  const ModelOrder order = TRY(read_model_order(folder));
  LoadedModel model = TRY(load(folder, order));
  ModelReport report{.notes = model.description.notes};
  if (order.task == ModelTask::check)
    TRY(run_dry(model, progress));
  else
    TRY(run(model, folder, report, progress));
  return report;
}

}  // namespace

Result<void> run_model_job(const fs::path& folder, Progress& progress) {
  at::set_num_threads(static_cast<int>(parallel_width()));
  const auto done = [&]() -> Result<ModelReport> {
    try {
      return do_task(folder, progress);
    } catch (const c10::Error& error) {
      return fail(ErrorCode::internal, std::string("libtorch: ") + error.what_without_backtrace());
    } catch (const std::bad_alloc&) {
      return fail(ErrorCode::too_large, "too_much_memory", "There is not enough memory for this model.");
    }
  }();
  if (done) return write_model_report(*done, folder);
  TRY(remove_all_below(folder / "out"));  // Behind walls it cannot be made again.
  TRY(write_model_report({.error_code = done.error().slug.empty() ? "failed" : std::string(done.error().slug),
                          .error_detail = done.error().message},
                         folder));
  return tl::make_unexpected(done.error());
}

}  // namespace scanetrix
