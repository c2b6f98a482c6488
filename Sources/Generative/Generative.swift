// SPDX-License-Identifier: MIT
@_exported public import Datasets
@_exported public import Display
@_exported public import Figures
@_exported public import Tensors
