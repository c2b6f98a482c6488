// SPDX-License-Identifier: MIT

import Tensors
import Testing

@Suite("Functions of single numbers") struct ScalarFunctionLaws {
  @Test("Whole and fractional literals give the values of the tables") func values() {
    #expect(exp(1) == 2.718281828459045)
    #expect(log(10.0) == 2.302585092994046)
    #expect(log2(8) == 3)
    #expect(sqrt(2) == 1.4142135623730951)
    #expect(pow(2, 10) == 1024)
    #expect(sin(0) == 0 && cos(0.0) == 1 && tanh(0) == 0)
  }

  @Test("Float gives Float, rounded once") func single() {
    let x: Float = 0.1
    #expect(exp(x) == Float(1.1051709196442204))
    #expect(sqrt(x) == x.squareRoot())
  }
}
