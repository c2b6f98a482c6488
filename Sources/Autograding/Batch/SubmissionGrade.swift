// SPDX-License-Identifier: MIT
package import Notebooks

/// What became of a submission.
package struct SubmissionGrade: Sendable, Equatable {
  /// How the grading ended.
  package enum Status: String, Sendable {
    /// All cells were run, or time enough was given to each.
    case graded
    /// The whole notebook's time was used up; cells that did not run earned nothing.
    case timeout
    /// It used too much memory and was ended; cells after that earned nothing.
    case memory
    /// It started too many processes and was ended; cells after that earned nothing.
    case processes
    /// It ended the process that runs its cells and reports about them.
    case died
    /// The file is no notebook of this assignment, or there is none.
    case unreadable
    /// The machine could not run it.
    case failed

    /// Whether there are points.
    package var isGraded: Bool { self != .unreadable && self != .failed }
  }

  package let submission: String
  package var student: String
  package var status: Status
  /// What a person should know, in one line.
  package var message: String?
  package var exercises: [ExerciseScore] = []
  /// Teachers' cells that were changed, and put back.
  package var tampered: [String] = []
  /// The assignment's cells that were deleted, and put back.
  package var missing: [String] = []
  package var seconds = 0.0
  package var processorSeconds = 0.0
  package var peakMemory = 0
  package var sandbox: SandboxKind?

  /// The points earned without a person's decision.
  package var points: Double { exercises.compactMap(\.points).reduce(0, +) }

  /// The points that can be earned without a person's decision.
  package var maximum: Double {
    exercises.filter { $0.points != nil }.map(\.maximum).reduce(0, +)
  }

  /// The points that a person has to decide on.
  package var pendingPoints: Double {
    exercises.filter { $0.points == nil }.map(\.maximum).reduce(0, +)
  }
}

extension SubmissionGrade {
  /// The grade as JSON.
  package var json: JSONValue {
    let list = { (names: [String]) in JSONValue.array(names.map { .string($0) }) }
    return [
      "submission": .string(submission), "student": .string(student),
      "status": .string(status.rawValue), "message": message.map { .string($0) } ?? .null,
      "points": JSONValue(points), "max_points": JSONValue(maximum),
      "pending_points": JSONValue(pendingPoints),
      "exercises": .array(exercises.map(\.json)), "tampered": list(tampered),
      "missing": list(missing), "seconds": JSONValue(seconds.rounded(to: 3)),
      "cpu_seconds": JSONValue(processorSeconds.rounded(to: 3)),
      "peak_memory_bytes": JSONValue(peakMemory),
      "sandbox": sandbox.map { .string($0.rawValue) } ?? .null,
    ]
  }

  /// Reads a grade; nil where the value is none.
  package init?(_ value: JSONValue) {
    guard let members = value.object, let submission = members["submission"]?.string,
      let student = members["student"]?.string,
      let status = members["status"]?.string.flatMap(Status.init),
      let exercises = members["exercises"]?.array
    else { return nil }
    self.init(submission: submission, student: student, status: status)
    let names = { (key: String) in members[key]?.array?.compactMap(\.string) ?? [] }
    message = members["message"]?.string
    self.exercises = exercises.compactMap(ExerciseScore.init)
    tampered = names("tampered")
    missing = names("missing")
    seconds = members["seconds"]?.double ?? 0
    processorSeconds = members["cpu_seconds"]?.double ?? 0
    peakMemory = members["peak_memory_bytes"]?.int ?? 0
    sandbox = members["sandbox"]?.string.flatMap(SandboxKind.init)
  }
}

extension ExerciseScore {
  var json: JSONValue {
    [
      "id": .string(id), "points": points.map { JSONValue($0) } ?? .null,
      "max_points": JSONValue(maximum), "note": note.map { .string($0) } ?? .null,
    ]
  }

  init?(_ value: JSONValue) {
    guard let id = value.object?["id"]?.string, let maximum = value.object?["max_points"]?.double
    else { return nil }
    self.init(
      id: id, points: value.object?["points"]?.double, maximum: maximum,
      note: value.object?["note"]?.string)
  }
}

extension Double {
  /// The number with so many decimals.
  func rounded(to decimals: Int) -> Double {
    let factor = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    return (self * factor).rounded() / factor
  }
}
