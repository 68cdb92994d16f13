// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ingest/ingest.h"

namespace scanetrix {

/// Files and folders of the command line, folders walked to the bottom, in a steady order. Names are relative
/// to the folder's parent, so that a folder keeps its own name. \error not_found  Names what is not there.
Result<std::vector<SourceFile>> collect_files(const std::vector<std::string>& inputs);

}  // namespace scanetrix
