// SPDX-License-Identifier: Apache-2.0
#include "pipeline/run_infer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace scanetrix {
namespace {

fs::path beside_this_program(const char* name) {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path() / name;
}

/// "STAGE FRACTION".
void read_line(const std::string& line, const std::function<void(std::string_view, double)>& on_progress) {
  const std::size_t space = line.find(' ');
  if (space == std::string::npos) return;
  double fraction = 0;
  std::from_chars(line.data() + space + 1, line.data() + line.size(), fraction);
  on_progress(std::string_view(line).substr(0, space), fraction);
}

/// Errors outlive the report that they come from. What is not among those that we know it has made up.
template <std::size_t count>
std::string_view lasting(const std::string& code, const std::array<std::string_view, count>& known) {
  const auto found = std::find(known.begin(), known.end(), code);
  return found == known.end() ? "failed" : *found;
}

constexpr std::array kReconstructionErrors{
    std::string_view("bad_factor"),     std::string_view("not_scalar"),  std::string_view("time_series"),
    std::string_view("too_few_slices"), std::string_view("bad_weights"), std::string_view("too_large")};

constexpr std::array kModelErrors{std::string_view("bad_model_config"),
                                  std::string_view("forbidden_operator"),
                                  std::string_view("model_failed"),
                                  std::string_view("model_too_new"),
                                  std::string_view("model_unreadable"),
                                  std::string_view("no_model_config"),
                                  std::string_view("not_a_model"),
                                  std::string_view("not_finite"),
                                  std::string_view("not_scalar"),
                                  std::string_view("sheared"),
                                  std::string_view("time_series"),
                                  std::string_view("too_large"),
                                  std::string_view("too_much_memory"),
                                  std::string_view("uncalibrated"),
                                  std::string_view("unknown_operator"),
                                  std::string_view("unsupported_channels"),
                                  std::string_view("unsupported_output"),
                                  std::string_view("unsupported_expression"),
                                  std::string_view("unsupported_parameter"),
                                  std::string_view("unsupported_step"),
                                  std::string_view("wants_channels")};

/// Runs it to its end, of whatever kind that is. \param what  "reconstruction", "model"
Result<void> run_program(const fs::path& folder, std::string_view what, const SandboxLimits& limits,
                         const std::function<void(std::string_view, double)>& on_progress,
                         const std::function<bool()>& keep_going) {
  const fs::path program = beside_this_program("scanetrix-infer");
  std::error_code error;
  if (!fs::exists(program, error))
    return fail(ErrorCode::unavailable, "infer_missing",
                fmt::format("scanetrix-infer is not installed beside this program; no {} can be run.", what));
  const auto ended = run_program_in_sandbox(
      {program,
       {folder.string()},
       // Threads that wait must not spin: other work needs the cores.
       {"OMP_WAIT_POLICY=passive", "GOMP_SPINCOUNT=0"}},
      limits, [&](const std::string& line) { read_line(line, on_progress); }, keep_going);
  if (!ended)
    return fail(
        ErrorCode::unavailable, "infer_not_started",
        fmt::format("The {} could not be started: it may have too little memory, or its program is broken.",
                    what));
  switch (*ended) {
    case SandboxEnd::stopped:
      return fail(ErrorCode::cancelled, fmt::format("The {} was cancelled.", what));
    case SandboxEnd::timed_out:
      return fail(ErrorCode::too_large, "out_of_limits",
                  fmt::format("The {} took too long and was stopped.", what));
    case SandboxEnd::crashed:
      return fail(
          ErrorCode::internal, "crashed",
          fmt::format("The {} stopped unexpectedly, perhaps for want of memory. Nothing was changed.", what));
    case SandboxEnd::finished:
    case SandboxEnd::failed:
      return {};
  }
  std::abort();  // Not a value of the enum: memory is damaged.
}

}  // namespace

Result<ReconstructionReport> run_infer(const fs::path& folder, const SandboxLimits& limits,
                                       const std::function<void(std::string_view, double)>& on_progress,
                                       const std::function<bool()>& keep_going) {
  TRY(run_program(folder, "reconstruction", limits, on_progress, keep_going));
  ReconstructionReport report = TRY(read_reconstruction_report(folder));
  // What has no name is for the log, not for a person.
  if (report.error_code == "failed") return fail(ErrorCode::internal, report.error_detail);
  if (!report.error_code.empty())
    return fail(ErrorCode::unsupported, lasting(report.error_code, kReconstructionErrors),
                report.error_detail);
  return report;
}

Result<ModelReport> run_model(const fs::path& folder, const SandboxLimits& limits,
                              const std::function<void(std::string_view, double)>& on_progress,
                              const std::function<bool()>& keep_going) {
  TRY(run_program(folder, "model", limits, on_progress, keep_going));
  ModelReport report = TRY(read_model_report(folder));
  if (report.error_code == "failed") return fail(ErrorCode::internal, report.error_detail);
  if (!report.error_code.empty())
    return fail(ErrorCode::unsupported, lasting(report.error_code, kModelErrors), report.error_detail);
  return report;
}

std::optional<fs::path> shipped_weights() {
  const fs::path path = beside_this_program("models") / "slicesr.safetensors";
  std::error_code error;
  if (!fs::exists(path, error)) return std::nullopt;
  return path;
}

}  // namespace scanetrix
