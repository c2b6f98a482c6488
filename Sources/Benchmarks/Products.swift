// SPDX-License-Identifier: MIT

import Tensors

extension Workload {
  /// Matrix products as models meet them: sizes m × k × n, and which factor lies transposed in memory.
  static let products: [Workload] = [
    product("gemm_512x784x500", 512, 784, 500),
    product("gemm_1024", 1024, 1024, 1024),
    product("gemm_2048", 2048, 2048, 2048),
    product("gemm_100x784x500_NN", 100, 784, 500),
    product("gemm_100x500x784_NT", 100, 500, 784),
    product("gemm_784x100x500_TN", 784, 100, 500),
    product("gemm_128x784x400_NT", 128, 784, 400),
    product("gemm_128x400x20_NT", 128, 400, 20),
    product("gemm_512x128x128_NT", 512, 128, 128),
  ]

  private static func product(_ name: String, _ m: Int, _ k: Int, _ n: Int) -> Workload {
    Workload(name: name, batchSize: 1, parameterCount: 0, productOperations: 2 * m * n * k) {
      var rng = PCG32(seed: 0)
      let isLeftTransposed = name.hasSuffix("TN")
      let isRightTransposed = name.hasSuffix("NT")
      let a = Tensor.uniform(isLeftTransposed ? [k, m] : [m, k], using: &rng)
      let b = Tensor.uniform(isRightTransposed ? [n, k] : [k, n], using: &rng)
      return Prepared(parameterCount: 0) {
        _ = Tensors.product(
          a, isTransposed: isLeftTransposed, b, isTransposed: isRightTransposed)
        return nil
      }
    }
  }
}
