// SPDX-License-Identifier: Apache-2.0
#include "pipeline/run_infer.h"

#include <charconv>
#include <optional>
#include <set>

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
std::string_view lasting(const std::string& code) {
  static const std::set<std::string> kKnown{"bad_factor",     "not_scalar",  "time_series",
                                            "too_few_slices", "bad_weights", "too_large"};
  const auto known = kKnown.find(code);
  return known == kKnown.end() ? "failed" : std::string_view(*known);
}

}  // namespace

Result<ReconstructionReport> run_infer(const fs::path& folder, const SandboxLimits& limits,
                                       const std::function<void(std::string_view, double)>& on_progress,
                                       const std::function<bool()>& keep_going) {
  const fs::path program = beside_this_program("scanetrix-infer");
  std::error_code error;
  if (!fs::exists(program, error))
    return fail(ErrorCode::unavailable, "infer_missing",
                "scanetrix-infer is not installed beside this program; nothing can be reconstructed.");
  const auto ended = run_program_in_sandbox(
      {program,
       {folder.string()},
       // Threads that wait must not spin: other work needs the cores.
       {"OMP_WAIT_POLICY=passive", "GOMP_SPINCOUNT=0"}},
      limits, [&](const std::string& line) { read_line(line, on_progress); }, keep_going);
  if (!ended)
    return fail(
        ErrorCode::unavailable, "infer_not_started",
        "The reconstruction could not be started: it may have too little memory, or its program is broken.");
  switch (*ended) {
    case SandboxEnd::stopped:
      return fail(ErrorCode::cancelled, "The reconstruction was cancelled.");
    case SandboxEnd::timed_out:
      return fail(ErrorCode::too_large, "out_of_limits", "The reconstruction took too long and was stopped.");
    case SandboxEnd::crashed:
      return fail(
          ErrorCode::internal, "crashed",
          "The reconstruction stopped unexpectedly, perhaps for want of memory. Nothing was changed.");
    case SandboxEnd::finished:
    case SandboxEnd::failed:
      break;
  }
  ReconstructionReport report = TRY(read_reconstruction_report(folder));
  // What has no name is for the log, not for a person.
  if (report.error_code == "failed") return fail(ErrorCode::internal, report.error_detail);
  if (!report.error_code.empty())
    return fail(ErrorCode::unsupported, lasting(report.error_code), report.error_detail);
  return report;
}

std::optional<fs::path> shipped_weights() {
  const fs::path path = beside_this_program("models") / "slicesr.safetensors";
  std::error_code error;
  if (!fs::exists(path, error)) return std::nullopt;
  return path;
}

}  // namespace scanetrix
