// SPDX-License-Identifier: Apache-2.0
#include "walls/lock_down.h"

#include <unistd.h>

#include "walls/allowed_calls.h"
#include "walls/landlock.h"

namespace scanetrix {

Result<Walls> available_walls() {
  Walls walls{
      .call_filter = can_filter_calls(), .landlock = landlock_abi(), .own_root = TRY(available_root())};
  // Many hosts allow a user namespace by half; where Landlock stands, none is tried.
  if (walls.landlock > 0 && walls.own_root == OwnRoot::user_namespace) walls.own_root = OwnRoot::none;
  return walls;
}

Result<Walls> lock_down(const std::filesystem::path& folder, Work work) {
  const Walls walls = TRY(available_walls());
  if (walls.own_root != OwnRoot::none) TRY(enter_root(folder, walls.own_root));
  if (walls.own_root == OwnRoot::none && ::chdir(folder.c_str()) != 0)
    return fail(ErrorCode::unavailable, "the job's folder is not there");
  TRY(drop_capabilities());
  if (walls.landlock > 0) TRY(restrict_files("in", "out"));
  if (walls.call_filter) TRY(allow_only_calls_of(work));
  return walls;
}

}  // namespace scanetrix
