// SPDX-License-Identifier: MIT

import Layers
import Tensors

/// The values of a model's parameters and buffers at one time.
struct ModelState {
  /// One of them, and how its value gets back.
  struct Entry {
    let path: String
    var value: Tensor
    let set: (Tensor) -> Void
  }

  var entries: [Entry]

  init(of model: some Module) {
    entries = model.parameters.map { named in
      Entry(path: named.path, value: named.parameter.value) { named.parameter.value = $0 }
    }
    entries += model.buffers.map { named in
      Entry(path: named.path, value: named.buffer.value) { named.buffer.value = $0 }
    }
  }

  /// Gives the model these values again.
  func restore() {
    for entry in entries { entry.set(entry.value) }
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
