// SPDX-License-Identifier: Apache-2.0
#include "serve/file_grants.h"

namespace scanetrix {
namespace {

constexpr auto kLifetime = std::chrono::seconds(1);
constexpr std::size_t kMost = 64;  // Each holds a file open.

}  // namespace

std::shared_ptr<const ServedFile> FileGrants::find(const std::string& user_id, const std::string& path,
                                                   Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  const auto grant = grants_.find(Key(user_id, path));
  return grant != grants_.end() && now < grant->second.until ? grant->second.file : nullptr;
}

void FileGrants::keep(const std::string& user_id, const std::string& path,
                      std::shared_ptr<const ServedFile> file, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(grants_, [&](const auto& grant) { return grant.second.until <= now; });
  if (grants_.size() < kMost)
    grants_.insert_or_assign(Key(user_id, path), Grant{std::move(file), now + kLifetime});
}

void FileGrants::forget_all() {
  const std::lock_guard lock(mutex_);
  grants_.clear();
}

}  // namespace scanetrix
