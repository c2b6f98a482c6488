// SPDX-License-Identifier: MIT

extension Tensor {
  /// The logarithms of independent gamma variables with rate 1, with the gradient that their samples have.
  ///
  /// The variable moves with its concentration so that its rank stays: `dx/da = −(∂P(a, x)/∂a) / p(x)`.
  ///
  /// - Requires: Positive concentrations, and no second derivative with respect to them.
  /// - Paper: Figurnov, Mohamed & Mnih (2018), *Implicit Reparameterization Gradients*, arXiv:1805.08498.
  package static func logGammaVariables(
    concentration: Tensor, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    let constant = concentration.detached()
    if let wrong = constant.withScalars({ $0.first { !($0 > 0 && $0.isFinite) } }) {
      fail("gamma: \(wrong) is not a positive concentration")
    }
    let variables = Tensor(shape: constant.shape) { result in
      constant.withScalars { FamilyKernel.fillLogGamma(result, $0, using: &rng) }
    }
    return variables.traced(from: concentration) { cotangent in
      let slopes = Self.gammaSlopes(constant, logVariables: variables)
      let once = slopes.traced(from: concentration) { _ in
        fail("gamma: samples have no second derivative with respect to the concentration")
      }
      return cotangent * once
    }
  }

  private static func gammaSlopes(_ concentration: Tensor, logVariables: Tensor) -> Tensor {
    Tensor(shape: concentration.shape) { slopes in
      concentration.withScalars { a in
        logVariables.withScalars { logX in
          Elementwise.forEachRange(of: slopes.count, blockSize: 256) { range in
            for index in range {
              let slope = GammaKernel.slope(Double(a[index]), logVariable: Double(logX[index]))
              slopes[index] = Float(slope)
            }
          }
        }
      }
    }
  }
}
