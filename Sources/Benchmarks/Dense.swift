// SPDX-License-Identifier: MIT

import Layers
import Learning
import Models
import Tensors

extension Workload {
  static let denseModels: [Workload] = []
  static let convolutionalModels: [Workload] = []
  static let flows: [Workload] = []
  static let diffusionModels: [Workload] = []
}
