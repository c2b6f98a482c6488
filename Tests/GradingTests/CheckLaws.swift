// SPDX-License-Identifier: MIT

import Datasets
import Tensors
import Testing

@testable import Grading

@Suite("Checks of exercises") struct CheckLaws {
  @Test("A right answer passes") func right() throws {
    try check("sum", 4) { answer in try expect(answer == 4, "Add the two numbers.") }
  }

  @Test("A wrong answer is an error that names the exercise and gives the hint") func wrong() {
    let error = #expect(throws: CheckFailure.self) {
      try check("sum", 5) { answer in try expect(answer == 4, "Add the two numbers.") }
    }
    #expect(error?.description == "✗ sum: Add the two numbers.")
  }

  @Test("An open answer is reported, and is an error only where it is graded") func open() throws {
    let answer: Int? = nil
    try check("sum", answer, isGraded: false) { _ in Issue.record("there is nothing to check") }
    #expect(throws: CheckFailure.self) { try check("sum", answer, isGraded: true) { _ in } }
  }

  @Test("An error of the answer's own code is passed on") func otherErrors() {
    #expect(throws: DatasetError.self) {
      try check("file", 1) { _ in throw DatasetError.unreadable(path: "a", reason: "b") }
    }
  }

  @Test("Numbers are compared with a tolerance, and the side is named") func numbers() throws {
    try expectClose(Float(0.5), 0.5004, tolerance: 0.001)
    let small = #expect(throws: CheckFailure.self) {
      try expectClose(Float(0.4), 0.5, tolerance: 0.001, "Divide by N.")
    }
    #expect(small?.description == "0.4 is too small. Divide by N.")
    #expect(throws: CheckFailure.self) { try expectClose(Float.nan, 0.5, tolerance: 1) }
  }

  @Test("Tensors are compared by shape, then by element") func tensors() throws {
    let x = Tensor([[1, 2], [3, 4]])
    try expectClose(x, x + 1e-4, tolerance: 1e-3)
    let shape = #expect(throws: CheckFailure.self) {
      try expectClose(x, x.flattened(), tolerance: 1)
    }
    #expect(shape?.description == "the shape is [2, 2], it should be [4]")
    let element = #expect(throws: CheckFailure.self) {
      try expectClose(x, Tensor([[1, 2], [0, 4]]), tolerance: 0.1)
    }
    #expect(element?.description == "element [1, 0] is 3.0, which is too large")
    #expect(throws: CheckFailure.self) {
      try expectClose(Tensor([.nan, 1]), Tensor([1, 1]), tolerance: 0.1)
    }
  }
}
