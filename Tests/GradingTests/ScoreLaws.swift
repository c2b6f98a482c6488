// SPDX-License-Identifier: MIT

import Tensors
import Testing

@testable import Grading

@Suite("Points of graded cells") struct ScoreLaws {
  @Test("Whatever is computed, the points lie between 0 and the maximum")
  func bounds() {
    for points in [-1, 0, 0.5, 2, 3, 7, .infinity, -.infinity, .nan] {
      let result = score(points, of: 2)
      #expect((0...2).contains(result))
      if (0...2).contains(points) { #expect(result == points) }
    }
    #expect(score(.nan, of: 2) == 0)
  }

  @Test("Parts earn their points alone, and tenths add up to the maximum") func parts() {
    var sheet = ScoreSheet()
    for _ in 0..<10 { sheet.part("a tenth", 0.1) {} }
    #expect(sheet.score == 1 && sheet.maximum == 1)
    sheet.part("wrong", 2) { try expect(false, "No.") }
    sheet.part("right", 0.5) { try expectEqual(1, 1) }
    #expect(sheet.score == 1.5 && sheet.maximum == 3.5)
    #expect(sheet.parts.map(\.earned).suffix(2) == [0, 0.5])
  }

  @Test("An empty sheet has no points") func empty() { #expect(ScoreSheet().score == 0) }

  @Test("Points without a meaning trap") func nonsense() async {
    await #expect(processExitsWith: .failure) { _ = score(1, of: 0) }
    await #expect(processExitsWith: .failure) {
      var sheet = ScoreSheet()
      sheet.part("negative", -1) {}
    }
  }

  @Test("An answer that is not written yet ends the computation") func open() async {
    await #expect(processExitsWith: .failure) { notImplemented() }
  }
}
