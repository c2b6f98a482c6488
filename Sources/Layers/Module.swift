// SPDX-License-Identifier: MIT

public import Tensors

/// A model or a part of one: a struct whose stored properties are parameters, buffers and other modules.
///
/// Parameters are found by walking the stored properties, arrays and optionals included; none may hide in a closure, a
/// dictionary or a lazy property. Copies of a module share their parameters.
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
    leaves(Parameter.self).map { NamedParameter(path: $0, parameter: $1) }
  }

  /// The buffers in the order of their declaration.
  public var buffers: [NamedBuffer] {
    leaves(Buffer.self).map { NamedBuffer(path: $0, buffer: $1) }
  }

  /// The number of scalars in all parameters.
  public var parameterCount: Int {
    parameters.reduce(0) { $0 + $1.parameter.value.elementCount }
  }

  private func leaves<Leaf: AnyObject>(_ kind: Leaf.Type) -> [(String, Leaf)] {
    var (found, seen) = ([(String, Leaf)](), Set<ObjectIdentifier>())
    visitLeaves(of: self, at: "") { path, leaf in
      guard let leaf = leaf as? Leaf, seen.insert(ObjectIdentifier(leaf)).inserted else { return }
      found.append((path, leaf))
    }
    return found
  }
}

/// Calls the body with each parameter and buffer inside a value.
private func visitLeaves(of value: Any, at path: String, _ body: (String, AnyObject) -> Void) {
  switch value {
  case let leaf as Parameter: return body(path, leaf)
  case let leaf as Buffer: return body(path, leaf)
  // A tensor has no leaves, and its storage is none of this walk's business.
  case is Tensor: return
  default: break
  }
  let mirror = Mirror(reflecting: value)
  if mirror.displayStyle == .optional {
    if let wrapped = mirror.children.first { visitLeaves(of: wrapped.value, at: path, body) }
    return
  }
  for (index, child) in mirror.children.enumerated() {
    // A property wrapper's storage is named after the property, behind an underscore.
    let name = child.label.map { $0.hasPrefix("_") ? String($0.dropFirst()) : $0 } ?? "\(index)"
    visitLeaves(of: child.value, at: path.isEmpty ? name : "\(path).\(name)", body)
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
