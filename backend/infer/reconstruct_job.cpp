// SPDX-License-Identifier: Apache-2.0
#include "infer/reconstruct_job.h"

#include <ATen/Parallel.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <limits>

#include "base/hash.h"
#include "base/parallel.h"
#include "infer/own_trial.h"
#include "infer/reconstruct_slabs.h"
#include "infer/refine_network.h"
#include "reconstruct/flow_volume.h"
#include "reconstruct/lattice.h"
#include "reconstruct/own_detail.h"
#include "store/ome_zarr.h"
#include "store/stored_volume.h"

namespace scanetrix {
namespace {

constexpr std::int64_t kLeastSlices = 8;
constexpr std::int64_t kJudgedSlices = 12;
constexpr std::int64_t kLeastJudged = 2;
/// Where the network is refined, one slice in so many judges it and is not learned from.
constexpr std::int64_t kOneInJudges = 4;
constexpr std::int64_t kLearnedSlices = 48;
constexpr std::int64_t kLearnedSide = 320;
constexpr double kGateDb = 0.2;
/// What flow must gain over a straight line on acquired slices.
constexpr double kFlowDb = 0.1;

/// Raw voxels in a file, read slice by slice.
class RawFileSource final : public VoxelSource {
 public:
  explicit RawFileSource(FileHandle file) : file_(std::move(file)) {}
  Result<void> read_slice(std::int64_t, std::int64_t k, std::span<std::byte> slice) const override {
    std::size_t done = 0;
    while (done < slice.size()) {
      const auto count = ::pread(file_.get(), slice.data() + done, slice.size() - done,
                                 static_cast<off_t>(static_cast<std::size_t>(k) * slice.size() + done));
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return fail(ErrorCode::unavailable, "a file of voxels could not be read");
      done += static_cast<std::size_t>(count);
    }
    return {};
  }

