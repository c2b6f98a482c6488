// SPDX-License-Identifier: MIT

public import Tensors

/// A tensor that training changes; in a model it reads as the tensor itself.
///
/// Copies of a model share their parameters, because a parameter is an object.
@propertyWrapper
public final class Parameter: DifferentiableLeaf {
  package var value: Tensor

  /// Makes a parameter with its first value.
  public init(wrappedValue: Tensor) { value = wrappedValue }

  /// The tensor that the model computes with.
  public var wrappedValue: Tensor {
    get { value }
    set {
      if newValue.shape != value.shape {
        fail("parameter: a value of shape \(newValue.shape) for one of shape \(value.shape)")
      }
      value = newValue
    }
  }

  /// The parameter itself, written `$weight`.
  public var projectedValue: Parameter { self }
}

/// A tensor that belongs to a model's state but has no gradient, such as running statistics.
@propertyWrapper
public final class Buffer {
  package var value: Tensor

  /// Makes a buffer with its first value.
  public init(wrappedValue: Tensor) { value = wrappedValue }

  /// The tensor that the model computes with.
  public var wrappedValue: Tensor {
    get { value }
    set {
      if newValue.shape != value.shape {
        fail("buffer: a value of shape \(newValue.shape) for one of shape \(value.shape)")
      }
      value = newValue.detached()
    }
  }

  /// The buffer itself, written `$mean`.
  public var projectedValue: Buffer { self }
}
