// SPDX-License-Identifier: MIT

import Layers
import Tensors

extension Autoencoder {
  /// Makes an autoencoder of square pictures from convolutions with stride 2 and their transposes.
  ///
  /// Each convolution halves the picture and each transposed one doubles it: 28 → 14 → 7 → code → 7 → 14 → 28.
  ///
  /// - Parameters:
  ///   - side: The number of rows and of columns.
  ///   - channels: The channels after each convolution.
  ///   - codeSize: The size of the code, which an affine map reads from the last channels.
  /// - Shapes: pictures `[batch, side²]`, as those of an autoencoder without convolutions.
  /// - Requires: A side that can be halved as often as there are convolutions.
  /// - Paper: Masci, Meier, Cireşan & Schmidhuber (2011), *Stacked Convolutional Auto-Encoders for Hierarchical Feature
  ///   Extraction*.
  /// - Differs: Strides in place of max pooling and smooth rectified units, as is usual today.
  public static func convolutional(
    side: Int = 28, channels: [Int] = [16, 32], codeSize: Int,
    range: ReconstructionRange = .unit, error: ReconstructionError = .squared,
    using rng: inout some RandomNumberGenerator
  ) -> Autoencoder {
    let reduced = side >> channels.count
    guard let last = channels.last, reduced > 0, reduced << channels.count == side else {
      fail("Autoencoder: \(channels.count) convolutions cannot halve \(side) rows each time")
    }
    let area = last * reduced * reduced
    let sizes = Array(zip([1] + channels, channels))
    return Autoencoder(
      encoder: Sequential {
        Reshape(to: [1, side, side])
        for (inner, outer) in sizes {
          Conv2D(
            inner, outer, kernelSize: 3, stride: 2, padding: 1, initializer: .heUniform, using: &rng
          )
          SiLU()
        }
        Flatten()
        Linear(area, codeSize, initializer: .heUniform, using: &rng)
      },
      decoder: Sequential {
        Linear(codeSize, area, initializer: .heUniform, using: &rng)
        Reshape(to: [last, reduced, reduced])
        for (inner, outer) in sizes.reversed() {
          SiLU()
          ConvTranspose2D(
            outer, inner, kernelSize: 3, stride: 2, padding: 1, outputPadding: 1,
            initializer: .heUniform, using: &rng)
        }
        Flatten()
      },
      range: range, error: error)
  }
}