 private:
  FileHandle file_;
};

/// What is made, with all that decides how.
struct Job {
  fs::path folder;
  ReconstructionOrder order;
  SeriesVolume volume;
  std::vector<std::int64_t> judged;  ///< Slices whose detail judges.
  DetailView view;
  RealVolume detail;
  SliceProfile profile;  ///< In steps of the fine lattice.
  [[nodiscard]] double width_in_gaps() const { return profile.width / order.factor; }
};

Result<void> check(const ReconstructionOrder& order, const VolumeForm& form) {
  if (order.factor < kLeastFactor || order.factor > kGreatestFactor)
    return fail(ErrorCode::bad_input, "bad_factor",
                fmt::format("The factor is {}; 2 … 6 can be made.", order.factor));
  if (form.channels != 1)
    return fail(ErrorCode::unsupported, "not_scalar",
                "The volume is in colour; only volumes of one value a voxel are reconstructed.");
  if (form.time_points != 1)
    return fail(ErrorCode::unsupported, "time_series",
                "The volume has several time points; only single ones are reconstructed.");
  if (form.geometry.shape.z < 2)
    return fail(ErrorCode::unsupported, "too_few_slices", "There is nothing between less than two slices.");
  return {};
}

/// Fills in the profile: as the source says it, or as the scan's own detail tells it.
Result<void> find_profile(Job& job, ReconstructionReport& report) {
  const double step = job.volume.form.geometry.spacing_mm()[0] / job.order.factor;
  job.profile = {job.order.profile_shape, 1};
  report.profile_known = job.order.slice_thickness_mm.has_value();
  if (report.profile_known)
    job.profile.width =
        std::clamp(*job.order.slice_thickness_mm / step, 1.0, 1.5 * static_cast<double>(job.order.factor));
  else if (job.detail.shape.z >= 3 * job.order.factor + 2)
    job.profile.width =
        TRY(judge_profile_width(job.volume, job.detail, job.view, job.order.factor, job.order.profile_shape));
  report.profile_shape = name_of(job.profile.shape);
  report.profile_width_mm = job.profile.width * step;
  return {};
}

/// By how much moving slices into one another tells acquired slices themselves better than a line does; none
/// where that is no way to make this.
Result<std::optional<double>> flow_gain(const Job& job) {
  if (job.width_in_gaps() >= kGapped || job.order.mode != ReconstructionMode::preserve) return std::nullopt;
  return flow_gain_db(job.volume, kJudgedSlices);
}

Result<void> make_classical(const Job& job, Interpolation method, ReconstructionReport& report,
                            Progress& progress) {
  const bool flow = TRY(flow_gain(job)).value_or(0) >= kFlowDb;
  report.method = flow ? kFlow : name_of(method);
  report.flow_part = flow ? 1 : 0;
  const SeriesVolume fine =
      flow ? flow_interpolated(job.volume, job.order.factor)
           : interpolated(job.volume, job.order.factor, method, job.profile, job.order.mode);
  TRY(write_ome_zarr(fine, "reconstructed", reconstructed_zarr(job.folder), progress));
  return {};
}

Result<SeriesVolume> of_raw_file(const fs::path& raw, const VolumeForm& form) {
  SeriesVolume volume;
  volume.form = form;
  volume.voxels = std::make_shared<RawFileSource>(TRY(open_to_read(raw)));
  return volume;
}

/// How much of flow there is to be beside the network: each counts by its mean square error, of which their
/// gains tell.
Result<double> part_of_flow(const Job& job, std::optional<double> network_gain_db) {
  const std::optional<double> flow_db = TRY(flow_gain(job));
  if (!flow_db || *flow_db < kFlowDb) return 0;
  const double network_db = std::max(0.0, network_gain_db.value_or(0));
  return 1 / (1 + std::pow(10, (network_db - *flow_db) / 10));
}

/// What flow makes, kept in a file: its voxels are asked for twice. On all cores, a gap each.
Result<SeriesVolume> flow_in_file(const Job& job, const fs::path& raw) {
  const SeriesVolume flow = flow_interpolated(job.volume, job.order.factor);
  OutputFile file = TRY(OutputFile::create(raw));
  const std::size_t bytes = flow.form.slice_bytes();
  TRY(parallel_for(static_cast<std::size_t>(job.volume.form.geometry.shape.z - 1),
                   [&](std::size_t gap) -> Result<void> {
                     Bytes slice(bytes);
                     for (int n = 1; n < job.order.factor; ++n) {
                       const std::size_t k =
                           gap * static_cast<std::size_t>(job.order.factor) + static_cast<std::size_t>(n);
                       TRY(flow.voxels->read_slice(0, static_cast<std::int64_t>(k), slice));
                       TRY(file.write_at(k * bytes, slice));
                     }
                     return {};
                   }));
  TRY(file.commit());
  return of_raw_file(raw, flow.form);
}

Result<void> make_by_network(const Job& job, const PlanePredictor& predictor, ReconstructionReport& report,
                             Progress& progress) {
  report.method = "network";
  VolumeForm form = job.volume.form;
  form.geometry = refined(form.geometry, job.order.factor);
  const std::uint64_t bytes =
      std::uint64_t{form.slice_bytes()} * static_cast<std::uint64_t>(form.geometry.shape.z);
  const fs::path raw = job.folder / "out" / "voxels";
  const fs::path raw_doubt = job.folder / "out" / "doubt";
  const fs::path raw_flow = job.folder / "out" / "flow";
  TRY(make_directories(raw.parent_path()));
  OutputFile voxels = TRY(OutputFile::create(raw));
  OutputFile doubt = TRY(OutputFile::create(raw_doubt));
  TRY(voxels.reserve(bytes));
  TRY(doubt.reserve(bytes));
  TRY(reconstruct_slabs({job.volume, job.order.factor, job.order.mode, job.profile}, predictor, voxels, doubt,
                        progress));
  TRY(voxels.commit());
  TRY(doubt.commit());
  SeriesVolume made = TRY(of_raw_file(raw, form));
  form.intercept = 0;
  form.slope = std::abs(form.slope);  // A distance has no sign.
  SeriesVolume apart = TRY(of_raw_file(raw_doubt, form));
  report.flow_part = TRY(part_of_flow(job, report.gate_gain_db));
  if (report.flow_part > 0) {
    const SeriesVolume flow = TRY(flow_in_file(job, raw_flow));
    apart = doubted_by_flow(apart, made, flow, job.order.factor);
    made = mixed_with_flow(made, flow, job.order.factor, report.flow_part);
  }
  TRY(write_ome_zarr(made, "reconstructed", reconstructed_zarr(job.folder), progress));
  TRY(write_ome_zarr(apart, "uncertainty", uncertainty_zarr(job.folder), progress));
  for (const fs::path& file : {raw, raw_doubt, raw_flow}) TRY(remove_tree(file));
  return {};
}

Result<std::optional<SliceNetwork>> load_network(const Job& job, ReconstructionReport& report) {
  if (job.order.weights.empty()) {
    report.reason = "There are no weights for it here.";
    return std::nullopt;
  }
  if (job.volume.form.geometry.shape.z < kLeastSlices) {
    report.reason = fmt::format("There are {} slices; the network needs at least {}.",
                                job.volume.form.geometry.shape.z, kLeastSlices);
    return std::nullopt;
  }
  const WeightsFile file = TRY(read_weights(job.order.weights));
  const auto name = file.metadata.find("model");
  report.model = name == file.metadata.end() ? "unnamed" : name->second;
  report.model_sha256 = sha256_hex(TRY(read_file(job.order.weights, std::uint64_t{64} << 20)));
  return TRY(SliceNetwork::from(file));
}

/// Reads what the scan is asked about itself.
Result<void> read_detail(Job& job) {
  const Geometry& geometry = job.volume.form.geometry;
  const std::int64_t most = job.order.refine_seconds > 0
                                ? std::clamp(geometry.shape.z / kOneInJudges, kLeastJudged, kJudgedSlices)
                                : kJudgedSlices;
  job.judged = spread_slices(geometry.shape.z, most);
  job.view.step_mm = geometry.spacing_mm()[0] / job.order.factor;
  job.detail = stacked(TRY(own_planes(job.volume, job.judged, job.view)));
  return {};
}

/// Better by the scan's own slices, where those that judge agree.
Result<PlanePredictor> refined(const Job& job, const SliceNetwork& network, const OwnTrial& trial,
                               ReconstructionReport& report, Progress& progress) {
  std::vector<std::int64_t> learned;
  for (const std::int64_t k : spread_slices(job.volume.form.geometry.shape.z, kLearnedSlices))
    if (!std::ranges::binary_search(job.judged, k)) learned.push_back(k);
  DetailView view = job.view;
  view.side = kLearnedSide;
  const std::vector<Tile> planes = TRY(own_planes(job.volume, learned, view));
  const Refined refined = TRY(refine_network(network, planes, job.order.factor, job.profile,
                                             std::chrono::seconds(job.order.refine_seconds), progress));
  PlanePredictor before(network, job.order.factor, job.width_in_gaps());
  if (refined.steps == 0) return before;
  PlanePredictor after(refined.network, job.order.factor, job.width_in_gaps());
  const double gain = trial.gain_db(after) - trial.gain_db(before);
  report.refine_gain_db = gain;
  if (!(gain > 0)) return before;
  report.refine_steps = refined.steps;
  return after;
}

Result<void> reconstruct(Job& job, ReconstructionReport& report, Progress& progress) {
  at::set_num_threads(static_cast<int>(parallel_width()));
  TRY(check(job.order, job.volume.form));
  progress.report("checking", 0);
  TRY(read_detail(job));
  TRY(find_profile(job, report));
  const std::optional<SliceNetwork> network = TRY(load_network(job, report));
  std::optional<PlanePredictor> predictor;
  if (network) predictor.emplace(*network, job.order.factor, job.width_in_gaps());

  Interpolation classical = usual_classical(job.width_in_gaps());
  // The detail must be deep enough for a few slices of this width.
  if (job.detail.shape.z >= 8 * job.order.factor) {
    const OwnTrial trial(job.detail, job.order.factor, job.profile);
    classical = trial.best_classical();
    progress.report("checking", 0.5);
    if (predictor && job.order.refine_seconds > 0)
      predictor = TRY(refined(job, *network, trial, report, progress));
    if (predictor) report.gate_gain_db = trial.gain_db(*predictor);
  }
  progress.report("checking", 1);
  if (predictor && job.order.gate) {
    if (!report.gate_gain_db)
      report.reason = "The slices show too little to try the network on.";
    else if (*report.gate_gain_db < kGateDb)
      report.reason =
          fmt::format("On the scan's own detail the network is {:+.2f} dB against {}; at least +{} is asked.",
                      *report.gate_gain_db, name_of(classical), kGateDb);
  }
  if (predictor && report.reason.empty()) return make_by_network(job, *predictor, report, progress);
  report.model.clear();
  report.model_sha256.clear();
  report.refine_steps = 0;
  return make_classical(job, classical, report, progress);
}

Result<void> no_memory() {
  return fail(ErrorCode::too_large, "too_large", "There is not enough memory for this reconstruction.");
}

}  // namespace

Result<void> run_reconstruction(const fs::path& folder, Progress& progress) {
  Job job{.folder = folder, .order = TRY(read_order(folder))};
  ReconstructionReport report{.factor = job.order.factor, .mode = std::string(name_of(job.order.mode))};
  const auto made = [&]() -> Result<void> {
    job.volume = TRY(open_stored_volume(input_zarr(folder)));
    try {
      return reconstruct(job, report, progress);
    } catch (const c10::Error& error) {
      const std::string what = error.what_without_backtrace();
      if (what.find("can't allocate memory") != what.npos) return no_memory();
      return fail(ErrorCode::internal, "libtorch: " + what);
    } catch (const std::bad_alloc&) {
      return no_memory();
    }
  }();
  if (!made) {
    TRY(remove_all_below(folder / "out"));  // Behind walls it cannot be made again.
    report = {.factor = job.order.factor,
              .error_code = made.error().slug.empty() ? "failed" : std::string(made.error().slug),
              .error_detail = made.error().message};
    TRY(write_report(report, folder));
    return tl::make_unexpected(made.error());
  }
  return write_report(report, folder);
}

}  // namespace scanetrix
