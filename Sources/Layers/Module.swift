// SPDX-License-Identifier: MIT

public import Tensors

/// A model or a part of one: a struct whose stored properties are parameters, buffers and other modules.
///
/// Parameters are found by walking the stored properties, arrays, optionals, tuples and classes included. One in a
/// dictionary traps, because its order is not fixed. One that only a closure or an unused lazy property holds cannot be
/// found: training would leave it as it is. Copies of a module share their parameters.
public protocol Module {}

/// A parameter and the path of property names that leads to it, such as `encoder.layers.0.weight`.
public struct NamedParameter {
  /// The names from the module down to the parameter, joined by dots.
  public let path: String
  /// The parameter.
  public let parameter: Parameter
}

/// A buffer and the path of property names that leads to it.
public struct NamedBuffer {
  /// The names from the module down to the buffer, joined by dots.
  public let path: String
  /// The buffer.
  public let buffer: Buffer
}

extension Module {
  /// The parameters in the order of their declaration; one that is used twice counts once, under its first path.
  public var parameters: [NamedParameter] {
    leaves { if case .parameter(let leaf) = $0 { leaf } else { nil } }
      .map { NamedParameter(path: $0, parameter: $1) }
  }

  /// The buffers in the order of their declaration.
  public var buffers: [NamedBuffer] {
    leaves { if case .buffer(let leaf) = $0 { leaf } else { nil } }
      .map { NamedBuffer(path: $0, buffer: $1) }
  }

  /// The number of scalars in all parameters.
  public var parameterCount: Int {
    parameters.reduce(0) { $0 + $1.parameter.value.elementCount }
  }

  private func leaves<Leaf: AnyObject>(
    _ leaf: @escaping (ModulePart) -> Leaf?
  ) -> [(String, Leaf)] {
    var (found, seen) = ([(String, Leaf)](), Set<ObjectIdentifier>())
    ModuleWalk.visit(self) { part, path, _ in
      guard let leaf = leaf(part), seen.insert(ObjectIdentifier(leaf)).inserted else { return }
      found.append((path, leaf))
    }
    return found
  }
}

/// The value of a loss and its gradient at each of a model's parameters, in the order of `parameters`.
///
/// - Requires: A loss that holds one number.
public func valueWithGradients(
  at parameters: [NamedParameter], of loss: () throws -> Tensor
) rethrows -> (value: Tensor, gradients: [Tensor]) {
  try valueWithGradients(at: parameters.map(\.parameter), of: loss)
}
