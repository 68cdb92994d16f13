// SPDX-License-Identifier: Apache-2.0
#include "infer/script_model.h"

#include <torch/csrc/jit/passes/inliner.h>
#include <torch/csrc/jit/serialization/import.h>

#include <array>
#include <new>
#include <string_view>

#include "infer/device.h"
#include "infer/script_errors.h"

namespace scanetrix {
namespace {

/// What a network has no need of, and a file of somebody's could be read or written with.
constexpr std::array<std::string_view, 2> kForbidden{"aten::from_file", "aten::save"};

Result<void> check_operators(const torch::jit::Block& block) {
  for (const torch::jit::Node* node : block.nodes()) {
    const std::string_view name = node->kind().toQualString();
    for (const std::string_view forbidden : kForbidden)
      if (name == forbidden)
        return fail(
            ErrorCode::unsupported, "forbidden_operator",
            fmt::format("The model uses the operator \"{}\", which opens files; that is not allowed.", name));
    for (const torch::jit::Block* inner : node->blocks()) TRY(check_operators(*inner));
  }
  return {};
}

Result<void> check_operators(const torch::jit::Module& module) {
  for (const torch::jit::Module& part : module.modules())
    for (const auto& method : part.get_methods()) {
      const auto graph = method.graph()->copy();
      torch::jit::Inline(*graph);
      TRY(check_operators(*graph->block()));
    }
  return {};
}

/// Runs `work`; what libtorch throws becomes an error.
template <typename Work>
auto caught(std::string_view otherwise, Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const c10::Error& error) {
    return tl::make_unexpected(reason_of_torch(error.what_without_backtrace(), otherwise));
  } catch (const std::bad_alloc&) {
    return tl::make_unexpected(reason_of_torch("not enough memory", otherwise));
  } catch (const std::exception& error) {  // The compiler's and the interpreter's own.
    return tl::make_unexpected(reason_of_torch(error.what(), otherwise));
  }
}

}  // namespace

Result<ScriptModel> ScriptModel::load(const fs::path& path) {
  return caught("model_unreadable", [&]() -> Result<ScriptModel> {
    // Optimising would run a block two times slowly to save nothing on convolutions.
    torch::jit::setGraphExecutorOptimize(false);
    torch::jit::ExtraFilesMap inside{{"metadata.json", ""}, {"inference.json", ""}};
    ScriptModel model;
    model.module_ = torch::jit::load(path.string(), best_device(), inside);
    model.module_.eval();
    TRY(check_operators(model.module_));
    model.metadata_json_ = inside["metadata.json"];
    model.inference_json_ = inside["inference.json"];
    return model;
  });
}

Result<at::Tensor> ScriptModel::run(const at::Tensor& block, int channels) {
  return caught("model_failed", [&]() -> Result<at::Tensor> {
    const at::NoGradGuard no_gradients;
    const c10::IValue answer = module_.forward({block.to(best_device())});
    if (!answer.isTensor())
      return fail(ErrorCode::unsupported, "unsupported_output",
                  fmt::format("The model gives a {}, where one array is wanted.", answer.tagKind()));
    const at::Tensor& array = answer.toTensor();
    std::vector<std::int64_t> wanted = block.sizes().vec();
    wanted[1] = channels;
    if (array.sizes() != wanted || !(array.is_floating_point() || array.scalar_type() == at::kByte))
      return fail(ErrorCode::unsupported, "unsupported_output",
                  fmt::format("Of a block [{}] the model makes [{}], where [{}] is wanted.",
                              fmt::join(block.sizes(), ", "), fmt::join(array.sizes(), ", "),
                              fmt::join(wanted, ", ")));
    return array[0].to(at::kCPU, at::kFloat);
  });
}

}  // namespace scanetrix
