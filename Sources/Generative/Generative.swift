// SPDX-License-Identifier: MIT
@_exported public import Datasets
@_exported public import Display
@_exported public import Distributions
@_exported public import Evaluation
@_exported public import Figures
@_exported public import Grading
@_exported public import Layers
@_exported public import Learning
@_exported public import Models
@_exported public import Tensors
@_exported public import Widgets
