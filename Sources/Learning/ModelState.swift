// SPDX-License-Identifier: MIT

import Layers
import Tensors

/// The values of a model's parameters and buffers at one time.
struct ModelState {
  private let parameters: [(leaf: Parameter, value: Tensor)]
  private let buffers: BufferState

  init(of model: some Module) {
    parameters = model.parameters.map { ($0.parameter, $0.parameter.value) }
    buffers = BufferState(of: model.buffers)
  }

  /// Gives the model these values again.
  func restore() {
    for (leaf, value) in parameters { leaf.value = value }
    buffers.restore()
  }
}

/// The values of a model's buffers at one time.
struct BufferState {
  private let buffers: [(leaf: Buffer, value: Tensor)]

  init(of buffers: [NamedBuffer]) { self.buffers = buffers.map { ($0.buffer, $0.buffer.value) } }

  /// Gives the buffers these values again.
  func restore() {
    for (leaf, value) in buffers { leaf.value = value }
  }
}
