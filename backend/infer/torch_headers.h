// SPDX-License-Identifier: Apache-2.0
// Precompiled: the one header of libtorch's that is used, which takes longer to read than all of ours.
#pragma once

#include <torch/torch.h>
