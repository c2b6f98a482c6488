// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// How the learning rate changes from step to step: a factor of the optimizer's own rate.
///
/// `ηₜ = η · schedule(t)`, with `t` counted from 0.
public struct Schedule: Sendable {
  private let factor: @Sendable (Int) -> Double

  /// Makes a schedule from the factor of each step, the first of which is step 0.
  public init(factor: @escaping @Sendable (Int) -> Double) { self.factor = factor }

  /// The factor in a step.
  public func callAsFunction(_ step: Int) -> Float { Float(factor(step)) }

  /// The same rate in every step.
  public static let constant = Schedule { _ in 1 }

  /// A rate that is multiplied by a factor each time that a number of steps has passed.
  ///
  /// `γ^⌊t / every⌋`
  public static func step(every count: Int, factor: Float) -> Schedule {
    require(count, "step")
    return Schedule { pow(Double(factor), Double($0 / count)) }
  }

  /// A rate that is multiplied by a factor after every step.
  ///
  /// `γᵗ`
  public static func exponential(factor: Float) -> Schedule {
    Schedule { pow(Double(factor), Double($0)) }
  }

  /// A rate that grows in equal parts to its full size and stays there.
  ///
  /// `min(1, (t+1) / warmUp)`
  public static func linearWarmUp(_ warmUp: Int) -> Schedule {
    require(warmUp, "linearWarmUp")
    return Schedule { Swift.min(1, Double($0 + 1) / Double(warmUp)) }
  }

  /// A rate that falls along half a cosine, after it has grown in equal parts if asked for.
  ///
  /// `f + (1−f) · ½(1 + cos πp)`, with the progress `p` from 0 at the end of the warm-up to 1 at the last step.
  ///
  /// - Paper: Loshchilov & Hutter (2016), *SGDR: Stochastic Gradient Descent with Warm Restarts*, arXiv:1608.03983.
  public static func cosine(steps: Int, warmUp: Int = 0, final: Float = 0) -> Schedule {
    require(steps, "cosine")
    if !(0..<steps).contains(warmUp) {
      fail("schedule: a warm-up of \(warmUp) of \(steps) steps leaves none for the cosine")
    }
    return Schedule { step in
      if step < warmUp { return Double(step + 1) / Double(warmUp) }
      return fall(from: 1, to: Double(final), progress(step, in: warmUp..<steps))
    }
  }

  /// A rate that grows in equal parts, then falls with the inverse square root of the step.
  ///
  /// `min(t' / w, √(w / t'))`, with `t' = t+1` and the warm-up `w`.
  ///
  /// - Paper: Vaswani et al. (2017), *Attention Is All You Need*, arXiv:1706.03762.
  /// - Differs: The largest factor is 1 here, so that the optimizer's rate is the largest one.
  public static func inverseSquareRoot(warmUp: Int) -> Schedule {
    require(warmUp, "inverseSquareRoot")
    return Schedule { step in
      let ratio = Double(step + 1) / Double(warmUp)
      return Swift.min(ratio, 1 / ratio.squareRoot())
    }
  }

  /// A rate that grows along half a cosine to its full size, then falls along another to almost nothing.
  ///
  /// - Paper: Smith & Topin (2017), *Super-Convergence: Very Fast Training of Neural Networks Using Large Learning
  ///   Rates*, arXiv:1708.07120.
  /// - Differs: The momentum stays as it is.
  public static func oneCycle(
    steps: Int, rising: Float = 0.3, initial: Float = 0.04, final: Float = 4e-6
  ) -> Schedule {
    require(steps, "oneCycle")
    if !(0..<1).contains(rising) { fail("schedule: a rising part of \(rising) is not in 0..<1") }
    let last = Double(Swift.max(steps - 1, 1))
    let peak = Swift.min(Swift.max(Double(rising) * Double(steps) - 1, 0), last)
    return Schedule { step in
      let step = Double(step)
      return step < peak
        ? fall(from: Double(initial), to: 1, step / peak)
        : fall(from: 1, to: Double(final), Swift.min((step - peak) / Swift.max(last - peak, 1), 1))
    }
  }

  /// How much of a range of steps is over: 0 in its first step, 1 in its last one and later.
  private static func progress(_ step: Int, in range: Range<Int>) -> Double {
    let whole = Double(Swift.max(range.count - 1, 1))
    return Swift.min(Double(step - range.lowerBound) / whole, 1)
  }

  /// Half a cosine between two values.
  private static func fall(from first: Double, to last: Double, _ progress: Double) -> Double {
    last + (first - last) * (1 + cos(.pi * progress)) / 2
  }

  private static func require(_ count: Int, _ name: String) {
    if count < 1 { fail("schedule: \(name) over \(count) steps") }
  }
}
