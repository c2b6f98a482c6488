// SPDX-License-Identifier: MIT

public import Layers
import Tensors

/// What an optimizer remembers of each parameter: how often it was updated, and running means of its gradients.
public struct OptimizerMemory {
  /// The memory of one parameter.
  struct Entry {
    /// Kept, so that no other parameter can come to have its identity.
    let parameter: Parameter
    var stepCount = 0
    var first: Tensor
    var second: Tensor
  }

  private var entries: [ObjectIdentifier: Entry] = [:]

  /// Makes a memory in which nothing is.
  public init() {}

  /// How often a parameter was updated.
  public func stepCount(of parameter: Parameter) -> Int { self[parameter]?.stepCount ?? 0 }

  subscript(parameter: Parameter) -> Entry? {
    get { entries[ObjectIdentifier(parameter)] }
    set { entries[ObjectIdentifier(parameter)] = newValue }
  }

  /// Lets the body change each parameter and its entry in place, whose tensors begin as zeros.
  mutating func update(
    _ parameters: [NamedParameter], with gradients: [Tensor], tensorCount: Int,
    _ body: (inout Tensor, Tensor, inout Entry) -> Void
  ) {
    if parameters.count != gradients.count {
      fail("optimizer: \(gradients.count) gradients for \(parameters.count) parameters")
    }
    for (named, gradient) in zip(parameters, gradients) {
      let (parameter, shape) = (named.parameter, named.parameter.value.shape)
      if gradient.shape != shape {
        fail("optimizer: \(named.path): a gradient of \(gradient.shape) for a value of \(shape)")
      }
      let identity = ObjectIdentifier(parameter)
      body(
        &parameter.value, gradient,
        &entries[identity, default: Entry(parameter, shape, tensorCount: tensorCount)])
    }
  }
}

extension OptimizerMemory.Entry {
  /// The memory of a parameter that was never updated.
  init(_ parameter: Parameter, _ shape: Shape, tensorCount: Int) {
    self.init(
      parameter: parameter, first: .zeros(tensorCount > 0 ? shape : [0]),
      second: .zeros(tensorCount > 1 ? shape : [0]))
  }
}
