// SPDX-License-Identifier: MIT

import Foundation
import Tensors
import Testing

@Suite("Functions beside another library's") struct ForeignFunctionLaws {
  @Test("Calls stay clear where the C library's functions are imported too") func clear() {
    let (single, double): (Float, Double) = (2, 2)
    #expect(exp(single) == 7.389056 && exp(double) == 7.38905609893065)
    #expect(sqrt(double) == 2.0.squareRoot() && pow(double, 3) == 8 && pow(single, 3) == 8)
    #expect(log(Tensor([1])).scalars == [0] && log2(single) == 1 && sqrt(single) == sqrt(2))
  }
}
