// SPDX-License-Identifier: MIT

public import Display
public import Grading

/// The laws and numbers that a lab has verified, each under the identifier of its row in the course's plan.
///
/// A lab collects them where they arise and reports them in its last cell.
public struct CheckSheet: Sendable {
  /// A law, and whether it held.
  public struct Entry: Sendable, Equatable {
    /// The row of the course's plan, such as `MX-03`.
    public let id: String
    /// What must hold.
    public let law: String
    /// What was found.
    public let finding: String
    /// Whether the law held.
    public let holds: Bool
  }

  /// A number of a model beside the one that it should come near to.
  public struct Number: Sendable, Equatable {
    /// What was measured, of which model.
    public let model: String
    /// What came out.
    public let measured: String
    /// What should come out.
    public let reference: String
    /// Where the reference is from.
    public let source: String
  }

  /// The laws in the order in which they were verified first.
  public private(set) var entries: [Entry] = []
  /// The numbers in the order in which they were measured first.
  public private(set) var numbers: [Number] = []

  /// Makes an empty sheet.
  public init() {}

  /// Notes whether a law holds; a cell that is run again replaces what it noted before.
  ///
  /// - Parameters:
  ///   - id: The row of the course's plan.
  ///   - law: What must hold, in words.
  ///   - condition: Whether it does.
  ///   - finding: The number that tells.
  public mutating func expect(
    _ id: String, _ law: String, _ condition: Bool, _ finding: @autoclosure () -> String = ""
  ) {
    let entry = Entry(id: id, law: law, finding: Self.rounded(finding()), holds: condition)
    if let place = entries.firstIndex(where: { $0.id == id && $0.law == law }) {
      entries[place] = entry
    } else {
      entries.append(entry)
    }
  }

  /// Notes whether a number is near enough to what it must be.
  public mutating func expectClose(
    _ id: String, _ law: String, _ actual: Double, _ expected: Double, tolerance: Double
  ) {
    expect(
      id, law, (actual - expected).magnitude <= tolerance,
      "\(Self.text(actual)), expected \(Self.text(expected)) ± \(Self.text(tolerance))")
  }

  /// Notes whether a number is near enough to what it must be.
  public mutating func expectClose(
    _ id: String, _ law: String, _ actual: Float, _ expected: Float, tolerance: Float
  ) {
    expectClose(id, law, Double(actual), Double(expected), tolerance: Double(tolerance))
  }

  /// Notes a number of a model beside its reference; a cell that is run again replaces what it noted before.
  public mutating func measure(
    _ model: String, _ measured: Double, unit: String = "", reference: String, source: String
  ) {
    let text = Self.text(measured) + (unit.isEmpty ? "" : " \(unit)")
    let number = Number(model: model, measured: text, reference: reference, source: source)
    if let place = numbers.firstIndex(where: { $0.model == model }) {
      numbers[place] = number
    } else {
      numbers.append(number)
    }
  }

  /// Notes a number of a model beside its reference; a cell that is run again replaces what it noted before.
  public mutating func measure(
    _ model: String, _ measured: Float, unit: String = "", reference: String, source: String
  ) {
    measure(model, Double(measured), unit: unit, reference: reference, source: source)
  }

  /// The numbers as a table.
  public var numberTable: Table { Table(numbers) }

  /// Prints a line for each law and the total.
  ///
  /// - Throws: `CheckFailure` where a law does not hold, or none was verified.
  public func report() throws(CheckFailure) {
    for entry in entries {
      let finding = entry.finding.isEmpty ? "" : ": \(entry.finding)"
      print("\(entry.holds ? "PASS" : "FAIL") \(entry.id)  \(entry.law)\(finding)")
    }
    let broken = entries.filter { !$0.holds }
    print("\(entries.count - broken.count) of \(entries.count) checks pass")
    if entries.isEmpty { throw CheckFailure("no check was run") }
    if !broken.isEmpty {
      let list = broken.map { "\($0.id) \($0.law)" }.joined(separator: "; ")
      let count = broken.count == 1 ? "1 check fails" : "\(broken.count) checks fail"
      throw CheckFailure("\(count): \(list)")
    }
  }

  /// The text with its long numbers cut to what a reader compares.
  private static func rounded(_ text: String) -> String {
    text.replacing(/[-−]?\d+\.\d{5,}(?:e[-+]?\d+)?/) { match in
      Double(match.output.replacing("−", with: "-")).map { Self.text($0) } ?? String(match.output)
    }
  }

  private static func text(_ number: Double) -> String { NumberText.significant(number, digits: 5) }
}
