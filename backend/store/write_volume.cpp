// SPDX-License-Identifier: Apache-2.0
#include "store/write_volume.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <new>

#include "base/parallel.h"
#include "store/gzip_member.h"

namespace scanetrix {
namespace {

constexpr std::size_t kBlockBytes = 1 << 20;

/// The slices of all time points, cut into blocks of about kBlockBytes, at least one slice each.
class Blocks {
 public:
  Blocks(const VolumeForm& form, const VoxelSource& voxels)
      : voxels_(voxels),
        depth_(form.geometry.shape.z),
        slice_bytes_(form.slice_bytes()),
        slices_(static_cast<std::size_t>(depth_ * form.time_points)),
        slices_a_block_(std::max<std::size_t>(1, kBlockBytes / std::max<std::size_t>(1, slice_bytes_))) {}

  [[nodiscard]] std::size_t count() const { return (slices_ + slices_a_block_ - 1) / slices_a_block_; }
  [[nodiscard]] std::uint64_t bytes() const { return std::uint64_t{slices_} * slice_bytes_; }
  [[nodiscard]] std::uint64_t offset(std::size_t block) const {
    return std::uint64_t{block} * slices_a_block_ * slice_bytes_;
  }

  /// Fills `buffer` with a block.
  Result<void> read(std::size_t block, Bytes& buffer) const {
    const std::size_t first = block * slices_a_block_;
    const std::size_t end = std::min(first + slices_a_block_, slices_);
    buffer.resize((end - first) * slice_bytes_);
    for (std::size_t slice = first; slice < end; ++slice)
      TRY(voxels_.read_slice(static_cast<std::int64_t>(slice) / depth_,
                             static_cast<std::int64_t>(slice) % depth_,
                             std::span(buffer).subspan((slice - first) * slice_bytes_, slice_bytes_)));
    return {};
  }

 private:
  const VoxelSource& voxels_;
  std::int64_t depth_;
  std::size_t slice_bytes_;
  std::size_t slices_;
  std::size_t slices_a_block_;
};

/// Takes parts as they are ready and appends them in their order. At most `ahead` wait.
class InOrder {
 public:
  InOrder(OutputFile& file, std::size_t ahead) : file_(file), ahead_(ahead) {}

  /// Waits while the part is too far ahead. Nothing happens after give_up().
  Result<void> put(std::size_t number, GzipPart&& part) {
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [&] { return given_up_ || number < next_ + ahead_; });
    if (given_up_) return {};
    waiting_.emplace(number, std::move(part));
    for (auto first = waiting_.begin(); first != waiting_.end() && first->first == next_;
         first = waiting_.erase(first), ++next_) {
      TRY(file_.append(first->second.deflated));
      member_.add(first->second);
    }
    moved_.notify_all();
    return {};
  }

  /// Somebody failed: whoever waits need not.
  void give_up() {
    const std::lock_guard lock(mutex_);
    given_up_ = true;
    moved_.notify_all();
  }

  [[nodiscard]] Bytes tail() const { return member_.tail(); }

 private:
  OutputFile& file_;
  const std::size_t ahead_;
  std::mutex mutex_;
  std::condition_variable moved_;
  std::map<std::size_t, GzipPart> waiting_;
  std::size_t next_ = 0;
  bool given_up_ = false;
  GzipMember member_;
};

/// Calls work(block) for every block, ascending, on all cores, each core with a `Worker` of its own.
template <typename Worker, typename MakeWorker>
Result<void> on_all_cores(std::size_t blocks, const Progress& progress, const MakeWorker& make_worker) {
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stop = false;
  const auto work = [&](Worker& worker) -> Result<void> {
    for (std::size_t block = next++; block < blocks && !stop; block = next++) {
      if (progress.cancelled()) return fail(ErrorCode::cancelled, "The writing was cancelled.");
      TRY(worker.take(block));
    }
    return {};
  };
  return parallel_for(std::min(parallel_width(), blocks), [&](std::size_t) -> Result<void> {
    Worker worker = TRY(make_worker());
    Result<void> outcome;
    try {
      outcome = work(worker);
    } catch (const std::bad_alloc&) {
      outcome = fail(ErrorCode::too_large, "too_large", "There is not enough memory to write this.");
    }
    if (!outcome) {
      stop = true;
      worker.give_up();
    }
    return outcome;
  });
}

struct PlainWorker {
  const Blocks& blocks;
  const OutputFile& file;
  std::uint64_t head_bytes;
  Bytes buffer{};

  Result<void> take(std::size_t block) {
    TRY(blocks.read(block, buffer));
    return file.write_at(head_bytes + blocks.offset(block), buffer);
  }
  void give_up() {}
};

struct GzipWorker {
  const Blocks& blocks;
  InOrder& parts;
  GzipCompressor compressor;
  Bytes buffer{};

  Result<void> take(std::size_t block) {
    TRY(blocks.read(block, buffer));
    return parts.put(block + 1, TRY(compressor.compress(buffer)));
  }
  void give_up() { parts.give_up(); }
};

}  // namespace

Result<void> write_plain(ByteView head, const VolumeForm& form, const VoxelSource& voxels, OutputFile& file,
                         const Progress& progress) {
  const Blocks blocks(form, voxels);
  TRY(file.reserve(head.size() + blocks.bytes()));
  TRY(file.write_at(0, head));
  return on_all_cores<PlainWorker>(blocks.count(), progress, [&]() -> Result<PlainWorker> {
    return PlainWorker{blocks, file, head.size()};
  });
}

Result<void> write_gzipped(ByteView head, const VolumeForm& form, const VoxelSource& voxels, OutputFile& file,
                           const Progress& progress) {
  const Blocks blocks(form, voxels);
  InOrder parts(file, 4 * parallel_width());
  TRY(file.append(GzipMember::head()));
  GzipCompressor first = TRY(GzipCompressor::create());
  TRY(parts.put(0, TRY(first.compress(head))));
  TRY(on_all_cores<GzipWorker>(blocks.count(), progress, [&]() -> Result<GzipWorker> {
    return GzipWorker{blocks, parts, TRY(GzipCompressor::create())};
  }));
  return file.append(parts.tail());
}

}  // namespace scanetrix
