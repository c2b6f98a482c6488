// SPDX-License-Identifier: MIT

import CKernels
import Glibc
import Testing

@testable import Tensors

/// The functions that vector loops compute, each with the same function in Double and the error it may have.
///
/// The bounds were found with every seventh Float between 2⁻³⁰ and 2¹¹ in magnitude and every 61st elsewhere.
enum VectorFunction: String, CaseIterable, Sendable {
  case exp, expm1, log, log1p, tanh, erf, sin, cos, sqrt, sigmoid, softplus, silu, gelu

  func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .exp: Tensors.exp(x)
    case .expm1: Tensors.expm1(x)
    case .log: Tensors.log(x)
    case .log1p: Tensors.log1p(x)
    case .tanh: Tensors.tanh(x)
    case .erf: Tensors.erf(x)
    case .sin: Tensors.sin(x)
    case .cos: Tensors.cos(x)
    case .sqrt: Tensors.sqrt(x)
    case .sigmoid: Tensors.sigmoid(x)
    case .softplus: Tensors.softplus(x)
    case .silu: Tensors.silu(x)
    case .gelu: Tensors.gelu(x)
    }
  }

  func reference(_ x: Double) -> Double {
    switch self {
    case .exp: Glibc.exp(x)
    case .expm1: Glibc.expm1(x)
    case .log: Glibc.log(x)
    case .log1p: Glibc.log1p(x)
    case .tanh: Glibc.tanh(x)
    case .erf: Glibc.erf(x)
    case .sin: Glibc.sin(x)
    case .cos: Glibc.cos(x)
    case .sqrt: x.squareRoot()
    case .sigmoid: 1 / (1 + Glibc.exp(-x))
    case .softplus: max(x, 0) + Glibc.log1p(Glibc.exp(-x.magnitude))
    case .silu: x == -.infinity ? -0.0 : x / (1 + Glibc.exp(-x))
    case .gelu: x == -.infinity ? -0.0 : 0.5 * x * Glibc.erfc(-x / 2.0.squareRoot())
    }
  }

  /// The greatest error in units of the last place.
  var bound: Double {
    switch self {
    case .sqrt: 0.5
    case .sigmoid: 2.5
    case .silu: 3.5
    case .gelu: 5.5
    default: 2
    }
  }

  func loop(_ loops: vector_loops) -> vector_map {
    switch self {
    case .exp: loops.exp
    case .expm1: loops.expm1
    case .log: loops.log
    case .log1p: loops.log1p
    case .tanh: loops.tanh
    case .erf: loops.erf
    case .sin: loops.sin
    case .cos: loops.cos
    case .sqrt: loops.sqrt
    case .sigmoid: loops.sigmoid
    case .softplus: loops.softplus
    case .silu: loops.silu
    case .gelu: loops.gelu
    }
  }
}

@Suite("Vector functions") struct VectorFunctionLaws {
  /// Floats of all magnitudes and both signs: every so many bit patterns, and the edges.
  static let samples: [Float] = {
    let patterns = stride(from: UInt32(0), to: .max - 2_000_003, by: 2_000_003)
    let edges: [Float] = [
      0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
      .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1, -1,
      88.72283, 88.722846, -87.33655, -103.27893, -103.97209, 0.625, -0.625, 17, -17, 15, -15,
    ]
    return patterns.map { Float(bitPattern: $0) } + edges
  }()

  @Test("Each is right to a few units in the last place", arguments: VectorFunction.allCases)
  func accuracy(_ function: VectorFunction) {
    let results = function(Tensor(Self.samples)).scalars
    var (worst, at) = (0.0, Float(0))
    for (x, y) in zip(Self.samples, results) {
      let error = Self.error(of: y, to: function.reference(Double(x)))
      if error > worst { (worst, at) = (error, x) }
    }
    #expect(worst <= function.bound, "\(function.rawValue)(\(at)) is \(worst) ulp off")
  }

  @Test("Each gives the same bits with every instruction set", arguments: VectorFunction.allCases)
  func sameBits(_ function: VectorFunction) {
    let reference = Self.bits(of: function, set: 0)
    for set: Int32 in [1, 2] {
      if let bits = Self.bits(of: function, set: set) { #expect(bits == reference, "set \(set)") }
    }
  }

  @Test(
    "The place of a scalar in a tensor does not change its bits", arguments: VectorFunction.allCases
  )
  func samePlaces(_ function: VectorFunction) {
    let x = sample([67])
    let whole = function(x).scalars.map(\.bitPattern)
    for count in [1, 2, 15, 16, 17, 33] {
      #expect(function(x[..<count]).scalars.map(\.bitPattern) == Array(whole[..<count]))
      let end = function(x[(67 - count)...]).scalars.map(\.bitPattern)
      #expect(end == Array(whole[(67 - count)...]))
    }
  }

  private static func bits(of function: VectorFunction, set: Int32) -> [UInt32]? {
    guard let loops = vector_loops_for(set)?.pointee else { return nil }
    let count = samples.count
    let results = [Float](unsafeUninitializedCapacity: count) { results, initializedCount in
      samples.withUnsafeBufferPointer { samples in
        if let x = samples.baseAddress, let y = results.baseAddress {
          function.loop(loops)(x, y, count, 0, 0)
        }
      }
      initializedCount = count
    }
    return results.map { $0.isNaN ? 0x7fc0_0000 : $0.bitPattern }
  }

  /// The error in units of the last place of the exact value, those of the least normal number for smaller ones.
  private static func error(of value: Float, to exact: Double) -> Double {
    let rounded = Float(exact)
    if rounded.isNaN || value.isNaN { return rounded.isNaN == value.isNaN ? 0 : .infinity }
    if value == rounded { return value.sign == rounded.sign ? 0 : .infinity }
    // One rounding apart at the border to infinity.
    let limit = Double(Float.greatestFiniteMagnitude)
    if rounded.isInfinite || value.isInfinite {
      return exact.magnitude > limit * 0.999_999 ? 1 : .infinity
    }
    let exponent = Swift.max(exact.magnitude == 0 ? -126 : Int(exact.exponent), -126)
    return (Double(value) - exact).magnitude / Glibc.exp2(Double(exponent - 23))
  }
}
