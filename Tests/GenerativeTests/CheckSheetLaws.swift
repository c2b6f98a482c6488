// SPDX-License-Identifier: MIT

import Testing

@testable import Generative

@Suite("The check sheet of a lab") struct CheckSheetLaws {
  @Test("A law that holds is noted, and the report passes") func holds() throws {
    var checks = CheckSheet()
    checks.expect("MX-01", "weights sum to 1", true, "1")
    checks.expectClose("MX-02", "half", 0.5001, 0.5, tolerance: 0.001)
    try checks.report()
    #expect(checks.entries.map(\.holds) == [true, true])
  }

  @Test("A law that fails makes the report an error that names it, after all were noted")
  func fails() {
    var checks = CheckSheet()
    checks.expectClose("MX-02", "half", Float.nan, 0.5, tolerance: 0.001)
    checks.expect("MX-03", "never falls", false, "−2")
    checks.expect("MX-04", "positive", true)
    let error = #expect(throws: CheckFailure.self) { try checks.report() }
    #expect(error?.description == "2 checks fail: MX-02 half; MX-03 never falls")
  }

  @Test("A cell that is run again replaces what it noted") func again() throws {
    var checks = CheckSheet()
    checks.expect("MX-03", "never falls", false)
    checks.expect("MX-03", "never falls", true)
    checks.measure("mixture", 1.5, unit: "nats", reference: "1", source: "paper")
    checks.measure("mixture", Float(0.75), unit: "nats", reference: "1", source: "paper")
    try checks.report()
    #expect(checks.numbers.map(\.measured) == ["0.75 nats"])
  }

  @Test("Long numbers of a finding are rounded, short ones and words stay") func rounded() {
    var checks = CheckSheet()
    checks.expect("A-01", "a", true, "from -2.0816681711721685e-17 to 49.123456, 0.5 of 1234567")
    #expect(checks.entries[0].finding == "from −2.0817e-17 to 49.123, 0.5 of 1234567")
  }

  @Test("A sheet without checks is an error") func empty() {
    #expect(throws: CheckFailure.self) { try CheckSheet().report() }
  }
}

@Suite("The profile of a notebook") struct ProfileLaws {
  @Test("The variable decides, then nbgrader, then the profile is full") func choice() {
    #expect(Profile(named: nil, isGraded: false) == .full)
    #expect(Profile(named: nil, isGraded: true) == .quick)
    #expect(Profile(named: "full", isGraded: true) == .full)
    #expect(Profile(named: "quick", isGraded: false)(quick: 1, full: 2) == 1)
  }

  @Test("Any other value is refused with a remedy") func refused() async {
    await #expect(processExitsWith: .failure) { _ = Profile(named: "fast", isGraded: false) }
  }
}
